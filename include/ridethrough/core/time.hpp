#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace ridethrough::core {

/// Nanoseconds since the start of the run. 2^63 ns are 292 years.
using Tick = std::int64_t;

/// "No event": later than every time that can occur.
inline constexpr Tick kNever = std::numeric_limits<Tick>::max();

inline constexpr Tick kTicksPerSecond = 1'000'000'000;

/// Length of a span in seconds. Use it on differences, never on absolute times.
constexpr double seconds(Tick span) { return static_cast<double>(span) * 1e-9; }

/// Span of `span_s` seconds, rounded up to the next tick so that no event precedes its cause;
/// kNever if it does not fit (infinite, NaN or beyond a century).
inline Tick ticks_up(double span_s) {
  constexpr double kCenturyS = 3.2e9;
  if (!(span_s < kCenturyS)) return kNever;
  return span_s <= 0.0 ? 0 : static_cast<Tick>(std::ceil(span_s * 1e9));
}

/// Nearest tick of a span given in seconds; for times that a user wrote.
inline Tick ticks_nearest(double span_s) { return static_cast<Tick>(std::llround(span_s * 1e9)); }

/// `at` + `span` that stays at kNever.
constexpr Tick later(Tick at, Tick span) {
  return (at == kNever || span == kNever || span > kNever - at) ? kNever : at + span;
}

}  // namespace ridethrough::core
