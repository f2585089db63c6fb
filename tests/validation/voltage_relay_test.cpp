#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/validation_case.hpp"

// Voltage and frequency relays against times that follow from their settings by hand.
namespace ridethrough::support {
namespace {

using devices::Parameters;
using devices::Value;
using devices::Verb;
using testing::report_case;

/// A stiff grid and a breaker with one stage.
struct Relayed {
  Relayed(const char* name, double pickup, double delay_s, const char* curve) {
    const Parameters stage{{"pickup", number_value(pickup)},
                           {"delay", number_value(delay_s)},
                           {"curve", word_value(curve)}};
    const Parameters relay{{"at", word_value("inlet")}, {name, Value(Value::List{Value(stage)})}};
    rig.add("grid", devices::make_utility(utility_of(400.0)));
    rig.add("brk",
            devices::make_breaker({{"state", word_value("closed")},
                                   {"opens_in", number_value(0.0)},
                                   {"closes_in", number_value(0.0)},
                                   {"relay", Value(relay)}}),
            {.from = {"grid"}});
  }
  double operated_s() {
    rig.run(10 * kMin);
    return rig.log("brk").empty() ? INFINITY : std::stod(rig.log("brk").front()) * 1e-9;
  }
  Rig rig;
};

TEST_CASE("inverse voltage stages take their time", "[validation][relay]") {
  double error_s = 0.0;
  const auto compare = [&](const char* name, double pickup, double level, double due_s) {
    Relayed relayed(name, pickup, 0.5, "inverse");
    relayed.rig.order(kSecond, "grid", Verb::dip, true, dip_to(level));
    error_s = std::max(error_s, std::abs(relayed.operated_s() - 1.0 - due_s));
  };
  for (const double level : {0.0, 0.2, 0.5, 0.7, 0.79}) {
    compare("under_voltage", 0.8, level, 0.5 / (1.0 - level / 0.8));
  }
  for (const double level : {1.11, 1.2, 1.5, 2.0}) {
    compare("over_voltage", 1.1, level, 0.5 / (level / 1.1 - 1.0));
  }
  report_case({.name = "inverse voltage stages of a relay",
               .kind = "analytic",
               .reference = "delay / abs(1 - V / pickup), under and over, nine voltages",
               .measured = error_s,
               .allowed = 1e-8,
               .unit = "s"});
}

TEST_CASE("a frequency relay on a ramp of frequency", "[validation][relay]") {
  // 0.1 Hz/s from 20 s on passes 47.5 Hz after 25 s and operates 0.5 s later.
  Relayed relayed("under_frequency", 47.5, 0.5, "definite");
  relayed.rig.set(20 * kSecond, "grid", "frequency", 47.0, 30 * kSecond);
  report_case({.name = "under-frequency stage on a ramp",
               .kind = "analytic",
               .reference = "47.5 Hz at 45 s, operation at 45.5 s",
               .measured = std::abs(relayed.operated_s() - 45.5),
               .allowed = 1e-8,
               .unit = "s"});
}

}  // namespace
}  // namespace ridethrough::support
