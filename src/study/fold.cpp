#include "ridethrough/study/fold.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

namespace ridethrough::study {
namespace {

constexpr double kFoldNoValue = std::numeric_limits<double>::quiet_NaN();

bool overlaps_any(const Window& window, std::span<const Window> others) {
  return std::any_of(others.begin(), others.end(), [&window](const Window& other) {
    return other.begin_s < window.end_s && window.begin_s < other.end_s;
  });
}

int grid_candidates(const SearchGrid& grid) {
  // Half a step of tolerance keeps the last candidate although low + n * step is rounded.
  return static_cast<int>(std::floor((grid.high - grid.low) / grid.step + 0.5)) + 1;
}

/// Variance between bins, each weighted with its readings: what periodicity explains.
double explained_variance(const Fold& folded, double overall_mean) {
  double sum = 0.0;
  int readings = 0;
  for (std::size_t k = 0; k < folded.means.size(); ++k) {
    if (folded.counts[k] == 0) continue;
    const double deviation = folded.means[k] - overall_mean;
    sum += folded.counts[k] * deviation * deviation;
    readings += folded.counts[k];
  }
  return readings == 0 ? 0.0 : sum / readings;
}

}  // namespace

std::vector<Window> windows_between(std::span<const double> stamps_s,
                                    std::span<const Window> excluded) {
  std::vector<Window> windows;
  for (std::size_t i = 1; i < stamps_s.size(); ++i) {
    const Window window{stamps_s[i - 1], stamps_s[i]};
    if (!overlaps_any(window, excluded)) windows.push_back(window);
  }
  return windows;
}

std::vector<Window> regular_windows(double begin_s, double period_s, int count) {
  std::vector<Window> windows;
  windows.reserve(static_cast<std::size_t>(std::max(count, 0)));
  for (int i = 0; i < count; ++i) {
    windows.push_back({begin_s + i * period_s, begin_s + (i + 1) * period_s});
  }
  return windows;
}

Fold fold(std::span<const Reading> readings, std::span<const Window> windows, int bins) {
  const auto size = static_cast<std::size_t>(bins);
  Fold folded{std::vector<double>(size, 0.0), std::vector<int>(size, 0)};
  std::size_t current = 0;
  for (const Reading& reading : readings) {
    while (current < windows.size() && windows[current].end_s <= reading.time_s) ++current;
    if (current == windows.size()) break;
    const Window& window = windows[current];
    if (reading.time_s < window.begin_s) continue;
    const double phase = (reading.time_s - window.begin_s) / (window.end_s - window.begin_s);
    // A phase that rounds up to 1 still belongs to the last bin.
    const std::size_t bin = std::min(static_cast<std::size_t>(phase * bins), size - 1);
    folded.means[bin] += reading.value;
    ++folded.counts[bin];
  }
  for (std::size_t k = 0; k < size; ++k) {
    folded.means[k] = folded.counts[k] == 0 ? kFoldNoValue : folded.means[k] / folded.counts[k];
  }
  return folded;
}

double mean(std::span<const double> values) {
  if (values.empty()) return kFoldNoValue;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double percentile(std::span<const double> values, double share_frac) {
  if (values.empty()) return kFoldNoValue;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double rank = std::clamp(share_frac, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], rank - static_cast<double>(below));
}

double peak_to_peak(std::span<const double> values) {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  return highest < lowest ? 0.0 : highest - lowest;
}

double amplitude_at(std::span<const double> values, double interval_s, double frequency_hz) {
  if (values.empty()) return 0.0;
  const double average = mean(values);
  const double angle = 2.0 * std::numbers::pi * frequency_hz * interval_s;
  const double turn = 2.0 * std::cos(angle);
  double last = 0.0;
  double before_last = 0.0;
  for (const double value : values) {
    const double next = (value - average) + turn * last - before_last;
    before_last = last;
    last = next;
  }
  const double real = last - before_last * std::cos(angle);
  const double imaginary = before_last * std::sin(angle);
  return 2.0 * std::hypot(real, imaginary) / static_cast<double>(values.size());
}

SpectralPeak spectral_peak(std::span<const double> values, double interval_s,
                           const SearchGrid& frequencies_hz) {
  SpectralPeak peak;
  const int candidates = grid_candidates(frequencies_hz);
  for (int i = 0; i < candidates; ++i) {
    const double frequency_hz = frequencies_hz.low + i * frequencies_hz.step;
    const double amplitude = amplitude_at(values, interval_s, frequency_hz);
    if (i == 0 || amplitude > peak.amplitude) peak = {frequency_hz, amplitude};
  }
  return peak;
}

double repetition_period_s(std::span<const Reading> readings, const SearchGrid& periods_s,
                           int bins) {
  if (readings.empty()) return kFoldNoValue;
  std::vector<double> values;
  values.reserve(readings.size());
  for (const Reading& reading : readings) values.push_back(reading.value);
  const double average = mean(values);
  const double begin_s = readings.front().time_s;
  const double length_s = readings.back().time_s - begin_s;

  double best_period_s = periods_s.low;
  double best_variance = -1.0;
  const int candidates = grid_candidates(periods_s);
  for (int i = 0; i < candidates; ++i) {
    const double period_s = periods_s.low + i * periods_s.step;
    const int count = static_cast<int>(length_s / period_s) + 1;
    const Fold folded = fold(readings, regular_windows(begin_s, period_s, count), bins);
    const double variance = explained_variance(folded, average);
    if (variance > best_variance) {
      best_variance = variance;
      best_period_s = period_s;
    }
  }
  return best_period_s;
}

}  // namespace ridethrough::study
