#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

#include "support/plain_fault.hpp"
#include "support/validation_case.hpp"
#include "unit/devices/conversion/bess_hall.hpp"

// Voltage of a bus that cabinets form: behind their virtual reactance, and at their current limit.
namespace ridethrough {
namespace {

using namespace support;

constexpr double kRatingW = 200e3;
constexpr double kLimitPu = 1.2;
constexpr double kBaseOhm = 400.0 * 400.0 / kRatingW;

double formed_pu(double load_w, double fault_ohm, int devices, double reactance_pu) {
  Cabinets cabinets;
  cabinets.devices = devices;
  cabinets.parameters["virtual_reactance"] = Value(reactance_pu);
  Hall hall(load_w, cabinets);
  hall.rig.add("fault", std::make_unique<PlainFault>(), {.from = {"sw"}});
  hall.outage(60 * kSecond, core::kNever);
  if (fault_ohm > 0.0) hall.rig.set(61 * kSecond, "fault", "ohm", fault_ohm);
  hall.rig.run(62 * kSecond);
  return hall.rig.look("lfp-1", "voltage");
}

/// A constant power p over the reactance x: V^4 - V^2 + (x p)^2 = 0.
double loaded_pu(double load_w, int devices, double reactance_pu) {
  const double xp = reactance_pu * load_w / (devices * kRatingW);
  return std::sqrt(0.5 * (1.0 + std::sqrt(1.0 - 4.0 * xp * xp)));
}

/// A resistance alone: the divider of E = 1 and x, or the limit times the resistance.
double faulted_pu(double fault_ohm, int devices, double reactance_pu) {
  const double r = fault_ohm / (kBaseOhm / devices);
  const double stiff_pu = r / std::hypot(r, reactance_pu);
  return std::min(stiff_pu, kLimitPu * r);
}

TEST_CASE("validation: voltage of a bus that cabinets form", "[validation][bess]") {
  double worst_pu = 0.0;
  for (const int devices : {1, 2, 3}) {
    for (const double x : {0.0, 0.1, 0.3}) {
      const double load_w = 180e3 * devices;
      worst_pu = std::max(
          worst_pu, std::abs(formed_pu(load_w, 0.0, devices, x) - loaded_pu(load_w, devices, x)));
    }
  }
  testing::report_case({.name = "voltage of a formed bus behind virtual reactances",
                        .kind = "analytic",
                        .reference = "constant power over a reactance, V^4 - V^2 + (x p)^2 = 0",
                        .measured = worst_pu,
                        .allowed = 1e-6,
                        .unit = "pu"});
}

TEST_CASE("validation: a formed bus with a resistance across it", "[validation][bess]") {
  double worst_pu = 0.0;
  for (const int devices : {1, 2}) {
    for (const double x : {0.0, 0.2}) {
      // Above the limit of 0.667 ohm of one cabinet, and below.
      for (const double fault_ohm : {2.0, 0.5, 0.1, 0.01}) {
        worst_pu = std::max(worst_pu, std::abs(formed_pu(0.0, fault_ohm, devices, x) -
                                               faulted_pu(fault_ohm, devices, x)));
      }
    }
  }
  testing::report_case({.name = "voltage of a formed bus with a resistance across it",
                        .kind = "analytic",
                        .reference = "divider of 1 pu and the reactance, or current limit times "
                                     "resistance",
                        .measured = worst_pu,
                        .allowed = 1e-6,
                        .unit = "pu"});
}

}  // namespace
}  // namespace ridethrough
