#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/report/data.hpp"
#include "ridethrough/study/run.hpp"
#include "support/draw.hpp"
#include "support/random_scenario.hpp"

// The invariants of a run over random scenarios. RIDETHROUGH_SEED is the first seed,
// RIDETHROUGH_CASES how many follow it.
namespace ridethrough {

namespace {

using support::RandomScenario;

/// A ramp of some seconds crosses a level so much earlier or later where a voltage is coarse.
constexpr core::Tick kSameTime = 1'000'000;

std::vector<std::uint64_t> seeds() {
  const char* const text = std::getenv("RIDETHROUGH_CASES");
  const std::uint64_t cases = text != nullptr ? std::strtoull(text, nullptr, 10) : 40;
  std::vector<std::uint64_t> all;
  const std::uint64_t first = support::test_seed(1);
  for (std::uint64_t i = 0; i < cases; ++i) all.push_back(first + i);
  return all;
}

/// What a run prints.
struct Printed {
  std::string json, events, signals;
  bool operator==(const Printed&) const = default;
};

struct Ran {
  study::Outcome outcome;
  Printed printed;
};

Ran ran(const std::string& text, study::RunOptions options = {}) {
  options.record = true;
  Ran result{study::run(support::model_of(text), options), {}};
  result.printed = {report::outcome_json(result.outcome, RIDETHROUGH_VERSION),
                    report::events_csv(result.outcome), report::signals_csv(result.outcome)};
  return result;
}

/// The run of a seed with all that it may hold, made once.
const Ran& base(std::uint64_t seed) {
  static std::map<std::uint64_t, Ran> made;
  const auto found = made.find(seed);
  if (found != made.end()) return found->second;
  return made.emplace(seed, ran(support::random_scenario(seed))).first->second;
}

/// Shows the first line that differs, and no more.
void check_same_lines(const std::string& left, const std::string& right) {
  if (left == right) return;
  const auto [at, other] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  const auto line = [](const std::string& text, std::string::const_iterator place) {
    const auto end = std::find(place, text.end(), '\n');
    const auto begin = std::find(std::make_reverse_iterator(place), text.rend(), '\n').base();
    return std::string(begin, end);
  };
  CHECK(line(left, at) == line(right, other));
}

void check_same(const Printed& left, const Printed& right) {
  if (left == right) return;
  if (left.events != right.events) return check_same_lines(left.events, right.events);
  if (left.signals != right.signals) return check_same_lines(left.signals, right.signals);
  check_same_lines(left.json, right.json);
}

/// Largest number among the values and times that a run found, NaN if any of them is.
double worst_number(const std::vector<study::ComponentOutcome>& components) {
  double worst = 0.0;
  const auto see = [&worst](double value) {
    if (!(std::abs(value) <= worst)) worst = std::abs(value);
  };
  for (const study::ComponentOutcome& component : components) {
    for (const study::MemberFinding& each : component.findings) see(each.finding.value);
    const core::Books& books = component.books;
    for (const double value : {books.in_j, books.out_j, books.loss_j, books.stored_change_j,
                               books.unserved_j, books.gap_j}) {
      see(value);
    }
  }
  return worst;
}

bool is_sound(const study::Trace& trace, core::Tick duration) {
  return std::all_of(trace.corners.begin(), trace.corners.end(), [&](const auto& corner) {
    return std::isfinite(corner.before) && std::isfinite(corner.after) && corner.time >= 0 &&
           corner.time <= duration;
  });
}

const study::Trace& power_of(const study::Outcome& outcome, std::string_view component) {
  const auto found =
      std::find_if(outcome.signals.begin(), outcome.signals.end(), [&](const auto& signal) {
        return signal.name.ends_with(".power") && signal.name.find(component) != std::string::npos;
      });
  REQUIRE(found != outcome.signals.end());
  return found->trace;
}

/// What happens in a run, with times after `shift` counted from there.
std::vector<std::string> story_since(core::Tick shift, std::uint64_t seed,
                                     const RandomScenario& kind) {
  std::vector<std::string> all;
  const auto outcome = ran(support::random_scenario(seed, kind)).outcome;
  for (const study::OutcomeEvent& event : outcome.events) {
    const core::Tick time = event.time < shift ? event.time : event.time - shift;
    all.push_back(report::time_text(time) + " " + event.component + " " + event.what + " " +
                  event.to + " " + event.reason);
  }
  return all;
}

/// How much earlier or later the same happened; nothing if something else did, or at another time.
/// A threshold that a voltage only grazes is met at one tolerance and missed at the next: what
/// follows then differs for a reason that is no error.
std::optional<core::Tick> shift_of_story(const study::Outcome& left, const study::Outcome& right) {
  if (left.events.size() != right.events.size()) return {};
  core::Tick shift = 0;
  for (std::size_t i = 0; i < left.events.size(); ++i) {
    const study::OutcomeEvent& a = left.events[i];
    const study::OutcomeEvent& b = right.events[i];
    if (a.component != b.component || a.to != b.to) return {};
    shift = std::max(shift, std::abs(a.time - b.time));
  }
  return shift <= kSameTime ? std::optional(shift) : std::nullopt;
}

/// The most that all sources gave, each at its own time, W.
double peak_w(const study::Outcome& outcome) {
  double sum_w = 0.0;
  for (const study::ComponentOutcome& component : outcome.components) {
    for (const study::MemberFinding& each : component.findings) {
      if (each.finding.name != "peak") continue;
      sum_w += each.finding.value * static_cast<double>(each.members);
    }
  }
  return sum_w;
}

}  // namespace

TEST_CASE("the same scenario gives the same bytes", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    check_same(base(seed).printed, ran(support::random_scenario(seed)).printed);
  }
}

TEST_CASE("lumped equals unlumped, byte for byte", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    study::RunOptions apart;
    apart.lump = false;
    check_same(base(seed).printed, ran(support::random_scenario(seed), apart).printed);
  }
}

TEST_CASE("the order of components in the file changes no byte", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    RandomScenario shuffled;
    shuffled.order = seed + 1;
    check_same(base(seed).printed, ran(support::random_scenario(seed, shuffled)).printed);
  }
}

TEST_CASE("two thousand extra wakes change no byte", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    study::RunOptions woken;
    woken.extra_wakes = 2000;
    check_same(base(seed).printed, ran(support::random_scenario(seed), woken).printed);
  }
}

TEST_CASE("the ledger closes, in every run", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    const study::Ledger& ledger = base(seed).outcome.ledger;
    CHECK(ledger.residual < 1e-9);
    CHECK(ledger.gap_j < 1e-6 * ledger.throughput_j);
    // Between two solves r * I^2 follows a voltage that is off by up to the tolerance of 1e-4 pu;
    // the worst seen is 5e-6 of the losses, and it falls with the tolerance.
    CHECK(ledger.loss_check < 1e-5);
    // Seed 379, a short run that loses a quarter: 1.07e-6.
    CHECK(ledger.loss_check * ledger.loss_j < 2e-6 * ledger.throughput_j);
  }
}

TEST_CASE("no run is endless, and every number is one", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    const study::Outcome& outcome = base(seed).outcome;
    // A quarter of the engine's cap; the worst seen is 11.
    CHECK(outcome.statistics.rounds_max <= 16);
    CHECK(std::isfinite(worst_number(outcome.components)));
    CHECK(std::isfinite(worst_number(outcome.jobs)));
    for (const study::RecordedSignal& signal : outcome.signals) {
      INFO(signal.name);
      CHECK(is_sound(signal.trace, outcome.duration));
    }
  }
}

TEST_CASE("what is served is what is published, at every instant", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    RandomScenario one_of_each;
    one_of_each.is_plain = true;
    const study::Outcome outcome = ran(support::random_scenario(seed, one_of_each)).outcome;
    const study::Trace& sent = power_of(outcome, "pdu-a");
    const study::Trace& taken = power_of(outcome, "rack");
    double worst_w = 0.0;
    for (const study::Corner& corner : sent.corners) {
      worst_w = std::max(worst_w, std::abs(corner.after - study::value_at(taken, corner.time)));
    }
    // Both are the same integer; only reading a corner between two others rounds.
    CHECK(worst_w < 1e-6);
  }
}

TEST_CASE("a quiet day has no events", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    RandomScenario quiet;
    quiet.has_events = false;
    quiet.has_job = false;
    quiet.starts_full = true;
    quiet.later_d = 1;
    const study::Outcome outcome = ran(support::random_scenario(seed, quiet)).outcome;
    const auto after_start = [](const study::OutcomeEvent& event) { return event.time > 0; };
    CHECK(std::none_of(outcome.events.begin(), outcome.events.end(), after_start));
    CHECK(outcome.statistics.instants <= 10);
  }
}

TEST_CASE("a flat run moves nothing", "[property]") {
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    RandomScenario flat;
    flat.has_events = false;
    flat.has_job = false;
    flat.starts_full = true;
    const study::Outcome outcome = ran(support::random_scenario(seed, flat)).outcome;
    for (const study::RecordedSignal& signal : outcome.signals) {
      INFO(signal.name);
      CHECK(signal.trace.corners.front().after == signal.trace.corners.back().after);
    }
  }
}

TEST_CASE("a year later everything happens in the same way", "[property]") {
  constexpr core::Tick kYear = core::Tick{365} * 86400 * core::kTicksPerSecond;
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    RandomScenario now;
    now.has_job = false;
    now.starts_full = true;
    now.later_d = 1;  // a feed that has been good since ever is not one that is good since t = 0
    RandomScenario later = now;
    later.later_d += 365;
    CHECK(story_since(0, seed, now) == story_since(kYear, seed, later));
  }
}

TEST_CASE("the error of energies follows the tolerance of voltages", "[property]") {
  int compared = 0;
  int all = 0;
  for (const std::uint64_t seed : seeds()) {
    INFO("seed " << seed);
    const scenario::Model model = support::model_of(support::random_scenario(seed));
    const auto at = [&model](double tolerance_pu) {
      study::RunOptions options;
      options.voltage_tolerance_pu = tolerance_pu;
      return study::run(model, options);
    };
    const study::Outcome fine = at(1e-5);  // a tenth of the finest one judged; finer takes minutes
    for (const double tolerance_pu : {1e-3, 5e-4, 2.5e-4, 1e-4}) {
      INFO("tolerance " << tolerance_pu << " pu");
      const study::Outcome coarse = at(tolerance_pu);
      ++all;
      const std::optional<core::Tick> shift = shift_of_story(coarse, fine);
      if (!shift) continue;
      ++compared;
      // What is off flips its sign with every solve, so that far less than the tolerance remains. A
      // rack that a slow ramp takes to its current limit drops later by so much (seed 3369).
      const double error_j = 0.1 * tolerance_pu * fine.ledger.throughput_j;
      const double margin_j = error_j + core::seconds(*shift) * peak_w(fine);
      CHECK(std::abs(coarse.ledger.in_j - fine.ledger.in_j) < margin_j);
      CHECK(std::abs(coarse.ledger.out_j - fine.ledger.out_j) < margin_j);
      CHECK(std::abs(coarse.ledger.loss_j - fine.ledger.loss_j) < margin_j);
    }
  }
  CHECK(2 * compared > all);
}

}  // namespace ridethrough
