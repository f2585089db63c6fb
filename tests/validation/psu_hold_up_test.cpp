#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/devices/load/rack.hpp"
#include "support/csv_rows.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/validation_case.hpp"

using namespace ridethrough;
using namespace ridethrough::support;

namespace {

/// The case of psu_holdup_3kw.csv: a capacitor from 400 V to 320 V at 3 kW.
constexpr double kCapacitanceF = 2.083333e-3;
constexpr double kFullV = 400.0;
constexpr double kEmptyV = 320.0;
constexpr double kPowerW = 3e3;
constexpr double kUsableJ = 0.5 * kCapacitanceF * (kFullV * kFullV - kEmptyV * kEmptyV);

/// A lossless supply of 3 kW whose feeder is lost at t = 0.
void build_supply(Rig& rig) {
  RackNumbers numbers;
  numbers.power_w = kPowerW;
  numbers.hold_up_s = kUsableJ / kPowerW;
  numbers.efficiency = 1.0;
  rig.add("feeder", std::make_unique<PlainSource>(230.0, 50.0));
  Wires wires;
  wires.from = {"feeder"};
  rig.add("rack", devices::make_rack(rack_of(numbers)), wires);
  rig.set(0, "feeder", "voltage", 0.0);
}

}  // namespace

TEST_CASE("the hold-up of a 3 kW supply ends after 20.000 ms") {
  Rig rig;
  build_supply(rig);
  rig.run(core::kTicksPerSecond);
  const auto incidents = rig.report("rack").incidents;
  REQUIRE(incidents.size() == 1);
  // 1 us: the capacitance of the case is written with seven digits.
  CHECK(std::abs(incidents[0].at - 20'000'000) <= 1000);
}

TEST_CASE("the energy left in a 3 kW supply gives the voltage of the closed form") {
  Rig rig;
  build_supply(rig);
  double worst_v = 0.0;
  for (const auto& row : testing::reference_rows("power/psu_holdup_3kw.csv")) {
    const double time_s = row.at(0);
    rig.run(core::ticks_nearest(time_s));
    const double left_j = rig.look("rack", "hold_up");
    const double voltage_v = std::sqrt(kEmptyV * kEmptyV + 2.0 * left_j / kCapacitanceF);
    worst_v = std::max(worst_v, std::abs(voltage_v - row.at(1)));
  }
  // 1 mV: the reference has ten digits, the power a grid of 2^-10 W.
  testing::report_case({.name = "hold-up of a 3 kW supply, capacitor voltage",
                        .kind = "analytic",
                        .reference = "a capacitor from 400 V to 320 V at constant power",
                        .measured = worst_v,
                        .allowed = 1e-3,
                        .unit = "V"});
}
