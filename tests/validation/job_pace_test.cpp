// How much work a power cap costs, against what is told of H100 while they train.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

constexpr double kCycleS = 12 * 10.77 + 12.97;
constexpr double kCappedTo = 600.0 / 700.0;

/// 128 GPUs under a cap for ten cycles of train-large-batch, evaluations included.
double lost_to_cap_gpu_s(const std::string& slowdown) {
  const auto file = support::scratch_path("job-pace.yaml");
  std::ofstream(file)
      << "schema_version: 1\nname: H100 at 600 W of 700 W\nduration: 1430 s\n"
         "components:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
         "  tells: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
         "  row: {type: rack, from: grid, part: hgx-h800-4node, count: 4}\n"
         "jobs:\n"
         "  pretrain: {type: training, racks: row, profile: train-large-batch, checkpoint: {every: "
         "1 h}, slowdown: " +
             slowdown +
             ", on_battery: {signal: tells, cap: {to: 85.7142857142857 %}}}\n"
             "events: [{at: 1 s, outage: tells, for: 1422.1 s}]\n"
             "checks: [{id: goes-on, at_end: pretrain.interruptions == 0}]\n";
  const auto model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = repository_path("scenarios/parts")});
  std::filesystem::remove(file);
  const study::Outcome outcome = study::run(model, {});
  const auto& findings = outcome.jobs.at(0).findings;
  const auto found = std::find_if(findings.begin(), findings.end(), [](const auto& each) {
    return each.finding.name == "lost_slowed";
  });
  REQUIRE(found != findings.end());
  return found->finding.value;
}

/// Integral of min(level, most) between corners, by the midpoints of spans of a tenth of a
/// millisecond.
double sampled_s(const std::vector<std::pair<double, double>>& corners, double most) {
  constexpr double kSpanS = 1e-4;
  double sum_s = 0.0;
  for (std::size_t i = 1; i < corners.size(); ++i) {
    const auto [from_s, from] = corners[i - 1];
    const auto [to_s, to] = corners[i];
    const auto spans = std::llround((to_s - from_s) / kSpanS);
    for (long long k = 0; k < spans; ++k) {
      const double part = (static_cast<double>(k) + 0.5) / static_cast<double>(spans);
      sum_s += kSpanS * std::min(from + part * (to - from), most);
    }
  }
  return sum_s;
}

/// As the corners stand in scenarios/parts/profile/train-large-batch.yaml.
double mean_level(double most) {
  const double step_s = sampled_s(
      {{0, 0.77}, {0.08, 0.96}, {4.08, 0.981}, {9.04, 0.981}, {9.07, 0.77}, {10.77, 0.77}}, most);
  const double evaluation_s = sampled_s(
      {{0, 0.77}, {0.03, 0.60}, {0.3, 0.60}, {0.38, 0.852}, {12.94, 0.852}, {12.97, 0.77}}, most);
  return (12.0 * step_s + evaluation_s) / kCycleS;
}

}  // namespace

TEST_CASE("training under a cap loses the work of the power that is missing", "[validation]") {
  constexpr double kIdle = 0.103;
  const double pace = (mean_level(kCappedTo) - kIdle) / (mean_level(2.0) - kIdle);
  const double lost_gpu_s = lost_to_cap_gpu_s("100 %");
  const double gpu_s = 128.0 * 10.0 * kCycleS;
  report_case({.name = "training under a cap of 600 W, GPU time that it costs",
               .kind = "analytic",
               .reference = "power above idle under the cap, sampled in 0.1 ms",
               .measured = 100.0 * std::abs(lost_gpu_s / (gpu_s * (1.0 - pace)) - 1.0),
               .allowed = 1e-3,
               .unit = "%"});
  // Secondary source without a primary one; in FP8 it says 15 to 20 %.
  const double longer_percent = 100.0 * (1.0 / (1.0 - lost_gpu_s / gpu_s) - 1.0);
  report_case({.name = "training under a cap of 600 W, steps of H100 are longer by",
               .kind = "published",
               .reference = "10 to 15 % (factryze.ai, secondary)",
               .measured = std::abs(longer_percent - 12.5),
               .allowed = 2.5,
               .unit = "points"});
  CHECK(lost_to_cap_gpu_s("50 %") == Approx(0.5 * lost_gpu_s).epsilon(1e-9));
}

}  // namespace ridethrough::testing
