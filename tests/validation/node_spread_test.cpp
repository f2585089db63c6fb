// How far the nodes of one job step together: a run of 64 nodes, metered as the trace was. The
// data's README tells where the measured figures come from.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ridethrough/study/fold.hpp"
#include "ridethrough/study/run.hpp"
#include "support/tool.hpp"
#include "support/validation_case.hpp"

namespace {

using namespace ridethrough;
using study::Trace;

constexpr double kReadingIntervalS =
    2.005;  // of the trace, and its clocks were offset by up to 2 s
constexpr double kStepS = 2.0;
constexpr double kLengthS = 3412.0;
constexpr std::uint64_t kOffsetSeed = 20240517;

/// Energy of a trace from its start to any instant, in steps forward.
class Energy {
 public:
  explicit Energy(const Trace& trace) : corners_(trace.corners), sums_{0.0} {
    for (std::size_t i = 1; i < corners_.size(); ++i) {
      const double length_s = core::seconds(corners_[i].time - corners_[i - 1].time);
      sums_.push_back(sums_.back() + 0.5 * length_s * (corners_[i - 1].after + corners_[i].before));
    }
  }
  double at(double time_s) const {
    const core::Tick time = core::ticks_nearest(time_s);
    const auto next = std::upper_bound(
        corners_.begin(), corners_.end(), time,
        [](core::Tick asked, const study::Corner& corner) { return asked < corner.time; });
    const auto i = static_cast<std::size_t>(next - corners_.begin()) - 1;
    if (next == corners_.end()) return sums_.back();
    const double past_s = core::seconds(time - corners_[i].time);
    const double whole_s = core::seconds(next->time - corners_[i].time);
    const double slope = (next->before - corners_[i].after) / whole_s;
    return sums_[i] + past_s * (corners_[i].after + 0.5 * slope * past_s);
  }

 private:
  const std::vector<study::Corner>& corners_;
  std::vector<double> sums_;
};

double deviation(const std::vector<double>& values) {
  const double mean = study::mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

struct Metered {
  std::vector<study::Reading> total_w;
  double sum_of_deviations_w = 0.0;
};

/// Each node's meter gives the mean of its last 2.005 s on a clock of its own; its latest reading
/// is held onto a common grid of 2 s.
Metered metered(const std::vector<study::RecordedSignal>& nodes) {
  std::mt19937_64 random(kOffsetSeed);
  Metered result;
  for (double t = 2.0 * kStepS; t <= kLengthS; t += kStepS) result.total_w.push_back({t, 0.0});
  for (const study::RecordedSignal& node : nodes) {
    const Energy energy(node.trace);
    const double offset_s = static_cast<double>(random() >> 11) * 0x1p-53 * kStepS;
    std::vector<double> readings_w;
    for (study::Reading& reading : result.total_w) {
      const double passed = std::floor((reading.time_s - offset_s) / kReadingIntervalS);
      const double end_s = offset_s + passed * kReadingIntervalS;
      const double mean_w =
          (energy.at(end_s) - energy.at(end_s - kReadingIntervalS)) / kReadingIntervalS;
      readings_w.push_back(mean_w);
      reading.value += mean_w;
    }
    result.sum_of_deviations_w += deviation(readings_w);
  }
  return result;
}

Metered metered_run(const std::string& profile) {
  const test::Folder folder;
  const std::string file = folder.write(
      "nodes.yaml",
      "schema_version: 1\nname: 64 nodes of eight H100\nduration: 3420 s\ncomponents:\n"
      "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
      "  node: {type: rack, from: grid, count: 64, power: 10 kW, gpus: 8, host: 1.62 kW,\n"
      "         gpu: {tdp: 700 W, idle: 72 W}}\n"
      "jobs:\n  train: {type: training, racks: node, profile: " +
          profile + ", checkpoint: {every: 2 h}}\nrecord: [node.*.power]\n");
  const auto model = scenario::load_scenario(
      file, {.sets = {}, .library = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts"});
  study::RunOptions options;
  options.record = true;
  return metered(study::run(model, options).signals);
}

constexpr double kIterationS = 10.77, kCycleS = 142.21;  // of the profile

/// Below 455 kW, of a step: the steps of each cycle but the first and the last one are like each
/// other, whatever the meters lag behind.
double below_455_kj(const std::vector<study::Reading>& total_w) {
  std::vector<double> kilowatts;
  for (const study::Reading& reading : total_w) {
    const double in_cycle_s = std::fmod(reading.time_s, kCycleS);
    if (in_cycle_s < kIterationS || in_cycle_s >= 11.0 * kIterationS) continue;
    kilowatts.push_back(reading.value / 1e3);
  }
  return (455.0 - study::mean(kilowatts)) * kIterationS;
}

}  // namespace

TEST_CASE("64 nodes spread as those of the trace do", "[load]") {
  const Metered nodes = metered_run("train-large-batch-nodes");
  std::vector<double> total_kw;
  for (const study::Reading& reading : nodes.total_w) total_kw.push_back(reading.value / 1e3);
  const double spread = deviation(total_kw) * 1e3 / nodes.sum_of_deviations_w;
  testing::report_case({.name = "training load of 64 nodes, total's spread of the coherent sum",
                        .kind = "measured",
                        .reference = "the same trace, 0.79 of the sum of the nodes' deviations",
                        .measured = std::abs(spread - 0.79),
                        .allowed = 0.05,
                        .unit = "1"});
  CHECK(study::mean(total_kw) == Approx(438.0).epsilon(0.02));
  CHECK(study::percentile(total_kw, 0.05) == Approx(399.0).margin(10.0));
  CHECK(study::percentile(total_kw, 0.95) == Approx(457.0).margin(3.0));
  CHECK(study::spectral_peak(total_kw, kStepS, {0.005, 0.245, 0.0001}).frequency_hz ==
        Approx(0.092).margin(0.003));
  CHECK(below_455_kj(nodes.total_w) == Approx(145.0).margin(10.0));
  CHECK(study::repetition_period_s(nodes.total_w, {120.0, 160.0, 0.05}, 71) ==
        Approx(142.2).margin(0.5));
}
