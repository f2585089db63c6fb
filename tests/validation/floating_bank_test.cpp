#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "support/floating_plant.hpp"
#include "support/ticks.hpp"
#include "support/validation_case.hpp"

// A bank on a dc bus: terminal voltage, and its share beside a rectifier with droop.
namespace ridethrough {
namespace {

using namespace support;

using ridethrough::support::kSecond;
constexpr double kEmfV = 52.0;

/// (E1 / R1 + E2 / R2) V - (1 / R1 + 1 / R2) V^2 = P, the upper root.
double shared_v(double load_w, double rectifier_ohm, double bank_ohm) {
  const double slope = 1.0 / rectifier_ohm + 1.0 / bank_ohm;
  const double short_a = kPlantV / rectifier_ohm + kEmfV / bank_ohm;
  return (short_a + std::sqrt(short_a * short_a - 4.0 * slope * load_w)) / (2.0 * slope);
}

TEST_CASE("validation: share of a bank beside a rectifier", "[validation][floating]") {
  double worst_v = 0.0;
  double worst_w = 0.0;
  for (const double bank_ohm : {5e-3, 20e-3}) {
    for (const double droop_frac : {0.15, 0.20}) {
      for (const double load_w : {8.5e3, 10e3}) {
        FloatingPlant plant(
            load_w,
            {.rating_w = 10e3, .droop_frac = droop_frac, .bank = plain_cells(kEmfV, bank_ohm)});
        plant.rig.run(60 * kSecond);
        const double rectifier_ohm = droop_frac * kPlantV * kPlantV / 10e3;
        const double v = shared_v(load_w, rectifier_ohm, bank_ohm);
        worst_v = std::max(worst_v, std::abs(plant.load_v() - v));
        const double bank_w = v * (kEmfV - v) / bank_ohm;
        worst_w = std::max(worst_w, std::abs(plant.rig.look("bank", "power") - bank_w) / load_w);
      }
    }
  }
  testing::report_case({.name = "voltage of a dc bus that a rectifier and a bank share",
                        .kind = "analytic",
                        .reference = "two sources behind resistances at a constant power",
                        .measured = worst_v,
                        .allowed = 2e-4 * kPlantV,
                        .unit = "V"});
  testing::report_case({.name = "share of a bank beside a rectifier with droop",
                        .kind = "analytic",
                        .reference = "two sources behind resistances at a constant power",
                        .measured = 100.0 * worst_w,
                        .allowed = 0.5,
                        .unit = "%"});
}

TEST_CASE("validation: terminals of a bank that carries a dc bus", "[validation][floating]") {
  double worst_v = 0.0;
  for (const double bank_ohm : {5e-3, 20e-3, 50e-3}) {
    for (const double load_w : {2e3, 6e3, 10e3}) {
      FloatingPlant plant(load_w, {.bank = plain_cells(kEmfV, bank_ohm)});
      plant.outage(60 * kSecond, core::kNever);
      plant.rig.run(90 * kSecond);
      const double v = 0.5 * (kEmfV + std::sqrt(kEmfV * kEmfV - 4.0 * bank_ohm * load_w));
      worst_v = std::max(worst_v, std::abs(plant.load_v() - v));
    }
  }
  testing::report_case({.name = "voltage of a dc bus that a bank carries alone",
                        .kind = "analytic",
                        .reference = "constant power behind a resistance",
                        .measured = worst_v,
                        .allowed = 2e-4 * kPlantV,
                        .unit = "V"});
}

}  // namespace
}  // namespace ridethrough
