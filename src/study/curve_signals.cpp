#include "study/curve_signals.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "study/line_spectrum.hpp"
#include "study/robustness.hpp"

namespace ridethrough::study {
namespace {

using scenario::Curve;
using scenario::Excursion;
using scenario::Slope;

/// An empty signal limits nothing.
Signal lower_of_given(const Signal& a, const Signal& b) {
  if (a.is_empty()) return b;
  return b.is_empty() ? a : lower_of(a, b);
}

/// `sign` is +1 where the signal must stay above its limits, -1 where below.
Signal within_excursions(const std::vector<Excursion>& excursions, const Signal& signal,
                         double sign) {
  Signal result;
  for (const Excursion& excursion : excursions) {
    const Signal limit = constant_signal(excursion.limit, signal.end);
    const Signal room = weighted_sum(signal, sign, limit, -sign);
    const Signal kept =
        excursion.longest == 0 ? room : highest_within(room, excursion.longest, kTrue);
    result = lower_of_given(result, kept);
  }
  return result;
}

/// The largest rise of sign * x over any window, taken from what is allowed.
Signal within_slopes(const std::vector<Slope>& slopes, const Signal& signal, double sign) {
  const Signal fallen = scaled(signal, -sign);
  Signal result;
  for (const Slope& slope : slopes) {
    const double before = fallen.pieces.front().first;
    const Signal rise = weighted_sum(signal, sign, highest_within(fallen, slope.span, before), 1.0);
    const Signal left = weighted_sum(constant_signal(slope.at_most, signal.end), 1.0, rise, -1.0);
    result = lower_of_given(result, left);
  }
  return result;
}

/// How far back a spectrum looks, and how often.
constexpr core::Tick kBandWindow = 600'000'000'000;
constexpr core::Tick kBandStep = 60'000'000'000;

/// What is left in the tightest band, of the window that ends at `at`.
double room_in_bands(const std::vector<scenario::Band>& bands, const Signal& power, core::Tick at) {
  const auto higher = [](const auto& a, const auto& b) { return a.to_hz < b.to_hz; };
  const double highest_hz = std::max_element(bands.begin(), bands.end(), higher)->to_hz;
  const core::Tick from = std::max<core::Tick>(at - kBandWindow, 0);
  const LineSpectrum spectrum = line_spectrum(power, from, at, highest_hz);
  double room = kTrue;
  for (const scenario::Band& band : bands) {
    room = std::min(room, band.at_most - band_amplitude(spectrum, band.from_hz, band.to_hz));
  }
  return room;
}

/// Holds until the first window is long enough, and from one window to the next.
Signal within_bands(const std::vector<scenario::Band>& bands, const Signal& power) {
  if (bands.empty()) return {};
  Signal result;
  result.end = power.end;
  result.append({0, kTrue, kTrue});
  for (core::Tick at = kBandStep;; at += kBandStep) {
    const core::Tick seen_at = std::min(at, power.end);
    if (core::seconds(seen_at) >= kLeastSpectrumSpanS) {
      const double room = room_in_bands(bands, power, seen_at);
      result.append({seen_at, room, room});
    }
    if (at >= power.end) break;
  }
  if (result.pieces.back().begin < power.end) {
    const double last = result.pieces.back().last;
    result.append({power.end, last, last});
  }
  return result;
}

/// Holds until the first record is over, and from the end of one to that of the next.
Signal within_flicker(double at_most, const std::vector<FlickerReading>& flickers, core::Tick end) {
  Signal result;
  result.end = end;
  result.append({0, kTrue, kTrue});
  for (const FlickerReading& reading : flickers) {
    const double room =
        reading.severity > 0.0 ? reading.swing_w * (at_most / reading.severity - 1.0) : kTrue;
    result.append({reading.to, room, room});
  }
  if (result.pieces.back().begin < end) {
    const double last = result.pieces.back().last;
    result.append({end, last, last});
  }
  return result;
}

}  // namespace

Signal inside_envelope(const Curve& curve, const Signal& voltage) {
  return lower_of_given(within_excursions(curve.below, voltage, 1.0),
                        within_excursions(curve.above, voltage, -1.0));
}

Signal inside_ramp(const Curve& curve, const Signal& power,
                   const std::vector<FlickerReading>& flickers) {
  Signal room =
      lower_of_given(within_slopes(curve.up, power, 1.0), within_slopes(curve.down, power, -1.0));
  room = lower_of_given(room, within_bands(curve.bands, power));
  if (curve.peak) {
    const Signal peak = constant_signal(*curve.peak, power.end);
    room = lower_of_given(room, weighted_sum(peak, 1.0, power, -1.0));
  }
  if (!curve.flicker) return room;
  return lower_of_given(room, within_flicker(*curve.flicker, flickers, power.end));
}

Signal inside_class(const Curve& curve, const std::vector<devices::Judgement>& judgements,
                    core::Tick end) {
  std::vector<const devices::Judgement*> steps;
  for (const devices::Judgement& judgement : judgements) {
    if (judgement.standard == curve.standard) steps.push_back(&judgement);
  }
  // Of several at one instant the worst one counts.
  std::stable_sort(steps.begin(), steps.end(), [](const auto* left, const auto* right) {
    return std::tie(left->at, right->rank) < std::tie(right->at, left->rank);
  });
  Signal result;
  result.end = end;
  result.append({0, kTrue, kTrue});
  for (const devices::Judgement* step : steps) {
    if (step->at >= end) break;
    const double classes = curve.worst_rank - step->rank;
    if (step->at > result.pieces.back().begin || std::isinf(result.pieces.back().first)) {
      if (step->at == 0) result.pieces.clear();
      result.append({step->at, classes, classes});
    }
  }
  const double last = result.pieces.back().last;
  result.append({end, last, last});
  return result;
}

}  // namespace ridethrough::study
