#include "ridethrough/study/fold.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

namespace {

using namespace ridethrough::study;

std::vector<double> fold_sine(int count, double interval_s, double frequency_hz, double amplitude) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double angle = 2.0 * std::numbers::pi * frequency_hz * interval_s * i;
    values.push_back(7.0 + amplitude * std::cos(angle + 0.3));
  }
  return values;
}

}  // namespace

TEST_CASE("windows between stamps leave out what overlaps an excluded window") {
  const std::vector<double> stamps_s{0.0, 10.0, 20.0, 35.0, 45.0};
  const std::vector<Window> evaluations{{20.5, 34.0}};
  const auto windows = windows_between(stamps_s, evaluations);
  REQUIRE(windows.size() == 3);
  CHECK(windows[1].begin_s == 10.0);
  CHECK(windows[2].begin_s == 35.0);
  CHECK(windows[2].end_s == 45.0);
}

TEST_CASE("windows that only touch an excluded window stay") {
  const std::vector<double> stamps_s{0.0, 10.0, 20.0, 30.0};
  const std::vector<Window> evaluations{{10.0, 20.0}};
  CHECK(windows_between(stamps_s, evaluations).size() == 2);
}

TEST_CASE("a fold averages by phase whatever the length of the windows") {
  // A ramp from 0 to 1 over each window, the second one twice as long, with a gap between them.
  std::vector<Reading> readings;
  readings.reserve(4 + 1 + 8);
  for (int i = 0; i < 4; ++i) readings.push_back({i * 1.0, (i + 0.5) / 4.0});
  readings.push_back({5.0, 99.0});
  for (int i = 0; i < 8; ++i) readings.push_back({10.0 + i * 1.0, (i + 0.5) / 8.0});
  const std::vector<Window> windows{{0.0, 4.0}, {10.0, 18.0}};
  const Fold folded = fold(readings, windows, 2);
  // Binary fractions: the means are exact.
  CHECK(folded.means == std::vector<double>{0.25, 0.75});
  CHECK(folded.counts == std::vector<int>{6, 6});
}

TEST_CASE("an empty bin is not a number and does not count as a value") {
  const std::vector<Reading> readings{{0.1, 3.0}, {0.2, 5.0}, {0.9, 1.0}};
  const std::vector<Window> windows{{0.0, 1.0}};
  const Fold folded = fold(readings, windows, 4);
  CHECK(folded.means[0] == 4.0);
  CHECK(std::isnan(folded.means[1]));
  CHECK(folded.counts[1] == 0);
  CHECK(peak_to_peak(folded.means) == 3.0);
}

TEST_CASE("the end of a window belongs to the next one") {
  const std::vector<Reading> readings{{1.0, 1.0}, {2.0, 9.0}};
  const Fold folded = fold(readings, regular_windows(0.0, 1.0, 2), 1);
  CHECK(folded.counts[0] == 1);
  CHECK(folded.means[0] == 1.0);
}

TEST_CASE("mean, percentile and peak to peak of a short list") {
  const std::vector<double> values{4.0, 1.0, 3.0, 2.0};
  CHECK(mean(values) == 2.5);
  CHECK(percentile(values, 0.0) == 1.0);
  CHECK(percentile(values, 0.5) == 2.5);
  CHECK(percentile(values, 1.0) == 4.0);
  // Rank 0.25 * 3 = 0.75, between the first and second value.
  CHECK(percentile(values, 0.25) == 1.75);
  CHECK(peak_to_peak(values) == 3.0);
}

TEST_CASE("no values have no mean and no percentile") {
  const std::vector<double> none;
  CHECK(std::isnan(mean(none)));
  CHECK(std::isnan(percentile(none, 0.5)));
  CHECK(peak_to_peak(none) == 0.0);
  CHECK(amplitude_at(none, 1.0, 0.1) == 0.0);
}

TEST_CASE("the amplitude of a sinusoid is found at its own frequency only") {
  // 1,000 values every 0.5 s hold 50 whole cycles of 0.1 Hz, so the mean and all other bins of the
  // transform vanish up to rounding.
  const auto values = fold_sine(1000, 0.5, 0.1, 3.0);
  CHECK(amplitude_at(values, 0.5, 0.1) == Approx(3.0).epsilon(1e-9));
  CHECK(amplitude_at(values, 0.5, 0.12) < 1e-9);
}

TEST_CASE("Goertzel's recurrence equals the direct sum at any frequency") {
  const auto values = fold_sine(200, 2.0, 0.0915, 5.0);
  for (const double frequency_hz : {0.0123, 0.09, 0.1701}) {
    double real = 0.0;
    double imaginary = 0.0;
    const double average = mean(values);
    for (int i = 0; i < 200; ++i) {
      const double angle = 2.0 * std::numbers::pi * frequency_hz * 2.0 * i;
      real += (values[static_cast<std::size_t>(i)] - average) * std::cos(angle);
      imaginary += (values[static_cast<std::size_t>(i)] - average) * std::sin(angle);
    }
    // Both sums round 200 terms of size 5: far below 1e-9.
    CHECK(amplitude_at(values, 2.0, frequency_hz) ==
          Approx(2.0 * std::hypot(real, imaginary) / 200.0).margin(1e-9));
  }
}

TEST_CASE("the spectral peak is the strongest frequency of the grid") {
  auto values = fold_sine(1500, 2.0, 0.0915, 5.0);
  const auto weaker = fold_sine(1500, 2.0, 0.183, 2.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += weaker[i];
  const SpectralPeak peak = spectral_peak(values, 2.0, {0.005, 0.245, 0.0001});
  // The grid is 0.1 mHz fine, the line 1/3000 s = 0.33 mHz wide: one candidate to either side.
  CHECK(peak.frequency_hz == Approx(0.0915).margin(0.00011));
  // 3,000 s hold no whole number of cycles of the weaker one: it leaks less than 1 %.
  CHECK(peak.amplitude == Approx(5.0).epsilon(0.01));
}

TEST_CASE("the repetition period of a short dip is found to a fraction of the sampling interval") {
  // A dip of 6 s every 142.2 s, sampled every 2 s for an hour.
  std::vector<Reading> readings;
  for (int i = 0; i < 1800; ++i) {
    const double time_s = 2.0 * i;
    readings.push_back({time_s, std::fmod(time_s, 142.2) < 6.0 ? 0.0 : 1.0});
  }
  const double period_s = repetition_period_s(readings, {120.0, 160.0, 0.05}, 71);
  // 25 repetitions place the dip within one interval each: 2 s / 25 = 0.08 s, and the grid 0.05 s.
  CHECK(period_s == Approx(142.2).margin(0.13));
}
