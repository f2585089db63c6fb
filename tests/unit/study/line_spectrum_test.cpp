#include "study/line_spectrum.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "study/point_transform.hpp"
#include "support/wave.hpp"

using namespace ridethrough;
using namespace ridethrough::study;

TEST_CASE("a transform of points equals its sum, term by term", "[meter]") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::vector<CirclePoint> points;
  double total = 0.0;
  for (int i = 0; i < 200; ++i) {
    points.push_back({uniform(random), {uniform(random) - 0.5, uniform(random) - 0.5}});
    total += std::abs(points.back().weight);
  }
  points.push_back({0.0, {1.0, 0.0}});
  constexpr int kHighest = 300;
  const auto sums = point_transform(points, kHighest);
  for (int k = -kHighest; k <= kHighest; k += 3) {
    std::complex<double> sum;
    for (const CirclePoint& point : points) {
      sum += point.weight * std::polar(1.0, -2.0 * std::numbers::pi * k * point.turn);
    }
    CHECK(std::abs(sums[static_cast<std::size_t>(k + kHighest)] - sum) < 1e-11 * total);
  }
}

TEST_CASE("what rests has no line", "[meter]") {
  const Signal rest = constant_signal(5e6, core::ticks_nearest(600.0));
  const LineSpectrum spectrum = line_spectrum(rest, 0, rest.end, 20.0);
  CHECK(largest_line(spectrum, 0.005, 20.0).amplitude == 0.0);
  CHECK(band_amplitude(spectrum, 0.1, 20.0) == 0.0);
}

TEST_CASE("the lines of a square wave are told by frequency, without those of the window",
          "[meter]") {
  const Signal square = ridethrough::testing::square_wave(1e5, 3e5, 2.0, 600.0);
  const LineSpectrum spectrum = line_spectrum(square, 0, square.end, 20.0);
  const auto lines = largest_lines(spectrum, 0.005, 20.0);
  REQUIRE(lines.size() == 10);
  for (int k = 0; k < 10; ++k) {
    const SpectralPeak& line = lines[static_cast<std::size_t>(k)];
    const int n = 2 * k + 1;
    CHECK(line.frequency_hz == Approx(0.5 * n).margin(1e-4));
    CHECK(line.amplitude == Approx(4e5 / (std::numbers::pi * n)).epsilon(1e-3));
  }
  const Signal triangle = ridethrough::testing::triangle_wave(1e5, 3e5, 2.0, 600.0);
  // 1, 1/9, 1/25; 1/49 is less than the window makes of the first one.
  CHECK(largest_lines(line_spectrum(triangle, 0, triangle.end, 20.0), 0.005, 20.0).size() == 3);
}

TEST_CASE("a slope below a millisecond is a step, seen from 20 Hz", "[meter]") {
  const auto with_slope = [](double slope_s) {
    Signal signal;
    signal.end = core::ticks_nearest(100.0);
    signal.append({0, 0.0, 0.0});
    const core::Tick step = core::ticks_nearest(50.0);
    if (slope_s > 0.0) signal.append({step, 0.0, 1e6});
    signal.append({step + core::ticks_nearest(slope_s), 1e6, 1e6});
    return line_spectrum(signal, 0, signal.end, 20.0);
  };
  const LineSpectrum sharp = with_slope(0.0), below = with_slope(0.999e-3), at = with_slope(1e-3);
  for (const std::size_t k : {100U, 1000U, 4000U}) {
    // sin(x)/x of 1 ms at 20 Hz is 1 - 6.6e-4.
    CHECK(below.amplitudes[k] == Approx(sharp.amplitudes[k]).epsilon(7e-4));
    // The two ways of summing meet at one millisecond.
    CHECK(at.amplitudes[k] == Approx(below.amplitudes[k]).epsilon(2e-6));
  }
}

TEST_CASE("a part of a signal is seen as if it were alone", "[meter]") {
  const Signal whole = ridethrough::testing::square_wave(1e5, 3e5, 2.0, 200.0);
  const Signal half = ridethrough::testing::square_wave(1e5, 3e5, 2.0, 100.0);
  const auto from = core::ticks_nearest(100.0);
  const LineSpectrum part = line_spectrum(whole, from, whole.end, 2.0);
  const LineSpectrum alone = line_spectrum(half, 0, half.end, 2.0);
  REQUIRE(part.amplitudes.size() == alone.amplitudes.size());
  for (std::size_t k = 0; k < part.amplitudes.size(); ++k) {
    CHECK(part.amplitudes[k] == Approx(alone.amplitudes[k]).margin(1e-6));
  }
}
