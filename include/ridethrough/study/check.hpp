#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/signal_provider.hpp"

/// Checks: signal temporal logic over dense time, exact on piecewise-linear signals (section 13 of
/// the scenario language; robustness after Donze and Maler, FORMATS 2010).
namespace ridethrough::study {

enum class CheckStatus { pass, fail, warn, vacuous, unfinished };

/// "pass", "fail", ... as outcome.json writes it.
std::string_view text_of(CheckStatus status);

/// Margin of one comparison of a check that mixes dimensions, at the deciding instant.
struct AtomMargin {
  std::string text;     ///< "gen.frequency >= 49 Hz", empty if the source is not known
  double margin = 0.0;  ///< SI
  std::string unit;     ///< of printing
};

struct CheckResult {
  std::string id;
  std::string sentence;
  scenario::Place place;
  CheckStatus status = CheckStatus::pass;
  scenario::Level level = scenario::Level::fail;
  bool fails_run = false;  ///< the exit code of the run is 1 because of this check

  /// SI value of the worst window: in the unit of the comparison, or in seconds for a claim of
  /// states and events only (`eventually`: the slack; `always`: the tolerated span less the longest
  /// violation). Absent if dimensions are mixed, no comparison decided or nothing was tested.
  std::optional<double> margin;
  std::string unit;  ///< unit of printing of the margin: "kW", "%", "s", "1"
  std::optional<core::Tick> margin_at;
  std::string match;  ///< canonical path of the worst match
  /// Number of the worst window within its match, counted from 1; 0 if none opened.
  std::int64_t window = 0;
  std::optional<double> slack_s;  ///< `eventually`: time left at the first truth, negative if late
  core::Tick decided_at = 0;      ///< instant that settled the worst window
  /// Instant at which the claim began to fail for the worst match; absent if it holds.
  std::optional<core::Tick> failing_from;
  /// `seq` of the rows of events.csv that led to the failure, nearest first; empty if it holds.
  std::vector<std::int64_t> cause;
  std::vector<AtomMargin> atoms;  ///< only if dimensions are mixed
  /// Curves it names whose points were not read in their standard.
  std::vector<std::string> unverified_curves;
  std::int64_t windows = 0;  ///< opened in all matches together; 0 is vacuous
};

/// Binds the names and dimensions of a check before the run.
/// @return false after an error, all of which went to `diagnostics`.
bool bind(const scenario::CheckSpec& check, const SignalProvider& provider,
          scenario::Diagnostics& diagnostics);

/// The same for a condition that stands alone: `after:` of an event. Several conditions that belong
/// together share their stars.
bool bind(const std::vector<const scenario::Condition*>& conditions, const SignalProvider& provider,
          scenario::Diagnostics& diagnostics);

/// Evaluates a check that bind() accepted on the traces of a run over [0, end].
CheckResult evaluate(const scenario::CheckSpec& check, const SignalProvider& provider,
                     core::Tick end);

}  // namespace ridethrough::study
