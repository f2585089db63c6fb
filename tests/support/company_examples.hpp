#pragma once

#include <memory>
#include <string>

#include "ridethrough/devices/conversion/bess.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/device_rig.hpp"
#include "support/genset_examples.hpp"
#include "support/plain_battery.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

/// Cabinets that form a bus, and a set on the same bus.
namespace ridethrough::support {

inline constexpr double kCabinetW = 200e3, kBesideW = 1.0e6;

struct Company {
  Parameters set;
  const char* forms = "droop";
  double set_point = 0.0;
  double reactance_pu = 0.0;
  int devices = 1;           ///< separate bess devices
  std::int64_t members = 2;  ///< cabinets in each
  double load_w = 300e3;
};

/// 1 MW on 50 Hz with a field, off line; isochronous, or with droop and the load at which it runs
/// at rated speed.
inline Parameters beside_set(double droop = 0.0, double reference = 0.5) {
  Parameters governor = gs1_governor();
  if (droop > 0.0) {
    governor = with(governor, {{"kind", word_value("droop")},
                               {"droop", number_value(droop)},
                               {"reference", number_value(reference)}});
  }
  return with(gs1_set(), {{"rating", number_value(kBesideW)},
                          {"frequency", number_value(50.0)},
                          {"state", word_value("stopped")},
                          {"governor", map_value(governor)},
                          {"regulator", map_value(usual_regulator())}});
}

/// grid -- switch -- bus with cabinets and a load; the set starts at 2 s and synchronises with the
/// bus that the cabinets form from 1 s on.
class BesideRig : public Rig {
 public:
  explicit BesideRig(const Company& company) {
    Parameters cabinet = lfp_cabinet();
    cabinet["forms"] = word_value(company.forms);
    cabinet["droop"] = map_value({{"slope", number_value(0.02)},
                                  {"filter", number_value(5.0)},
                                  {"set_point", number_value(company.set_point)}});
    cabinet["virtual_reactance"] = number_value(company.reactance_pu);
    add("grid", std::make_unique<PlainSource>(400.0, 50.0, false, 1e-3));
    add("sw", devices::make_static_switch(static_switch()), {.from = {"grid"}});
    add("gen", devices::make_genset(company.set));
    add("bus", devices::make_bus({}), {.from = {"sw", "gen"}});
    for (int i = 0; i < company.devices; ++i) {
      const std::string name = "lfp-" + std::to_string(i + 1);
      add(name, devices::make_bess(cabinet),
          {.from = {"sw"}, .peers = {{"islanding_switch", "sw"}}, .members = company.members});
      add(name + "-cells",
          std::make_unique<PlainBattery>(Tank{.capacity_j = 7.2e8, .stored_j = 3.6e8}),
          {.from = {name}, .members = company.members});
    }
    add("load", std::make_unique<PlainLoad>(company.load_w), {.from = {"bus"}});
    set(1 * kSecond, "grid", "voltage", 0.0);
    order(2 * kSecond, "gen", devices::Verb::start);
  }
};

}  // namespace ridethrough::support
