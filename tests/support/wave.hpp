#pragma once

#include <algorithm>
#include <vector>

#include "study/signal.hpp"

/// Waves of known spectrum as signals of a run.
namespace ridethrough::testing {

/// Straight from one value to the next, each lasting as long: a square where two equal values
/// follow each other with a jump in between.
struct WavePiece {
  double first = 0.0, last = 0.0;
};

/// `pieces` over and over, each `piece_s` long; the wave begins `lead_s` within the first piece.
inline study::Signal wave(const std::vector<WavePiece>& pieces, double piece_s, double span_s,
                          double lead_s = 0.0) {
  study::Signal signal;
  signal.end = core::ticks_nearest(span_s);
  for (std::size_t k = 0;; ++k) {
    const double begin_s = static_cast<double>(k) * piece_s - lead_s;
    if (begin_s >= span_s) break;
    const WavePiece& piece = pieces[k % pieces.size()];
    signal.append({core::ticks_nearest(std::max(begin_s, 0.0)), piece.first, piece.last});
  }
  const double last = signal.pieces.back().last;
  signal.append({signal.end, last, last});
  return signal;
}

inline study::Signal square_wave(double amplitude, double mean, double period_s, double span_s,
                                 double lead_s = 0.0) {
  const WavePiece high{mean + amplitude, mean + amplitude}, low{mean - amplitude, mean - amplitude};
  return wave({high, low}, 0.5 * period_s, span_s, lead_s);
}

inline study::Signal triangle_wave(double amplitude, double mean, double period_s, double span_s) {
  const double low = mean - amplitude, high = mean + amplitude;
  return wave({{low, high}, {high, low}}, 0.5 * period_s, span_s);
}

}  // namespace ridethrough::testing
