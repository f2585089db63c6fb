#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "study/signal.hpp"

/// What a robustness signal says over a window: extremes, spans of truth, and truths that last.
namespace ridethrough::study {

inline constexpr double kTrue = std::numeric_limits<double>::infinity();
inline constexpr double kFalse = -kTrue;

/// A value and the first instant at which it is reached (as value or as limit from the left).
struct Extreme {
  double value = 0.0;
  core::Tick time = 0;
};

Extreme lowest(const Signal& robustness);
Extreme highest(const Signal& robustness);

/// Maximal spans of truth in order. Touching spans are joined; a truth of one instant has no
/// length. Ends are rounded into the span to whole ticks.
std::vector<TickSpan> spans_of_truth(const Signal& robustness);

/// 1 where true and 0 where false, without truths of one instant.
Signal truth_steps(const Signal& robustness, double when_true, double when_false);

/// The greatest over t in [begin, latest] of the least over [t, t + span), with its t; nothing if
/// even [begin, begin + span) is longer than the signal.
std::optional<Extreme> best_stay(const Signal& robustness, core::Tick latest, core::Tick span);

}  // namespace ridethrough::study
