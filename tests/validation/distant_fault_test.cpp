#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <string>

#include "ridethrough/devices/grid/cable.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_fault.hpp"
#include "support/validation_case.hpp"

// Short circuits at a distance: on a line beside the feed (the voltage divider of M. H. J. Bollen,
// Understanding Power Quality Problems, 2000, chapter 4) and along a cable of the plant.
namespace ridethrough::support {
namespace {

using testing::report_case;
using Complex = std::complex<double>;
using Phases = std::array<Complex, 3>;

constexpr double kGridV = 10e3;
constexpr double kGridVa = 200e6;
constexpr double kGridZeroRatio = 1.6;
constexpr double kLineZeroRatio = 3.0;

Complex grid_ohm() {
  return kGridV * kGridV / kGridVa / std::hypot(1.0, 10.0) * Complex(1.0, 10.0);
}
Complex line_ohm(double km) { return km * Complex(0.12, 0.32); }

/// Phases as the book writes them, with S the source and F the feeder, E = 1.
Phases left_by(const std::string& kind, Complex source, Complex feeder) {
  const Complex a = std::polar(1.0, 2.0 * std::acos(-1.0) / 3.0);
  const Complex back = a * a;
  const Complex source_0 = kGridZeroRatio * source;
  const Complex feeder_0 = kLineZeroRatio * feeder;
  if (kind == "line_ground") {
    const Complex sum = 2.0 * (source + feeder) + source_0 + feeder_0;
    return {1.0 - (2.0 * source + source_0) / sum,
            back - (back * source + a * source + source_0) / sum,
            a - (a * source + back * source + source_0) / sum};
  }
  if (kind == "line_line") {
    const Complex half = source * (back - a) / (2.0 * (source + feeder));
    return {1.0, back - half, a + half};
  }
  const Complex rest = feeder / (source + feeder);
  return {rest, back * rest, a * rest};
}

devices::Parameters dip_at(const std::string& kind, double km) {
  const devices::Parameters line{{"resistance", number_value(0.12e-3)},
                                 {"reactance", number_value(0.32e-3)},
                                 {"zero_ratio", number_value(kLineZeroRatio)}};
  return {{"distance", number_value(1e3 * km)},
          {"kind", word_value(kind.c_str())},
          {"line", devices::Value(line)}};
}

double worst(const network::Phases& seen, const Phases& due, double turn_rad) {
  double error = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    error = std::max(error, std::abs(seen[i] * std::polar(1.0, turn_rad) - due[i]));
  }
  return error;
}

double error_of_dip(const std::string& kind, double km) {
  Rig rig;
  rig.add("grid", devices::make_utility(with(utility_of(kGridV, kGridVa),
                                             {{"zero_ratio", number_value(kGridZeroRatio)}})));
  rig.order(kSecond, "grid", devices::Verb::dip, true, dip_at(kind, km));
  rig.run(kSecond);
  const network::NodeId node = rig.outlet("grid");
  // Phases are against the source, whose angle is that of the positive sequence.
  const double turn_rad = rig.network().phase_rad(node, kSecond);
  return worst(rig.network().phases(node), left_by(kind, grid_ohm(), line_ohm(km)), turn_rad);
}

TEST_CASE("what a short circuit on a line leaves at the feed", "[validation][utility][dip]") {
  double error = 0.0;
  for (const char* kind : {"three_phase", "line_line", "line_ground"}) {
    for (const double km : {0.1, 1.0, 3.0, 10.0, 40.0}) {
      error = std::max(error, error_of_dip(kind, km));
    }
  }
  report_case({.name = "dips by a short circuit at a distance, three kinds",
               .kind = "analytic",
               .reference = "Bollen 2000, divider of source and feeder by phases",
               .measured = error,
               .allowed = 1e-9,
               .unit = "pu"});
}

/// 2 km of cable with a fault of 0.2 ohm at 40 %, in reach of one feed or of one at each end.
double error_of_cable(bool is_tie) {
  constexpr double kFaultOhm = 0.2;
  Rig rig;
  rig.add("grid", devices::make_utility(utility_of(kGridV, kGridVa)));
  if (is_tie) rig.add("far", devices::make_utility(utility_of(kGridV, 0.5 * kGridVa)));
  const devices::Parameters cable{{"length", number_value(2e3)},
                                  {"resistance", number_value(0.12e-3)},
                                  {"reactance", number_value(0.10e-3)},
                                  {"conductor", word_value("copper")}};
  Wires wires{.fault_distances_m = {800.0}};
  if (is_tie) wires.between = {"grid", "far"};
  if (!is_tie) wires.from = {"grid"};
  rig.add("cable", devices::make_cable(cable), wires);
  const devices::Parameters place{{"distance", number_value(800.0)}};
  rig.add("fault", std::make_unique<PlainFault>(place), {.from = {"cable"}});
  rig.set(kSecond, "fault", "ohm", kFaultOhm);
  rig.run(2 * kSecond);
  const network::NodeId joint = rig.device("cable").fault_node(place);
  const Complex near = grid_ohm() + 0.8 * Complex(0.12, 0.10);
  const Complex far = 2.0 * grid_ohm() + 1.2 * Complex(0.12, 0.10);
  const Complex admittance = 1.0 / near + (is_tie ? 1.0 / far : Complex(0.0));
  const Complex at_fault = kFaultOhm / (kFaultOhm + 1.0 / admittance);
  const Complex at_grid = 1.0 - (1.0 - at_fault) / near * grid_ohm();
  return std::max(std::abs(rig.network().voltage_pu(joint) - std::abs(at_fault)),
                  std::abs(rig.network().voltage_pu(rig.outlet("grid")) - std::abs(at_grid)));
}

TEST_CASE("a short circuit along a cable", "[validation][cable]") {
  report_case({.name = "short circuit at 40 % of a cable, fed from one end and from both",
               .kind = "analytic",
               .reference = "ladder of impedances, by hand",
               .measured = std::max(error_of_cable(false), error_of_cable(true)),
               .allowed = 1e-9,
               .unit = "pu"});
}

}  // namespace
}  // namespace ridethrough::support
