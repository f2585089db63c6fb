#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "devices/loss_curve.hpp"
#include "ridethrough/devices/conversion/bess.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/device_rig.hpp"
#include "support/extra_wakes.hpp"
#include "support/plain_battery.hpp"
#include "support/plain_devices.hpp"
#include "support/ticks.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::support {

inline double cabinet_loss_w(double power_w) {
  static const devices::LossCurve kCurve({{0.25, 0.965}, {0.5, 0.974}, {1.0, 0.970}});
  return 200e3 * kCurve.loss_frac(power_w / 200e3);
}

struct Cabinets {
  int devices = 1;           ///< separate bess devices on the bus
  std::int64_t members = 1;  ///< cabinets in each
  Tank tank = {.capacity_j = 7.2e8, .stored_j = 7.2e8};
  double opens_in_s = 4e-3;
  Parameters parameters = lfp_cabinet();
};

/// grid -- switch -- bus with a load and cabinets.
class Hall {
 public:
  explicit Hall(double load_w, const Cabinets& cabinets = {}) {
    rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, 1e-3));
    rig.add("sw", devices::make_static_switch(static_switch(cabinets.opens_in_s)),
            {.from = {"grid"}});
    for (int i = 0; i < cabinets.devices; ++i) {
      const std::string name = "lfp-" + std::to_string(i + 1);
      rig.add(name, devices::make_bess(cabinets.parameters),
              {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}, .members = cabinets.members});
      rig.add(name + "-cells", std::make_unique<PlainBattery>(cabinets.tank),
              {.from = {name}, .members = cabinets.members});
    }
    rig.add("load", std::make_unique<PlainLoad>(load_w), {.from = {"sw"}});
  }
  void outage(core::Tick from, core::Tick to) {
    rig.set(from, "grid", "voltage", 0.0);
    if (to != core::kNever) rig.set(to, "grid", "voltage", 1.0);
  }
  void check_books(const std::string& name = "lfp-1") {
    const core::Books books = rig.account(name);
    CHECK(imbalance(books) < 1e-9);  // the ledger's own bound
    // The bound on published against exact power; a run that moved nothing has no gap.
    CHECK(books.gap_j <= 1e-6 * std::max(books.in_j, books.out_j));
  }
  Rig rig;
};

/// Two cabinet devices through load steps and an outage, with extra wakes by `seed` unless it is 0.
inline std::string cabinets_digest(Cabinets cabinets, std::uint64_t seed) {
  cabinets.devices = 2;
  cabinets.members = 3;
  cabinets.tank.stored_j = 7.0e8;
  Hall hall(900e3, cabinets);
  hall.rig.set(30 * kSecond, "load", "power", 1100e3, 40 * kSecond);
  hall.rig.set(75 * kSecond, "load", "power", 500e3, 30 * kSecond);
  hall.outage(50 * kSecond, 90 * kSecond);
  std::string digest = digest_with_extra_wakes(hall.rig, seed, 2000, 150 * kSecond);
  hall.check_books("lfp-1");
  hall.check_books("lfp-2");
  return digest;
}

inline void check_extra_wakes_of(const Cabinets& cabinets) {
  check_extra_wakes([&](std::uint64_t seed) { return cabinets_digest(cabinets, seed); });
}

}  // namespace ridethrough::support
