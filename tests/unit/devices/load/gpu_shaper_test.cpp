#include "devices/load/gpu_shaper.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "support/ticks.hpp"

namespace ridethrough::devices {
namespace {

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

/// One GPU of 1000 W: a floor of 80 %, 400 W/s up, 200 W/s down, two seconds of patience.
Parameters smooth_gpu() {
  Parameters smoothing;
  smoothing["floor"] = Value(0.8);
  smoothing["ramp_up"] = Value(400.0);
  smoothing["ramp_down"] = Value(200.0);
  smoothing["hysteresis"] = Value(2.0);
  return {{"tdp", Value(1000.0)}, {"smoothing", Value(smoothing)}};
}

/// Drives the shaper as a rack does: only when it asks for it or the job changes.
class Drive {
 public:
  explicit Drive(const Parameters& gpu) : shaper_(gpu) {
    shaper_.want({0, 0.1, 0.0});
    shaper_.reset(0);
    shaper_.settle(0);
  }
  void want(core::Tick now, double value, double slope_per_s = 0.0) {
    go(now);
    shaper_.want({now, value, slope_per_s});
    shaper_.settle(now);
  }
  void limit(core::Tick now, double level) {
    go(now);
    shaper_.limit(now, level);
    shaper_.settle(now);
  }
  void go(core::Tick until) {
    while (shaper_.next() <= until) {
      const core::Tick at = shaper_.next();
      shaper_.settle(at);
      ++wakes_;
      REQUIRE(shaper_.next() > at);
    }
  }
  double at(core::Tick time) {
    go(time);
    return shaper_.drawn().at(time);
  }
  double burnt(core::Tick time) {
    go(time);
    return shaper_.burnt(time).at(time);
  }
  core::Tick next() const { return shaper_.next(); }
  int wakes() const { return wakes_; }

 private:
  GpuShaper shaper_;
  int wakes_ = 0;
};

TEST_CASE("a GPU rises to its floor by the ramp, then follows its job", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(kSecond, 1.0);
  CHECK(gpu.at(kSecond) == 0.1);
  CHECK(gpu.at(2 * kSecond) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.next() == kSecond + 1750 * kMs);  // 0.7 at 0.4/s
  CHECK(gpu.at(kSecond + 1750 * kMs) == 1.0);
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("a job that rises slower than the ramp is followed", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 0.1, 0.3);
  CHECK(gpu.at(2 * kSecond) == Approx(0.7).epsilon(1e-12));
  gpu.want(2 * kSecond, 0.7, 0.0);
  CHECK(gpu.at(60 * kSecond) == 0.7);
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("the floor burns what the job does not use, then falls by the ramp", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kSecond, 0.3);
  CHECK(gpu.at(11 * kSecond) == 0.8);
  CHECK(gpu.burnt(11 * kSecond) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.at(12 * kSecond) == 0.8);  // the patience ends here
  CHECK(gpu.at(13 * kSecond) == Approx(0.6).epsilon(1e-12));
  CHECK(gpu.burnt(13 * kSecond) == Approx(0.3).epsilon(1e-12));
  CHECK(gpu.at(14500 * kMs) == Approx(0.3).epsilon(1e-12));
  CHECK(gpu.burnt(14500 * kMs) == Approx(0.0).margin(1e-9));
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("steps shorter than the patience swing between floor and top", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  for (int step = 10; step < 20; ++step) {
    gpu.want(step * kSecond, 0.35);
    CHECK(gpu.at(step * kSecond + 200 * kMs) == 0.8);
    gpu.want(step * kSecond + 375 * kMs, 1.0);
    CHECK(gpu.at(step * kSecond + 600 * kMs) == 1.0);
  }
  CHECK(gpu.wakes() == 1);  // the end of the first rise
}

TEST_CASE("a job that slopes through the floor", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kSecond, 1.0, -0.1);  // through 80 % at 12 s
  CHECK(gpu.at(11 * kSecond) == Approx(0.9).epsilon(1e-12));
  CHECK(gpu.at(13 * kSecond) == 0.8);
  gpu.want(13 * kSecond, 0.7, 0.2);  // back at 13.5 s
  CHECK(gpu.at(13400 * kMs) == 0.8);
  CHECK(gpu.at(14 * kSecond) == Approx(0.9).epsilon(1e-12));
}

TEST_CASE("a job that comes back while the floor falls begins from there", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kSecond, 0.1);
  gpu.want(13 * kSecond, 1.0);
  CHECK(gpu.at(13 * kSecond) == Approx(0.6).epsilon(1e-12));
  CHECK(gpu.at(13250 * kMs) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(13501 * kMs) == 1.0);
}

TEST_CASE("what has been reached on the way to the floor holds through a notch", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(kSecond, 0.2);  // at 0.1 + 0.4
  CHECK(gpu.at(1500 * kMs) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.burnt(1500 * kMs) == Approx(0.3).epsilon(1e-12));
  gpu.want(1500 * kMs, 1.0);
  CHECK(gpu.at(2 * kSecond) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(2251 * kMs) == 1.0);
}

TEST_CASE("a cap cuts what its job wants, and nothing is burnt", "[gpu]") {
  Drive gpu({{"tdp", Value(1000.0)}, {"cap", Value(600.0)}});
  gpu.want(0, 0.1, 0.1);
  CHECK(gpu.at(4 * kSecond) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.next() == 5 * kSecond);
  CHECK(gpu.at(7 * kSecond) == 0.6);
  gpu.want(8 * kSecond, 0.9, -0.1);
  CHECK(gpu.at(10 * kSecond) == 0.6);
  CHECK(gpu.at(12 * kSecond) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.burnt(10 * kSecond) == 0.0);
}

TEST_CASE("a limit cuts the floor and what burns; lifted, it rises by the ramp again", "[gpu]") {
  Parameters burning = smooth_gpu();
  burning["secondary_floor"] = Value(600.0);
  Drive gpu(burning);
  gpu.want(0, 1.0);
  gpu.limit(5 * kSecond, 0.5);
  CHECK(gpu.at(6 * kSecond) == 0.5);
  gpu.want(10 * kSecond, 0.2);
  CHECK(gpu.at(19 * kSecond) == 0.5);
  CHECK(gpu.burnt(19 * kSecond) == Approx(0.3).epsilon(1e-12));
  gpu.want(20 * kSecond, 1.0);
  gpu.limit(20 * kSecond, std::numeric_limits<double>::infinity());
  CHECK(gpu.at(20 * kSecond + 500 * kMs) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(21 * kSecond) == 1.0);
}

TEST_CASE("without smoothing or cap a GPU draws what its job wants, to the bit", "[gpu]") {
  GpuShaper shaper({{"tdp", Value(700.0)}});
  const GpuLevel level{3 * kSecond, 0.77, 2.375};
  shaper.want(level);
  CHECK(shaper.settle(4 * kSecond));
  CHECK(shaper.drawn() == level);
  CHECK_FALSE(shaper.settle(4 * kSecond));
  CHECK(shaper.next() == core::kNever);
}

}  // namespace
}  // namespace ridethrough::devices
