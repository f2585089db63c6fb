#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numbers>

#include "devices/grid/genset_unit.hpp"
#include "devices/swing/forming_unit.hpp"
#include "devices/swing/swing_path.hpp"
#include "support/company_examples.hpp"
#include "support/network_rig.hpp"
#include "support/validation_case.hpp"

// Cabinets that form a bus and a set on it: what their laws share, how they swing, who takes a
// step.
namespace ridethrough::testing {
namespace {

using namespace devices;
using namespace support;

constexpr double kSlope = 0.02;
constexpr double kOmega = 2.0 * std::numbers::pi * 50.0;

using Complex = std::complex<double>;

/// Roots of x^3 + a x^2 + b x + c of which two are a pair: the one above the real axis.
Complex upper_root(double a, double b, double c) {
  double real = -a;
  for (int i = 0; i < 200; ++i) {
    real -= (((real + a) * real + b) * real + c) / ((3.0 * real + 2.0 * a) * real + b);
  }
  const double half = 0.5 * (a + real);  // x^2 + (a + real) x + (b + real (a + real))
  return {-half, std::sqrt(b + real * 2.0 * half - half * half)};
}

/// A set without governor or damper and a group of cabinets on one bus without a load between them
/// but for 1 kW, both as the course has them.
struct Pair : NetworkRig {
  network::NodeId bus = node();
  network::SourceId converter = source(bus, 0.0, 0.0, network::SourceKind::converter);
  double reactance_ohm = 0.24 * kNominalV * kNominalV / kBesideW;
  network::SourceId set = source(bus, 0.0, reactance_ohm, network::SourceKind::generator);
  network::DemandId load = demand(bus);
  SwingNetwork between;
  MachineConstants constants;
  Machine machine;

  static MachineConstants free_rotor() {
    MachineConstants own;
    own.inertia_s = 1.0;
    own.damper = 0.0;
    own.governor.is_droop = true;
    own.governor.droop = 1e6;
    own.governor.reference_power = 0.0;
    own.regulator.transient_reactance = 0.3;
    own.regulator.field_s = 1e6;
    return own;
  }
  Pair() : constants(free_rotor()), machine(constants) {
    start();
    act(kSecond, [this] {
      network::Emf emf;
      emf.frequency = {0, 50.0, 0.0};
      emf.nominal_hz = 50.0;
      network.set_source(converter, true, emf);
      network.set_source(set, true, emf);
      ask(load, 1e3);
    });
    between.read(network, kSecond, {{converter, bus, 0.0}, {set, bus, reactance_ohm}});
    between.assume(kSecond);
  }
  static constexpr auto kSecond = core::kTicksPerSecond;
};

/// The eigenvalue of the pair that the course shows: three modes are told from six samples of the
/// difference of the speeds (Prony).
Complex eigenvalue_of_course(const FormingLaw& law, double rating_w) {
  Pair pair;
  SwingPath path({std::make_shared<FormingUnit>(law, rating_w, 50.0),
                  std::make_shared<GensetUnit>(pair.machine, kBesideW, 50.0)});
  SwingState still{};
  still[kField] = 1.0;
  path.restart(pair.between, {SwingState{}, still}, {0.0, 2e-3}, 0.0);
  constexpr double kStepS = 0.02;
  std::array<double, 6> seen{};
  path.grow_to(seen.size() * kStepS);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double at_s = static_cast<double>(i) * kStepS;
    seen[i] = path.state(1, at_s)[kSpeed] - path.state(0, at_s)[kSpeed];
  }
  // s[k + 3] = -a s[k + 2] - b s[k + 1] - c s[k], for k = 0, 1, 2, by Cramer's rule.
  const auto determinant = [](const std::array<std::array<double, 3>, 3>& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  std::array<std::array<double, 3>, 3> rows{};
  for (std::size_t k = 0; k < 3; ++k) rows[k] = {-seen[k + 2], -seen[k + 1], -seen[k]};
  std::array<double, 3> by{};
  for (std::size_t column = 0; column < 3; ++column) {
    auto replaced = rows;
    for (std::size_t k = 0; k < 3; ++k) replaced[k][column] = seen[k + 3];
    by[column] = determinant(replaced) / determinant(rows);
  }
  return std::log(upper_root(by[0], by[1], by[2])) / kStepS;
}

/// delta' = w_s (w - u), 2 H w' = -K delta, T u' = m K delta S_gen / S_conv - u, K = 1 / x:
/// l^3 + l^2 / T + (w_s m K S_gen / (S_conv T) + w_s K / 2 H) l + w_s K / (2 H T) = 0.
Complex eigenvalue_by_hand(const FormingLaw& law, double rating_w) {
  const double k = 1.0 / 0.24, lag = law.lag_s;
  const double swing = kOmega * k / 2.0;  // H = 1 s
  const double pull = kOmega * law.droop_frac * k * kBesideW / (rating_w * lag);
  return upper_root(1.0 / lag, pull + swing, swing / lag);
}

double worst_shares(const char* forms, double set_point, double reactance_pu) {
  constexpr double kDroop = 0.05, kReference = 0.3, kLoadW = 350e3, kCabinetsW = 2 * kCabinetW;
  BesideRig rig({.set = beside_set(kDroop, kReference),
                 .forms = forms,
                 .set_point = set_point,
                 .reactance_pu = reactance_pu,
                 .load_w = kLoadW});
  rig.run(2 * kMin);
  REQUIRE(rig.state("lfp-1") == "forming");
  const bool droops = std::string(forms) != "voltage_source";
  const double stiffness_w = kBesideW / kDroop + kCabinetsW / kSlope;
  const double none_w = kBesideW * kReference + kCabinetsW * set_point;
  const double speed = droops ? (none_w - kLoadW) / stiffness_w : 0.0;
  const double set_w = kBesideW * (kReference - speed / kDroop);
  return std::max({std::abs(rig.look("gen", "power") - set_w) / kBesideW,
                   std::abs(2.0 * rig.look("lfp-1", "power") - (kLoadW - set_w)) / kCabinetsW,
                   std::abs(rig.look("lfp-1", "frequency") / 50.0 - 1.0 - speed)});
}

}  // namespace

TEST_CASE("validation: a set and cabinets share by their laws", "[validation][bess][genset]") {
  double worst = 0.0;
  for (const char* forms : {"droop", "virtual_inertia", "voltage_source"}) {
    for (const double reactance_pu : {0.0, 0.1}) {
      worst = std::max(worst, worst_shares(forms, 0.4, reactance_pu));
    }
  }
  report_case({.name = "a droop set and cabinets that form, shares and frequency at rest",
               .kind = "analytic",
               .reference = "where the droops meet; rated frequency beside a voltage source",
               .measured = worst,
               .allowed = 1e-5,
               .unit = "pu"});
}

TEST_CASE("validation: a set swings against cabinets that form", "[validation][bess][genset]") {
  constexpr double kRatingW = 1.0e6;
  const FormingLaw droop{.droop_frac = 0.02, .lag_s = 1.0 / (2.0 * std::numbers::pi * 5.0)};
  const FormingLaw inertia{.droop_frac = 0.02, .lag_s = 2.0 * 5.0 * 0.02};
  double swing = 0.0, decay = 0.0;
  for (const FormingLaw& law : {droop, inertia}) {
    const Complex measured = eigenvalue_of_course(law, kRatingW);
    const Complex by_hand = eigenvalue_by_hand(law, kRatingW);
    swing = std::max(swing, std::abs(measured.imag() / by_hand.imag() - 1.0) * 100.0);
    decay = std::max(decay, std::abs(measured.real() / by_hand.real() - 1.0) * 100.0);
  }
  const std::string reference =
      "eigenvalues of l^3 + l^2/T + (ws m K/T + ws K/2H) l + ws K/2HT, K = 1/x";
  report_case({.name = "a set against cabinets that form, frequency of their swing",
               .kind = "analytic",
               .reference = reference,
               .measured = swing,
               .allowed = 0.5,
               .unit = "%"});
  report_case({.name = "a set against cabinets that form, decay of their swing",
               .kind = "analytic",
               .reference = reference,
               .measured = decay,
               .allowed = 0.5,
               .unit = "%"});
}

TEST_CASE("validation: cabinets take a load step and the set takes it over",
          "[validation][bess][genset]") {
  BesideRig rig({.set = beside_set(), .load_w = 200e3});
  rig.set(90 * kSecond, "load", "power", 450e3);
  rig.run(90 * kSecond - 1);
  const double set_w = rig.look("gen", "power");
  rig.run(90 * kSecond);
  // An ideal voltage holds the angle: the rotor, and with it the set, has not moved yet. What the
  // network shows is the mean of a chord, within 1 % of the rating of the cabinets.
  report_case({.name = "first share of the cabinets in a load step beside a set",
               .kind = "analytic",
               .reference = "all of it: no reactance before the cabinets",
               .measured = std::abs(rig.look("gen", "power") - set_w) / 250e3 * 100.0,
               .allowed = 2.0,
               .unit = "%"});
  rig.run(4 * kMin);
  report_case({.name = "the step at rest: an isochronous set carries all beside cabinets by droop",
               .kind = "analytic",
               .reference = "rated frequency, cabinets at their set point",
               .measured = std::abs(rig.look("gen", "power") - 450e3) / kBesideW,
               .allowed = 1e-5,
               .unit = "pu"});
}

}  // namespace ridethrough::testing
