#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "ridethrough/study/run.hpp"
#include "support/draw.hpp"
#include "support/reference_chain.hpp"
#include "support/reference_scenarios.hpp"
#include "support/scratch.hpp"

// The real engine against the slow one, on random chains of feed, UPS, battery and racks.
namespace ridethrough {
namespace {

using reference::Chain;
using reference::ChainResult;

constexpr double kModuleW = 600e3;
constexpr double kRackW = 41e3;
constexpr double kEventS = 1.0;

/// Efficiencies of the shipped module at 25, 50 and 100 %: three points fix the parabola of the
/// loss.
void fit_loss(Chain& chain) {
  const double x[] = {0.25, 0.5, 1.0};
  const double eta[] = {0.955, 0.968, 0.964};
  double loss[3];
  for (int i = 0; i < 3; ++i) loss[i] = x[i] * (1.0 / eta[i] - 1.0);
  const double slope01 = (loss[1] - loss[0]) / (x[1] - x[0]);
  const double slope12 = (loss[2] - loss[1]) / (x[2] - x[1]);
  chain.loss_c = (slope12 - slope01) / (x[2] - x[0]);
  chain.loss_b = slope01 - chain.loss_c * (x[0] + x[1]);
  chain.loss_a = loss[0] - chain.loss_b * x[0] - chain.loss_c * x[0] * x[0];
}

struct Case {
  Chain chain;
  std::string yaml;
};

Case random_case(support::Draw& draw) {
  Case drawn;
  Chain& chain = drawn.chain;
  const auto racks = 1 + draw.below(13);
  const double hold_up_s = draw.between(4e-3, 30e-3);
  const double link_j_per_kw = draw.between(5.0, 25.0);
  const bool is_deep = draw.happens(0.6);
  chain.rating_w = kModuleW;
  fit_loss(chain);
  chain.link_j_per_w = link_j_per_kw * 1e-3;
  chain.battery_response_s = draw.between(1e-3, 30e-3);
  chain.detect_s = 3e-3;
  chain.load_w = static_cast<double>(racks) * kRackW;
  chain.hold_up_j = hold_up_s * chain.load_w;
  chain.residual_pu = is_deep ? draw.between(0.0, 0.55) : draw.between(0.62, 0.84);
  drawn.yaml = fmt::format(
      "schema_version: 1\nname: chain\nduration: 1.4 s\ncomponents:\n"
      "  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}\n"
      "  ups: {{type: ups, from: grid, part: ups-600kw, dc_link: {} J/kW, battery_response: {} ms, "
      "efficiency: [{{power: 25 %, value: 95.5 %}}, {{power: 50 %, value: 96.8 %}}, "
      "{{power: 100 %, value: 96.4 %}}]}}\n"
      "  vrla: {{type: battery, from: ups, part: vrla-12v150ah, series: 40, strings: 10}}\n"
      "  row: {{type: rack, from: ups, part: hgx-h800-4node, count: {}, "
      "supplies: {{hold_up: {} ms}}}}\n"
      "events: [{{at: 1 s, dip: grid, to: {} pu, for: 10 s}}]\n"
      "record: [ups.dc_voltage]\n",
      link_j_per_kw, chain.battery_response_s * 1e3, racks, hold_up_s * 1e3, chain.residual_pu);
  return drawn;
}

study::Outcome run_text(const std::string& yaml) {
  const auto file = support::scratch_path("reference.yaml");
  std::ofstream(file) << yaml;
  const scenario::Model model =
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"});
  std::filesystem::remove(file);
  study::RunOptions options;
  options.record = true;
  return study::run(model, options);
}

/// Seconds after the event at which `component` first had an incident of `kind`.
std::optional<double> first_incident_s(const study::Outcome& outcome, const std::string& component,
                                       const std::string& kind) {
  for (const study::ComponentOutcome& each : outcome.components) {
    if (each.path != component) continue;
    for (const study::MemberIncident& incident : each.incidents) {
      if (incident.incident.kind == kind) return core::seconds(incident.incident.at) - kEventS;
    }
  }
  return std::nullopt;
}

double lowest(const study::Trace& trace) {
  double least = 1.0;
  for (const study::Corner& corner : trace.corners) {
    least = std::min({least, corner.before, corner.after});
  }
  return least;
}

void check_time(const std::optional<double>& real_s, const std::optional<double>& slow_s,
                double step_s) {
  REQUIRE(real_s.has_value() == slow_s.has_value());
  // Euler steps end up to one step late, and the loss of each stage adds to the next.
  if (real_s) CHECK(std::abs(*real_s - *slow_s) <= 3.0 * step_s);
}

}  // namespace

TEST_CASE("a UPS chain rides or falls as the slow engine says", "[property][reference]") {
  const std::uint64_t seed = support::test_seed(31);
  INFO("RIDETHROUGH_SEED=" << seed);
  support::Draw draw(seed);
  constexpr double kStepS = 2e-6;
  int fallen = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Case drawn = random_case(draw);
    INFO("trial " << trial << "\n" << drawn.yaml);
    const ChainResult slow = reference::run_chain(drawn.chain, kStepS, 0.35);
    const study::Outcome real = run_text(drawn.yaml);
    check_time(first_incident_s(real, "ups", "stopped"), slow.output_lost_s, kStepS);
    check_time(first_incident_s(real, "row", "dropped"), slow.dropped_s, kStepS);
    REQUIRE(real.signals.size() == 1);
    // Of the link's voltage, one Euler step and the recorder's chords.
    CHECK(lowest(real.signals[0].trace) == Approx(slow.link_lowest_pu).margin(2e-3));
    if (slow.dropped_s) ++fallen;
  }
  // The draw must try both outcomes.
  CHECK(fallen > 5);
  CHECK(fallen < 55);
}

TEST_CASE("lead-acid charge after a minute is what small steps say", "[property][reference]") {
  reference::TwoWells cell;  // values of kReferenceBlocks
  cell.charge_c = 207.5 * 3600.0;
  cell.available_share = 0.506;
  cell.exchange_per_s = 0.612 / 3600.0;
  cell.emf_v = 2.208;
  cell.head_v = 97.8e-3;
  cell.resistance_ohm = 1.04e-3;
  Chain chain;
  fit_loss(chain);
  const double load_w = 10 * kRackW;
  const double x = load_w / kModuleW;
  const double need_w =
      load_w + kModuleW * (chain.loss_a + chain.loss_b * x + chain.loss_c * x * x);
  constexpr int kCells = 240 * 5;
  const study::Outcome real = run_text(fmt::format(
      "schema_version: 1\nname: a minute\nduration: 61 s\ncomponents:\n"
      "  grid: {{type: utility, voltage: 400 V, frequency: 50 Hz}}\n"
      "  ups: {{type: ups, from: grid, part: ups-600kw, efficiency: [{{power: 25 %, value: 95.5 "
      "%}}, {{power: 50 %, value: 96.8 %}}, {{power: 100 %, value: 96.4 %}}]}}\n"
      "  vrla: {{type: battery, from: ups, {}, series: 40, strings: 5}}\n"
      "  row: {{type: rack, from: ups, part: hgx-h800-4node, count: 10}}\n"
      "events: [{{at: 1 s, outage: grid}}]\nrecord: [vrla.soc]\n",
      support::kReferenceBlocks));
  const double slow = reference::charge_left_frac(cell, need_w / kCells, 60.0, 1e-3);
  const double used = 1.0 - study::value_at(real.signals.at(0).trace, 61'000'000'000);
  // 4 ms of answer and the refill of the link are not in the slow engine: 1e-4 of a minute.
  CHECK(used == Approx(1.0 - slow).epsilon(1e-3));
}

}  // namespace ridethrough
