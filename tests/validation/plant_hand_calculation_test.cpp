#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <string>
#include <string_view>

#include "ridethrough/scenario/units.hpp"
#include "ridethrough/study/power_flow.hpp"
#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/outcome_reads.hpp"
#include "support/validation_case.hpp"

// Whole scenarios, from the file to the outcome, against sums that an engineer makes on paper.
namespace ridethrough::testing {
namespace {

using ridethrough::support::entered_s;

scenario::Model plant(const std::string& name) {
  return scenario::load_scenario(repository_path("tests/validation/data/plant/" + name),
                                 {.sets = {}, .library = repository_path("scenarios/parts")});
}

/// Impedance of `impedance_pu` with `resistance_pu` on a rating, in 1/W.
std::complex<double> on_rating(double impedance_pu, double resistance_pu, double rating_va) {
  const double reactance_pu =
      std::sqrt(impedance_pu * impedance_pu - resistance_pu * resistance_pu);
  return std::complex<double>(resistance_pu, reactance_pu) / rating_va;
}

}  // namespace

TEST_CASE("a chain of elements drops what its summed impedance does", "[validation]") {
  // Data of chain.yaml. Ideal elements (breaker, bus, static switch) add nothing.
  const double grid_r = 1.0 / (220e6 * std::sqrt(101.0));
  const std::complex<double> impedance =
      std::complex<double>(grid_r, 10.0 * grid_r) + std::complex<double>(0.05, 0.05) / 1e8 +
      on_rating(0.06, 13e3 / 1600e3, 1600e3) + on_rating(0.04, 0.011, 1250e3);
  const double p_w = 1000e3;
  const double q_var = p_w * std::tan(std::acos(0.95));
  // |V|^4 + (2 (r P + x Q) - E^2) |V|^2 + |z|^2 |S|^2 = 0, the higher root, E = 1.
  const double middle = 1.0 - 2.0 * (impedance.real() * p_w + impedance.imag() * q_var);
  const double product = std::norm(impedance) * (p_w * p_w + q_var * q_var);
  const double expected_pu = std::sqrt(0.5 * (middle + std::sqrt(middle * middle - 4.0 * product)));

  const study::PowerFlow flow = study::power_flow(plant("chain.yaml"));
  const auto bus = std::find_if(flow.buses.begin(), flow.buses.end(),
                                [](const study::BusState& state) { return state.name == "pdu"; });
  REQUIRE(bus != flow.buses.end());
  // A milliwatt at each of seven joins moves the voltage by 1e-10 pu.
  report_case({.name = "utility to pdu in series, voltage at the load",
               .kind = "analytic",
               .reference = "closed form of the summed impedance",
               .measured = std::abs(bus->voltage_pu - expected_pu),
               .allowed = 1e-9,
               .unit = "pu"});
}

TEST_CASE("a lost feed is taken over when the times of the parts add up", "[validation]") {
  const study::Outcome outcome = study::run(plant("transfer.yaml"), {});
  const double lost_s = 10.0;
  const double formed_s = lost_s + 2e-3 + 1e-3 + 5e-3;  // sense, latency, response
  const double running_s = lost_s + 0.5 + 10.0;         // sense of the ats, ready
  const double transferred_s = running_s + 0.5 + 0.1;   // qualify, transfer
  const double closed_s = transferred_s + 5.0 + 4e-3;   // hold of the bess, closes_in
  const double followed_s = closed_s + 10.0;            // ramp back to the feed
  // One tick: all of these times are whole nanoseconds.
  constexpr double kTickS = 1e-9;
  const double switch_s = std::max(std::abs(entered_s(outcome, "sw", "open") - lost_s - 6e-3),
                                   std::abs(entered_s(outcome, "sw", "closed") - closed_s));
  report_case(
      {.name = "bess behind a static_switch, its times",
       .kind = "analytic",
       .reference = "sense, opening, latency, response, hold and ramp added up",
       .measured = std::max({switch_s, std::abs(entered_s(outcome, "bess", "forming") - formed_s),
                             std::abs(entered_s(outcome, "bess", "following") - followed_s)}),
       .allowed = kTickS,
       .unit = "s"});
  report_case(
      {.name = "genset behind an ats, its times",
       .kind = "analytic",
       .reference = "sense, start, qualify and transfer added up",
       .measured = std::max(std::abs(entered_s(outcome, "gen", "running") - running_s),
                            std::abs(entered_s(outcome, "ats", "alternate") - transferred_s)),
       .allowed = kTickS,
       .unit = "s"});
}

TEST_CASE("a training job loses what an engineer counts", "[validation]") {
  const study::Outcome outcome = study::run(plant("crash.yaml"), {});
  REQUIRE(outcome.jobs.size() == 1);
  const auto& findings = outcome.jobs.front().findings;
  const auto lost = std::find_if(findings.begin(), findings.end(), [](const auto& each) {
    return each.finding.name == "lost_gpu_hours";
  });
  REQUIRE(lost != findings.end());
  // Saved at 220 s, feed back at 260 s, racks on 10 s later, running 600 s after that: 650 s of 64
  // GPUs, whenever between 250 s and 260 s the hold-up of the racks ended.
  const double expected_gpu_h = 64.0 * 650.0 / 3600.0;
  report_case(
      {.name = "training job, lost GPU-hours",
       .kind = "analytic",
       .reference = "work since the last checkpoint, outage and restart added up",
       .measured = std::abs(scenario::to_unit(lost->finding.value, "GPU*h") - expected_gpu_h),
       .allowed = 1e-9,
       .unit = "GPU*h"});
}

}  // namespace ridethrough::testing
