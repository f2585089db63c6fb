// Requests to inference jobs: the replayed Azure trace, and the process that stands for it, against
// what is known in closed form of gamma distributed gaps and of queues.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "devices/load/serving_queue.hpp"
#include "ridethrough/devices/load/inference_job.hpp"
#include "ridethrough/devices/playback.hpp"
#include "ridethrough/study/run.hpp"
#include "support/marked_page.hpp"
#include "support/scratch.hpp"
#include "support/serving_examples.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

using support::ServingNumbers;

constexpr std::uint64_t kGapSeed = 20231116;  // the day of the trace
constexpr int kGaps = 200'000;

struct GapLaw {
  double mean_s = 0.0;
  double cv = 0.0;
};

GapLaw law_of(const std::vector<double>& gaps) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double gap : gaps) sum += gap;
  const double mean = sum / static_cast<double>(gaps.size());
  for (const double gap : gaps) squares += (gap - mean) * (gap - mean);
  return {mean, std::sqrt(squares / static_cast<double>(gaps.size())) / mean};
}

std::vector<double> drawn_gaps(double cv) {
  core::RandomStream stream(kGapSeed, 0, "gaps");
  std::vector<double> gaps;
  for (int i = 0; i < kGaps; ++i) gaps.push_back(devices::gamma_draw(stream, cv));
  return gaps;
}

/// Largest distance between the share of `gaps` below x and `distribution(x)`.
template <class Distribution>
double kolmogorov(std::vector<double> gaps, const Distribution& distribution) {
  std::sort(gaps.begin(), gaps.end());
  const auto count = static_cast<double>(gaps.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double due = distribution(gaps[i]);
    const auto rank = static_cast<double>(i);
    largest = std::max({largest, due - rank / count, (rank + 1.0) / count - due});
  }
  return largest;
}

/// Exceeded by one sample in a hundred that has the distribution.
const double kKolmogorovLimit = 1.628 / std::sqrt(static_cast<double>(kGaps));

/// Requests over time, each 4 s in one of `slots`.
devices::ServingQueue queue_of(const ServingNumbers& numbers, std::int64_t slots) {
  devices::ServingQueue queue(devices::Arrivals(support::serving_of(numbers)), 1'000'000);
  queue.begin(0, 1.0, core::RandomStream(kGapSeed, 0, "queue"));
  queue.add_slots(slots);
  return queue;
}

const char* const kAzureTrace = "../shared/data/azure_llm_inference_2023_conv.csv";

std::string azure_scenario() {
  return "schema_version: 1\n"
         "name: an hour of conversations\n"
         "duration: 1 h\n"
         "start: 2023-11-16 18:15:46\n"
         "components:\n"
         "  grid: {type: utility, voltage: 400 V, frequency: 50 Hz}\n"
         "  rack: {type: rack, from: grid, part: hgx-h800-4node, count: 2}\n"
         "jobs:\n"
         "  chat:\n"
         "    type: inference\n"
         "    racks: rack\n"
         "    resolution: 10 s\n"
         "    profile:\n"
         "      arrivals:\n"
         "        log: {trace: " +
         std::filesystem::canonical(repository_path(kAzureTrace)).string() +
         ", time_format: \"%Y-%m-%d %H:%M:%S\", context: ContextTokens, generated: "
         "GeneratedTokens, outside: none}\n";
}

double finding_of(const study::Outcome& outcome, std::string_view name) {
  const auto& findings = outcome.jobs.at(0).findings;
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const auto& each) { return each.finding.name == name; });
  REQUIRE(found != findings.end());
  return found->finding.value;
}

}  // namespace

TEST_CASE("gaps of requests have the mean and the variation that are asked of them") {
  // Standard error of the mean cv / sqrt(n); of the variation for cv near one about 1 / sqrt(n).
  for (const double cv : {0.5, 1.0, 1.09}) {
    const GapLaw law = law_of(drawn_gaps(cv));
    INFO(cv);
    CHECK(law.mean_s == Approx(1.0).margin(3.0 * cv / std::sqrt(kGaps)));
    CHECK(law.cv == Approx(cv).epsilon(0.01));
  }
  report_case({.name = "gaps of requests, coefficient of variation asked 1.09",
               .kind = "analytic",
               .reference = "gamma distribution of shape 1 / cv^2: cv",
               .measured = 100.0 * std::abs(law_of(drawn_gaps(1.09)).cv / 1.09 - 1.0),
               .allowed = 1.0,
               .unit = "%"});
}

TEST_CASE("gaps of requests are gamma distributed") {
  const double exponential =
      kolmogorov(drawn_gaps(1.0), [](double x) { return 1.0 - std::exp(-x); });
  // Shape 1/2: the square of a normal number. Shape 4: the sum of four exponential ones.
  const double half =
      kolmogorov(drawn_gaps(std::sqrt(2.0)), [](double x) { return std::erf(std::sqrt(0.5 * x)); });
  const double four = kolmogorov(drawn_gaps(0.5), [](double x) {
    const double y = 4.0 * x;
    return 1.0 - std::exp(-y) * (1.0 + y + y * y / 2.0 + y * y * y / 6.0);
  });
  CHECK(half < kKolmogorovLimit);
  CHECK(four < kKolmogorovLimit);
  report_case({.name = "gaps of requests, distance from the exponential distribution",
               .kind = "analytic",
               .reference = "Kolmogorov's limit of 1 % for 200,000 draws",
               .measured = exponential,
               .allowed = kKolmogorovLimit,
               .unit = ""});
}

TEST_CASE("the rate follows the day, and its mean is the one that is asked") {
  devices::Parameters serving = support::serving_of({.rate_per_gpu_s = 2.0, .cv = 1.0});
  devices::Parameters arrivals = serving.at("arrivals").map();
  arrivals.insert_or_assign(
      "day", devices::Value(devices::Parameters{{"swing", devices::Value(0.8)},
                                                {"peak_at", devices::Value(14.0 * 3600.0)}}));
  serving.insert_or_assign("arrivals", devices::Value(arrivals));
  devices::Arrivals requests(serving);
  requests.begin(0, 1.0, core::RandomStream(kGapSeed, 0, "day"));
  constexpr int kDays = 4;
  std::vector<double> by_hour(24, 0.0);
  while (core::seconds(requests.head().at) < kDays * 86'400.0) {
    by_hour[static_cast<std::size_t>(core::seconds(requests.head().at) / 3600.0) % 24] += 1.0;
    requests.pop();
  }
  for (std::size_t hour = 0; hour < by_hour.size(); ++hour) {
    const auto integral = [](double hours) {
      const double turn = 2.0 * 3.14159265358979323846 / 24.0;
      return hours + 0.8 * std::sin(turn * (hours - 14.0)) / turn;
    };
    const auto begin = static_cast<double>(hour);
    const double due = kDays * 7200.0 * (integral(begin + 1.0) - integral(begin));
    INFO(hour);
    CHECK(by_hour[hour] == Approx(due).margin(4.0 * std::sqrt(due)));
  }
}

TEST_CASE("a single slot is the queue of Pollaczek and Khinchine") {
  // Poisson arrivals and 4 s each: mean wait rho 4 s / (2 (1 - rho)).
  const double rho = 0.7;
  devices::ServingQueue queue =
      queue_of({.rate_per_gpu_s = rho / 4.0, .cv = 1.0, .prefill_s = 1.0, .decode_s = 3.0}, 1);
  queue.advance(core::ticks_nearest(4e6));
  const double wait_s = static_cast<double>(queue.counts().waited) * 1e-9 /
                        static_cast<double>(queue.counts().started);
  report_case({.name = "inference: mean wait for one slot at 70 % load",
               .kind = "analytic",
               .reference = "Pollaczek and Khinchine, M/D/1: 4.667 s",
               .measured = 100.0 * std::abs(wait_s / (rho * 4.0 / (2.0 * (1.0 - rho))) - 1.0),
               .allowed = 2.0,
               .unit = "%"});
}

TEST_CASE("requests in their slots are rate times time, whatever their law") {
  for (const double cv : {0.0, 1.0, 1.09}) {
    devices::ServingQueue queue = queue_of({.rate_per_gpu_s = 5.53, .cv = cv}, 1000);
    queue.advance(core::ticks_nearest(1e5));
    const double prefill = static_cast<double>(queue.integrals().prefill) * 1e-14;
    const double decode = static_cast<double>(queue.integrals().decode) * 1e-14;
    INFO(cv);
    CHECK(prefill == Approx(5.53 * 1.0).epsilon(0.005));
    CHECK(decode == Approx(5.53 * 3.0).epsilon(0.005));
  }
}

TEST_CASE("the Azure trace of conversations is replayed request by request") {
  if (!std::filesystem::exists(repository_path(kAzureTrace))) {
    WARN("../shared/data is absent: the Azure trace is not replayed");
    return;
  }
  const auto file = support::scratch_path("azure.yaml");
  std::ofstream(file) << azure_scenario();
  const scenario::Model model = scenario::load_scenario(
      file.string(), {.sets = {}, .library = repository_path("scenarios/parts")});
  const auto& serving = devices::get(model.jobs.at(0).parameters.values, "profile").map();
  const auto& log = devices::get(devices::get(serving, "arrivals").map(), "log").map();
  const auto& rows = devices::get(log, "trace_rows").playback()->rows();
  std::vector<double> gaps;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    gaps.push_back(core::seconds(rows[i].at - rows[i - 1].at));
  }
  const GapLaw law = law_of(gaps);
  CHECK(rows.size() == 19'366);
  CHECK(1.0 / law.mean_s == Approx(5.53).margin(0.005));
  CHECK(law.cv == Approx(1.09).margin(0.005));

  const study::Outcome outcome = study::run(model, study::RunOptions{});
  // The last one has come 98 s before the end and all are through.
  CHECK(finding_of(outcome, "served") == 19'366.0);
  // Little: requests in a phase are rate times time. 1,154.70 and 211.13 tokens in the mean, 64
  // GPUs of 700 W with eight slots each.
  const double per_s = 19'366.0 / 3600.0;
  const double level =
      0.30 + per_s * (1154.697 * 0.25e-3 * 0.65 + 211.1259 * 25e-3 * 0.25) / (64.0 * 8.0);
  const double power_w = 2.0 * 6480.0 + 64.0 * 700.0 * level;
  report_case({.name = "inference: mean power of the replayed Azure trace",
               .kind = "analytic",
               .reference = "Little's law with the mean tokens of the trace",
               .measured = 100.0 * std::abs(finding_of(outcome, "power_mean") / power_w - 1.0),
               .allowed = 0.01,
               .unit = "%"});
}

}  // namespace ridethrough::testing
