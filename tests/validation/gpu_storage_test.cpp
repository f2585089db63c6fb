#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "devices/load/gpu_storage.hpp"
#include "support/validation_case.hpp"

// The storage that a square wave needs to be flat at the input.

using namespace ridethrough;
using devices::GpuLevel;
using devices::GpuStorage;
using devices::Parameters;
using devices::Value;

namespace {

constexpr double kTdpW = 1200.0;
constexpr double kHigh = 1.0;
constexpr double kLow = 0.35;
constexpr double kPeriodS = 1.5;
constexpr int kPeriods = 5;

/// Largest distance of the input from the mean, over the periods after the first.
double ripple(double energy_j, double duty) {
  const double mean = kLow + (kHigh - kLow) * duty;
  GpuStorage storage({{"tdp", Value(kTdpW)},
                      {"storage", Value(Parameters{{"energy", Value(energy_j)},
                                                   {"shave_to", Value(mean)},
                                                   {"power", Value(kTdpW)},
                                                   {"efficiency", Value(1.0)}})}});
  double worst = 0.0;
  core::Tick now = 0;
  const auto play = [&](double level, double span_s, bool counts) {
    const GpuLevel load{now, level, 0.0};
    const core::Tick end = now + core::ticks_nearest(span_s);
    while (now < end) {
      storage.settle(now, load);
      if (counts) worst = std::max(worst, std::abs(storage.input().at(now) - mean));
      now = std::min(end, storage.next());
    }
  };
  for (int period = 0; period < kPeriods; ++period) {
    play(kHigh, duty * kPeriodS, period > 0);
    play(kLow, (1.0 - duty) * kPeriodS, period > 0);
  }
  return worst;
}

/// The least energy that leaves no ripple, by bisection.
double needed_j(double duty) {
  double low_j = 0.0;
  double high_j = 1000.0;
  while (high_j - low_j > 1e-4) {
    const double middle_j = 0.5 * (low_j + high_j);
    (ripple(middle_j, duty) > 1e-6 ? low_j : high_j) = middle_j;
  }
  return high_j;
}

}  // namespace

TEST_CASE("validation: the storage that a square wave needs", "[validation]") {
  double worst = 0.0;
  for (const double duty : {0.1, 0.25, 0.5, 0.75, 0.9}) {
    const double rule_j = kTdpW * (kHigh - kLow) * duty * (1.0 - duty) * kPeriodS;
    worst = std::max(worst, std::abs(needed_j(duty) / rule_j - 1.0));
  }
  testing::report_case({.name = "storage for a flat input under a square wave, five duties",
                        .kind = "analytic",
                        .reference = "E = dP D (1 - D) T: 105.3 to 292.5 J for 780 W and 1.5 s",
                        .measured = 100.0 * worst,
                        .allowed = 1e-3,
                        .unit = "%"});
}
