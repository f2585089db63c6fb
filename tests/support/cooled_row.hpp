#pragma once

#include <memory>
#include <string>

#include "ridethrough/devices/cooling/buffer_tank.hpp"
#include "ridethrough/devices/cooling/cdu.hpp"
#include "ridethrough/devices/cooling/chiller.hpp"
#include "ridethrough/devices/cooling/pump.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "support/cooling_examples.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/ticks.hpp"

/// A rack of 40 kW on a feeder that lives, cooled by a cdu, a pump, a tank and a chiller.
namespace ridethrough::support {

struct RowOptions {
  std::string pumps_from = "ups";  ///< feeder of cdu and pump: "ups" lives, "mains" does not
  double tank_m3 = 1.0;
  int racks = 1;                  ///< cohorts
  std::int64_t rack_members = 1;  ///< boxes in each of them
};

inline void build_row(Rig& rig, const RowOptions& options = {}) {
  rig.add("mains", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("ups", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("chiller", devices::make_chiller(chiller_of()), {.from = {"mains"}});
  rig.add("tank", devices::make_buffer_tank(tank_of(options.tank_m3)),
          {.peers = {{"cooled_by", "chiller"}}});
  rig.add("pump", devices::make_pump(drive_of()),
          {.from = {options.pumps_from}, .peers = {{"cooled_by", "tank"}}});
  rig.add("cdu", devices::make_cdu(cdu_of()),
          {.from = {options.pumps_from}, .peers = {{"cooled_by", "pump"}}});
  for (int i = 1; i <= options.racks; ++i) {
    const std::string name = options.racks == 1 ? "rack" : "rack-" + std::to_string(i);
    rig.add(name, devices::make_rack(rack_of()),
            {.from = {"ups"}, .peers = {{"cooled_by", "cdu"}}, .members = options.rack_members});
  }
}

/// The feeder of the cooling is gone from `at` on, for `span`.
inline void lose_mains(Rig& rig, core::Tick at, core::Tick span) {
  rig.set(at, "mains", "voltage", 0.0);
  rig.set(at + span, "mains", "voltage", 1.0);
}

}  // namespace ridethrough::support
