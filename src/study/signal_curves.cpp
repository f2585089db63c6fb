#include <algorithm>
#include <cmath>

#include "study/signal.hpp"
#include "study/signal_pieces.hpp"

namespace ridethrough::study {
namespace {

/// Deviation of a chord that is allowed, as a share of the larger corner value.
constexpr double kChordShare = 1e-6;
/// Limits the memory of one piece; the deviation falls with the square of the number.
constexpr int kMostChords = 200;
/// Stands for a quotient with the denominator zero: larger than every physical value, still finite.
constexpr double kUnbounded = 1e30;

/// Chords of a smooth function of u in [0, 1] over a piece. `deviation` is the largest distance of
/// one single chord from the function; `extremum_frac` outside (0, 1) means none.
template <typename Function>
void append_chords(Signal& result, core::Tick begin, core::Tick end, double extremum_frac,
                   double deviation, Function value) {
  const double length = static_cast<double>(end - begin);
  const double scale = std::max({std::abs(value(0.0)), std::abs(value(1.0)), 1e-300});
  const double wanted = std::ceil(std::sqrt(deviation / (kChordShare * scale)));
  const int chords = static_cast<int>(std::clamp(wanted, 1.0, static_cast<double>(kMostChords)));
  std::vector<core::Tick> ticks = {begin, end};
  for (int k = 1; k < chords; ++k) ticks.push_back(tick_within(begin, end, double(k) / chords));
  if (extremum_frac > 0.0 && extremum_frac < 1.0) {
    ticks.push_back(tick_within(begin, end, extremum_frac));
  }
  std::sort(ticks.begin(), ticks.end());
  ticks.erase(std::unique(ticks.begin(), ticks.end()), ticks.end());
  for (std::size_t k = 0; k + 1 < ticks.size(); ++k) {
    const auto at = [&](core::Tick tick) {
      return value(static_cast<double>(tick - begin) / length);
    };
    result.append({ticks[k], at(ticks[k]), at(ticks[k + 1])});
  }
}

double quotient(double numerator, double denominator) {
  if (denominator == 0.0) return numerator == 0.0 ? 0.0 : std::copysign(kUnbounded, numerator);
  return std::clamp(numerator / denominator, -kUnbounded, kUnbounded);
}

/// One piece whose denominator does not change its sign inside.
void append_quotient(Signal& result, const PiecePair& pair) {
  const auto value = [&](double u) {
    return quotient(pair.a_first + (pair.a_last - pair.a_first) * u,
                    pair.b_first + (pair.b_last - pair.b_first) * u);
  };
  if (pair.b_first == pair.b_last) {
    result.append({pair.begin, value(0.0), value(1.0)});
    return;
  }
  const double middle = 0.5 * (value(0.0) + value(1.0));
  append_chords(result, pair.begin, pair.end, -1.0, std::abs(value(0.5) - middle), value);
}

}  // namespace

Signal delayed(const Signal& a, core::Tick span, double before) {
  Signal result;
  result.end = a.end;
  result.append({0, before, before});
  for (std::size_t i = 0; i < a.pieces.size(); ++i) {
    const Piece& piece = a.pieces[i];
    const core::Tick begin = core::later(piece.begin, span);
    const core::Tick own_stop = a.end_of(i);
    if (begin > a.end || own_stop == piece.begin) break;
    const core::Tick stop = std::min(core::later(own_stop, span), a.end);
    result.append({begin, piece.first, left_value(piece, own_stop, stop - span)});
  }
  if (result.pieces.back().begin < a.end) {
    const double at_end = result.pieces.back().last;
    result.append({a.end, at_end, at_end});
  }
  return result;
}

Signal product_of(const Signal& a, const Signal& b) {
  Signal result;
  result.end = std::min(a.end, b.end);
  for_each_pair(a, b, [&](const PiecePair& pair) {
    const double rise_a = pair.a_last - pair.a_first, rise_b = pair.b_last - pair.b_first;
    const double bend = rise_a * rise_b;
    if (bend == 0.0) {
      result.append({pair.begin, pair.a_first * pair.b_first, pair.a_last * pair.b_last});
      return;
    }
    // p(u) = (a + A u)(b + B u): p' = 0 at u = -(a B + b A) / (2 A B), chord error |A B| / 4.
    const double extremum_frac = -(pair.a_first * rise_b + pair.b_first * rise_a) / (2.0 * bend);
    append_chords(result, pair.begin, pair.end, extremum_frac, std::abs(bend) / 4.0, [&](double u) {
      return (pair.a_first + rise_a * u) * (pair.b_first + rise_b * u);
    });
  });
  return result;
}

Signal quotient_of(const Signal& a, const Signal& b) {
  Signal result;
  result.end = std::min(a.end, b.end);
  for_each_pair(a, b, [&](const PiecePair& pair) {
    if (pair.b_first * pair.b_last >= 0.0) {
      append_quotient(result, pair);
      return;
    }
    const double zero_frac = pair.b_first / (pair.b_first - pair.b_last);
    const core::Tick zero_at = tick_within(pair.begin, pair.end, zero_frac);
    PiecePair left = pair, right = pair;
    left.end = right.begin = zero_at;
    left.a_last = right.a_first = pair.a_at(zero_at);
    left.b_last = right.b_first = 0.0;
    if (left.begin < left.end) append_quotient(result, left);
    if (right.begin < right.end) append_quotient(result, right);
  });
  return result;
}

Signal change_of(const Signal& a, core::Tick span) {
  return weighted_sum(a, 1.0, delayed(a, span, a.pieces.front().first), -1.0);
}

Signal average_of(const Signal& a, core::Tick span) {
  Signal result;
  result.end = a.end;
  const double span_s = core::seconds(span);
  double mean = a.pieces.front().first;
  // The mean m obeys m' = (x(t) - x(t - span)) / span, a line within each common piece.
  for_each_pair(a, delayed(a, span, mean), [&](const PiecePair& pair) {
    const double length_s = core::seconds(pair.end - pair.begin);
    const double gain_first = (pair.a_first - pair.b_first) * length_s / span_s;
    const double gain_last = (pair.a_last - pair.b_last) * length_s / span_s;
    const double start = mean, bend = gain_last - gain_first;
    if (pair.begin == pair.end) {
      result.append({pair.begin, start, start});
      return;
    }
    const double extremum_frac = bend == 0.0 ? -1.0 : -gain_first / bend;
    append_chords(result, pair.begin, pair.end, extremum_frac, std::abs(bend) / 8.0,
                  [&](double u) { return start + gain_first * u + 0.5 * bend * u * u; });
    mean = start + 0.5 * (gain_first + gain_last);
  });
  return result;
}

}  // namespace ridethrough::study
