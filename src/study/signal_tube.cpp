#include "study/signal_tube.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ridethrough/scenario/units.hpp"
#include "study/baseline_tolerance.hpp"

namespace ridethrough::study {

namespace {

/// Left limit at `time`.
double value_before(const Trace& trace, core::Tick time) {
  const auto& corners = trace.corners;
  const auto found =
      std::lower_bound(corners.begin(), corners.end(), time,
                       [](const Corner& corner, core::Tick asked) { return corner.time < asked; });
  if (found == corners.end() || found->time != time) return value_at(trace, time);
  return found->before;
}

struct Span {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// Least and greatest value of `trace` within `shift` of `time`.
Span around(const Trace& trace, core::Tick time, core::Tick shift) {
  const core::Tick end = trace.corners.back().time;
  const core::Tick first = std::clamp<core::Tick>(time - shift, 0, end);
  const core::Tick last = std::clamp<core::Tick>(time + shift, 0, end);
  Span span;
  for (const core::Tick at : {first, last}) {
    span.take(value_before(trace, at));
    span.take(value_at(trace, at));
  }
  auto corner =
      std::lower_bound(trace.corners.begin(), trace.corners.end(), first,
                       [](const Corner& each, core::Tick asked) { return each.time < asked; });
  for (; corner != trace.corners.end() && corner->time <= last; ++corner) {
    span.take(corner->before);
    span.take(corner->after);
  }
  return span;
}

/// Instants at which the walls of the tube around `walls` or the signal `inside` may bend.
std::vector<core::Tick> bends(const Trace& walls, const Trace& inside, core::Tick shift) {
  const core::Tick end = inside.corners.back().time;
  std::vector<core::Tick> times;
  for (const Corner& corner : inside.corners) times.push_back(corner.time);
  for (const Corner& corner : walls.corners) {
    for (const core::Tick at : {corner.time - shift, corner.time, corner.time + shift}) {
      if (at >= 0 && at <= end) times.push_back(at);
    }
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

/// Where `inside` first leaves the tube around `walls`; `kept` is then the wall it went through.
std::optional<TubeExit> leaves(const Trace& walls, const Trace& inside, double width,
                               core::Tick shift) {
  for (const core::Tick at : bends(walls, inside, shift)) {
    const Span span = around(walls, at, shift);
    for (const double value : {value_before(inside, at), value_at(inside, at)}) {
      if (value > span.high + width) return TubeExit{at, span.high, value};
      if (value < span.low - width) return TubeExit{at, span.low, value};
    }
  }
  return std::nullopt;
}

/// Slopes, per tick, with which a chord from one corner stays within a width of all after it.
struct Cone {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  bool holds(double slope) const { return low <= slope && slope <= high; }
  void narrow(double rise, double span, double width) {
    low = std::max(low, (rise - width) / span);
    high = std::min(high, (rise + width) / span);
  }
};

}  // namespace

double tube_width(const RecordedSignal& signal, const scenario::BaselineSpec& spec) {
  if (!signal.words.empty()) return 0.0;
  double largest = 0.0;
  for (const Corner& corner : signal.trace.corners) {
    largest = std::max({largest, std::abs(corner.before), std::abs(corner.after)});
  }
  const bool is_plain = signal.unit.empty() || signal.unit == "1";
  if (is_plain) return 0.0;
  const double scale = scenario::scale_of(signal.unit);
  return allowed_for(signal.name, signal.unit, largest / scale, spec) * scale;
}

std::optional<TubeExit> tube_exit(const Trace& kept, const Trace& now, double width,
                                  core::Tick shift) {
  if (kept.corners.empty() || now.corners.empty()) return std::nullopt;
  const auto first = leaves(kept, now, width, shift);
  auto second = leaves(now, kept, width, shift);
  if (second) std::swap(second->kept, second->now);
  if (!first || !second) return first ? first : second;
  return first->at <= second->at ? first : second;
}

void thin_out(Trace& trace, double width) {
  const std::vector<Corner> all = std::move(trace.corners);
  trace.corners.clear();
  Cone cone;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Corner& corner = all[i];
    const bool is_jump = corner.before != corner.after;
    if (i == 0 || i + 1 == all.size() || is_jump) {
      trace.corners.push_back(corner);
      cone = {};
      continue;
    }
    const Corner& start = trace.corners.back();
    const auto span_to = [&](const Corner& to) {
      return static_cast<double>(to.time - start.time);
    };
    cone.narrow(corner.before - start.after, span_to(corner), width);
    const Corner& next = all[i + 1];
    if (cone.holds((next.before - start.after) / span_to(next))) continue;
    trace.corners.push_back(corner);
    cone = {};
  }
}

}  // namespace ridethrough::study
