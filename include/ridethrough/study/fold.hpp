#pragma once

#include <span>
#include <vector>

/// Statistics of a metered signal, for a meter at the point of connection and for the measured
/// training load. Pure functions; values may have any unit, and results have the same one.
namespace ridethrough::study {

/// One reading of a meter.
struct Reading {
  double time_s = 0.0;
  double value = 0.0;
};

/// The half-open window [begin, end).
struct Window {
  double begin_s = 0.0;
  double end_s = 0.0;
};

/// A signal folded on a repeated window: bin k of n holds the readings whose phase, the share of
/// the window that has passed, lies in [k/n, (k+1)/n).
struct Fold {
  std::vector<double> means;  ///< one per bin; NaN where no reading fell
  std::vector<int> counts;    ///< readings per bin
};

/// The windows between consecutive stamps, without those that overlap one of `excluded`. Stamps
/// ascend. Folding between a job's own stamps keeps the shape that a constant period smears.
std::vector<Window> windows_between(std::span<const double> stamps_s,
                                    std::span<const Window> excluded);

/// `count` windows of `period_s` one after the other, the first from `begin_s`.
std::vector<Window> regular_windows(double begin_s, double period_s, int count);

/// Folds ascending `readings` on ascending, disjoint `windows`; readings in no window are left out.
Fold fold(std::span<const Reading> readings, std::span<const Window> windows, int bins);

/// Arithmetic mean; NaN for no values.
double mean(std::span<const double> values);

/// The value below which `share_frac` (0 to 1) of `values` lie, linear between order statistics
/// (type 7 of Hyndman and Fan, The American Statistician 50(4), 1996). NaN for no values.
double percentile(std::span<const double> values, double share_frac);

/// Highest minus lowest value, NaN left out; 0 for no values.
double peak_to_peak(std::span<const double> values);

/// Amplitude of the sinusoid of `frequency_hz` in `values`, taken every `interval_s`, about their
/// mean: 2/n |sum x exp(-i w t)|, evaluated directly with Goertzel's recurrence (American
/// Mathematical Monthly 65(1), 1958), so that the frequency need not be a multiple of 1/(n
/// interval).
double amplitude_at(std::span<const double> values, double interval_s, double frequency_hz);

/// Candidates of a search: low, low + step, ... up to high.
struct SearchGrid {
  double low = 0.0;
  double high = 0.0;
  double step = 0.0;
};

struct SpectralPeak {
  double frequency_hz = 0.0;
  double amplitude = 0.0;
};

/// The strongest frequency of the grid (Hz); the lowest one wins a tie.
SpectralPeak spectral_peak(std::span<const double> values, double interval_s,
                           const SearchGrid& frequencies_hz);

/// The period of the grid (s) whose fold on `bins` bins has the greatest variance between its bins:
/// epoch folding (Leahy et al., The Astrophysical Journal 266, 1983). Made for short features that
/// return regularly, where an autocorrelation is too coarse; the grid must not hold two multiples
/// of the true period.
double repetition_period_s(std::span<const Reading> readings, const SearchGrid& periods_s,
                           int bins);

}  // namespace ridethrough::study
