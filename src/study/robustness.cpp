#include "study/robustness.hpp"

#include <algorithm>
#include <cmath>

#include "study/signal_pieces.hpp"

namespace ridethrough::study {
namespace {

bool is_true_value(double robustness, bool zero_is_true) {
  return robustness > 0.0 || (robustness == 0.0 && zero_is_true);
}

/// Part of one piece on which the robustness is true; reaches tell whether both ends belong to it.
struct TruePart {
  core::Tick begin = 0, end = 0;
  bool reaches_begin = false, reaches_end = false;
};

std::optional<TruePart> true_part(const Piece& piece, core::Tick stop) {
  TruePart part{piece.begin, stop, is_true_value(piece.first, piece.zero_is_true),
                is_true_value(piece.last, piece.zero_is_true)};
  if (!part.reaches_begin && !part.reaches_end) return std::nullopt;
  if (part.reaches_begin && part.reaches_end) return part;
  const double share_frac = piece.first / (piece.first - piece.last);
  const auto length = static_cast<double>(stop - piece.begin);
  if (part.reaches_end) {
    part.begin = tick_within(piece.begin, stop, share_frac);
  } else {
    part.end = piece.begin + static_cast<core::Tick>(std::floor(share_frac * length));
  }
  return part;
}

/// Least of any run of neighbouring values, after a table of all runs whose length is a power of
/// two.
class RangeMinimum {
 public:
  explicit RangeMinimum(std::vector<double> values) {
    levels_.push_back(std::move(values));
    for (std::size_t half = 1; 2 * half <= levels_[0].size(); half *= 2) {
      const std::vector<double>& below = levels_.back();
      std::vector<double> level(below.size() - half);
      for (std::size_t i = 0; i < level.size(); ++i) level[i] = std::min(below[i], below[i + half]);
      levels_.push_back(std::move(level));
    }
  }

  /// Over [first, last); kTrue if empty.
  double least(std::size_t first, std::size_t last) const {
    if (first >= last) return kTrue;
    std::size_t level = 0;
    while ((std::size_t{2} << level) <= last - first) ++level;
    return std::min(levels_[level][first], levels_[level][last - (std::size_t{1} << level)]);
  }

 private:
  std::vector<std::vector<double>> levels_;
};

/// Least robustness over [t, t + span) as a function of t, seen between two neighbouring instants
/// at which a corner enters or leaves the window.
class SlidingWindow {
 public:
  SlidingWindow(const Signal& robustness, core::Tick span)
      : signal_(robustness), span_(span), corners_(corner_values(robustness)) {}

  /// All instants in [begin, latest] at which a corner enters or leaves.
  std::vector<core::Tick> stops(core::Tick latest) const {
    std::vector<core::Tick> result = {signal_.begin(), latest};
    for (const Piece& piece : signal_.pieces) {
      for (const core::Tick time : {piece.begin, piece.begin - span_}) {
        if (time > signal_.begin() && time < latest) result.push_back(time);
      }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  double at(core::Tick time) const {
    const double inside = corners_.least(corner_after(time), corner_from(time + span_));
    return std::min({right_value(time), limit_from_left(time + span_), inside});
  }

  /// Greatest for t within [from, to], where no corner enters or leaves in between.
  Extreme best_between(core::Tick from, core::Tick to) const {
    const double head_first = right_value(from), head_last = limit_from_left(to);
    const double tail_first = right_value(from + span_), tail_last = limit_from_left(to + span_);
    const double inside = corners_.least(corner_after(from), corner_after(from + span_));
    const double first = std::min(head_first, tail_first), last = std::min(head_last, tail_last);
    Extreme best = first >= last ? Extreme{first, from} : Extreme{last, to};
    const double gap_first = head_first - tail_first, gap_last = head_last - tail_last;
    if (std::isfinite(gap_first) && std::isfinite(gap_last) && gap_first * gap_last < 0.0) {
      const double share_frac = gap_first / (gap_first - gap_last);
      const double at_cross = head_first + (head_last - head_first) * share_frac;
      if (at_cross > best.value) best = {at_cross, tick_within(from, to, share_frac)};
    }
    best.value = std::min(best.value, inside);
    return best;
  }

 private:
  /// Lower side of the corner at the beginning of each piece.
  static std::vector<double> corner_values(const Signal& signal) {
    std::vector<double> values;
    for (std::size_t i = 0; i < signal.pieces.size(); ++i) {
      const double before = i > 0 ? signal.pieces[i - 1].last : kTrue;
      values.push_back(std::min(before, signal.pieces[i].first));
    }
    return values;
  }

  /// Index of the first piece that begins after `time`, and at or after it.
  std::size_t corner_after(core::Tick time) const {
    const auto found =
        std::upper_bound(signal_.pieces.begin(), signal_.pieces.end(), time,
                         [](core::Tick asked, const Piece& piece) { return asked < piece.begin; });
    return static_cast<std::size_t>(found - signal_.pieces.begin());
  }
  std::size_t corner_from(core::Tick time) const { return corner_after(time - 1); }

  double right_value(core::Tick time) const {
    const std::size_t i = corner_after(time) - 1;
    const core::Tick stop = signal_.end_of(i);
    return time >= stop ? signal_.pieces[i].last : value_within(signal_.pieces[i], stop, time);
  }
  double limit_from_left(core::Tick time) const {
    const std::size_t i = std::max<std::size_t>(corner_from(time), 1) - 1;
    return left_value(signal_.pieces[i], signal_.end_of(i), time);
  }

  const Signal& signal_;
  core::Tick span_;
  RangeMinimum corners_;
};

}  // namespace

Extreme lowest(const Signal& robustness) {
  Extreme result{kTrue, robustness.begin()};
  for (std::size_t i = 0; i < robustness.pieces.size(); ++i) {
    const Piece& piece = robustness.pieces[i];
    if (piece.first < result.value) result = {piece.first, piece.begin};
    if (piece.last < result.value) result = {piece.last, robustness.end_of(i)};
  }
  return result;
}

Extreme highest(const Signal& robustness) {
  const Extreme result = lowest(scaled(robustness, -1.0));
  return {-result.value, result.time};
}

std::vector<TickSpan> spans_of_truth(const Signal& robustness) {
  std::vector<TickSpan> result;
  bool is_open = false;
  for (std::size_t i = 0; i < robustness.pieces.size(); ++i) {
    const auto part = true_part(robustness.pieces[i], robustness.end_of(i));
    if (part && is_open && part->reaches_begin) {
      result.back().second = part->end;
    } else if (part) {
      result.emplace_back(part->begin, part->end);
    }
    is_open = part && part->reaches_end;
  }
  return result;
}

Signal truth_steps(const Signal& robustness, double when_true, double when_false) {
  std::vector<TickSpan> spans = spans_of_truth(robustness);
  // A truth of the last instant has no length, but it is what holds there.
  const Piece& last = robustness.pieces.back();
  const bool holds_at_end = is_true_value(last.last, last.zero_is_true);
  if (holds_at_end && !spans.empty()) ++spans.back().second;
  return steps_of(spans, when_true, when_false, robustness.end);
}

std::optional<Extreme> best_stay(const Signal& robustness, core::Tick latest, core::Tick span) {
  if (robustness.is_empty() || robustness.end - robustness.begin() < span) return std::nullopt;
  latest = std::min(latest, robustness.end - span);
  if (latest < robustness.begin()) return std::nullopt;
  const SlidingWindow window(robustness, span);
  const std::vector<core::Tick> stops = window.stops(latest);
  Extreme best{kFalse, stops.front()};
  const auto offer = [&](const Extreme& candidate) {
    if (candidate.value > best.value) best = candidate;
  };
  for (std::size_t i = 0; i < stops.size(); ++i) {
    offer({window.at(stops[i]), stops[i]});
    if (i + 1 < stops.size()) offer(window.best_between(stops[i], stops[i + 1]));
  }
  return best;
}

}  // namespace ridethrough::study
