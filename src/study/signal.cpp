#include "study/signal.hpp"

#include <algorithm>
#include <cmath>

#include "study/signal_pieces.hpp"

namespace ridethrough::study {
namespace {

/// Orders robustness values; at equal value, a piece that is false at zero is the lower one.
bool is_lower_or_equal(double a, bool a_zero, double b, bool b_zero) {
  return a < b || (a == b && (!a_zero || b_zero));
}

/// Appends the lower line of a pair, split where the lines cross.
void append_lower(Signal& result, const PiecePair& pair) {
  const bool a_first = is_lower_or_equal(pair.a_first, pair.a_zero, pair.b_first, pair.b_zero);
  const bool a_last = is_lower_or_equal(pair.a_last, pair.a_zero, pair.b_last, pair.b_zero);
  const double first = a_first ? pair.a_first : pair.b_first;
  const double last = a_last ? pair.a_last : pair.b_last;
  if (a_first == a_last) {
    result.append({pair.begin, first, last, a_first ? pair.a_zero : pair.b_zero});
    return;
  }
  const double gap_first = pair.a_first - pair.b_first;
  const double gap_last = pair.a_last - pair.b_last;
  const double share_frac = gap_first / (gap_first - gap_last);
  const core::Tick cut = tick_within(pair.begin, pair.end, share_frac);
  const bool first_zero = a_first ? pair.a_zero : pair.b_zero;
  const bool last_zero = a_last ? pair.a_zero : pair.b_zero;
  if (cut <= pair.begin || cut >= pair.end) {
    result.append({pair.begin, first, last, pair.a_zero && pair.b_zero});
    return;
  }
  const double at_cut = std::min(pair.a_at(cut), pair.b_at(cut));
  result.append({pair.begin, first, at_cut, first_zero});
  result.append({cut, at_cut, last, last_zero});
}

}  // namespace

void Signal::append(const Piece& piece) {
  if (!pieces.empty()) {
    const Piece& before = pieces.back();
    const bool is_flat = before.first == before.last && piece.first == piece.last;
    const bool is_same = before.first == piece.first && before.zero_is_true == piece.zero_is_true;
    if (is_flat && is_same && piece.begin < end) return;
  }
  pieces.push_back(piece);
}

Signal signal_of(const Trace& trace, core::Tick end) {
  Signal result;
  result.end = end;
  const auto& corners = trace.corners;
  if (corners.empty()) return constant_signal(0.0, end);
  if (corners.front().time > 0) {
    result.append({0, corners.front().before, corners.front().before});
  }
  for (std::size_t i = 0; i < corners.size() && corners[i].time < end; ++i) {
    const bool has_next = i + 1 < corners.size();
    if (has_next && corners[i + 1].time == corners[i].time) continue;
    if (!has_next) {
      result.append({corners[i].time, corners[i].after, corners[i].after});
    } else if (corners[i + 1].time <= end) {
      result.append({corners[i].time, corners[i].after, corners[i + 1].before});
    } else {
      result.append({corners[i].time, corners[i].after, value_at(trace, end)});
    }
  }
  const double at_end = value_at(trace, end);
  result.append({end, at_end, at_end});
  return result;
}

Signal constant_signal(double value, core::Tick end) {
  Signal result;
  result.end = end;
  if (end > 0) result.append({0, value, value});
  result.append({end, value, value});
  return result;
}

Signal steps_of(const std::vector<TickSpan>& spans, double inside, double outside, core::Tick end) {
  Signal result;
  result.end = end;
  core::Tick free = 0;
  for (const auto& [begin, stop] : spans) {
    if (begin > end || stop <= begin || stop <= free) continue;
    if (begin > free) result.append({free, outside, outside});
    result.append({std::max(begin, free), inside, inside});
    free = stop;
    if (stop > end) break;
  }
  if (free <= end) result.append({free, outside, outside});
  if (result.pieces.back().begin < end) {
    const double at_end = result.pieces.back().last;
    result.append({end, at_end, at_end});
  }
  return result;
}

Signal weighted_sum(const Signal& a, double weight_a, const Signal& b, double weight_b) {
  Signal result;
  result.end = std::min(a.end, b.end);
  for_each_pair(a, b, [&](const PiecePair& pair) {
    result.append({pair.begin, weight_a * pair.a_first + weight_b * pair.b_first,
                   weight_a * pair.a_last + weight_b * pair.b_last});
  });
  return result;
}

Signal scaled(const Signal& a, double factor) {
  Signal result = a;
  for (Piece& piece : result.pieces) {
    piece.first *= factor;
    piece.last *= factor;
  }
  return result;
}

Signal absolute(const Signal& a) { return upper_of(a, scaled(a, -1.0)); }

Signal negated(const Signal& a) {
  Signal result = scaled(a, -1.0);
  for (Piece& piece : result.pieces) piece.zero_is_true = !piece.zero_is_true;
  return result;
}

Signal lower_of(const Signal& a, const Signal& b) {
  Signal result;
  result.end = std::min(a.end, b.end);
  for_each_pair(a, b, [&](const PiecePair& pair) { append_lower(result, pair); });
  return result;
}

Signal upper_of(const Signal& a, const Signal& b) {
  return negated(lower_of(negated(a), negated(b)));
}

Signal part_of(const Signal& a, core::Tick from, core::Tick to, bool closed) {
  Signal result;
  result.end = std::min(to, a.end);
  if (a.is_empty() || from > result.end || (from == result.end && !closed)) return {};
  const auto starts_later = [](core::Tick time, const Piece& piece) { return time < piece.begin; };
  const auto first = std::upper_bound(a.pieces.begin(), a.pieces.end(), from, starts_later);
  auto i = static_cast<std::size_t>(first - a.pieces.begin());
  if (i > 0) --i;
  for (; i < a.pieces.size() && a.pieces[i].begin < result.end; ++i) {
    const Piece& piece = a.pieces[i];
    const core::Tick stop = a.end_of(i);
    const core::Tick begin = std::max(piece.begin, from), cut = std::min(stop, result.end);
    if (begin >= cut) continue;
    result.append({begin, value_within(piece, stop, begin), left_value(piece, stop, cut),
                   piece.zero_is_true});
  }
  if (!closed) return result;
  const bool inside = i > 0 && (i == a.pieces.size() || a.pieces[i].begin > result.end);
  const std::size_t holder = inside ? i - 1 : i;
  const Piece& piece = a.pieces[holder];
  if (result.end < a.end || piece.begin == a.end) {
    const double at_end = value_within(piece, a.end_of(holder), result.end);
    result.append({result.end, at_end, at_end, piece.zero_is_true});
  }
  return result;
}

}  // namespace ridethrough::study
