#include "devices/load/gpu_shaper.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

namespace ridethrough::devices {
namespace {

constexpr core::Tick kMs = 1'000'000;
constexpr core::Tick kS = core::kTicksPerSecond;

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
  gpu.want(kS, 1.0);
  CHECK(gpu.at(kS) == 0.1);
  CHECK(gpu.at(2 * kS) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.next() == kS + 1750 * kMs);  // 0.7 at 0.4/s
  CHECK(gpu.at(kS + 1750 * kMs) == 1.0);
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("a job that rises slower than the ramp is followed", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 0.1, 0.3);
  CHECK(gpu.at(2 * kS) == Approx(0.7).epsilon(1e-12));
  gpu.want(2 * kS, 0.7, 0.0);
  CHECK(gpu.at(60 * kS) == 0.7);
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("the floor burns what the job does not use, then falls by the ramp", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kS, 0.3);
  CHECK(gpu.at(11 * kS) == 0.8);
  CHECK(gpu.burnt(11 * kS) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.at(12 * kS) == 0.8);  // the patience ends here
  CHECK(gpu.at(13 * kS) == Approx(0.6).epsilon(1e-12));
  CHECK(gpu.burnt(13 * kS) == Approx(0.3).epsilon(1e-12));
  CHECK(gpu.at(14500 * kMs) == Approx(0.3).epsilon(1e-12));
  CHECK(gpu.burnt(14500 * kMs) == Approx(0.0).margin(1e-9));
  CHECK(gpu.next() == core::kNever);
}

TEST_CASE("steps shorter than the patience swing between floor and top", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  for (int step = 10; step < 20; ++step) {
    gpu.want(step * kS, 0.35);
    CHECK(gpu.at(step * kS + 200 * kMs) == 0.8);
    gpu.want(step * kS + 375 * kMs, 1.0);
    CHECK(gpu.at(step * kS + 600 * kMs) == 1.0);
  }
  CHECK(gpu.wakes() == 1);  // the end of the first rise
}

TEST_CASE("a job that slopes through the floor", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kS, 1.0, -0.1);  // through 80 % at 12 s
  CHECK(gpu.at(11 * kS) == Approx(0.9).epsilon(1e-12));
  CHECK(gpu.at(13 * kS) == 0.8);
  gpu.want(13 * kS, 0.7, 0.2);  // back at 13.5 s
  CHECK(gpu.at(13400 * kMs) == 0.8);
  CHECK(gpu.at(14 * kS) == Approx(0.9).epsilon(1e-12));
}

TEST_CASE("a job that comes back while the floor falls begins from there", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(10 * kS, 0.1);
  gpu.want(13 * kS, 1.0);
  CHECK(gpu.at(13 * kS) == Approx(0.6).epsilon(1e-12));
  CHECK(gpu.at(13250 * kMs) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(13501 * kMs) == 1.0);
}

TEST_CASE("what has been reached on the way to the floor holds through a notch", "[gpu]") {
  Drive gpu(smooth_gpu());
  gpu.want(0, 1.0);
  gpu.want(kS, 0.2);  // at 0.1 + 0.4
  CHECK(gpu.at(1500 * kMs) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.burnt(1500 * kMs) == Approx(0.3).epsilon(1e-12));
  gpu.want(1500 * kMs, 1.0);
  CHECK(gpu.at(2 * kS) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(2251 * kMs) == 1.0);
}

TEST_CASE("a cap cuts what its job wants, and nothing is burnt", "[gpu]") {
  Drive gpu({{"tdp", Value(1000.0)}, {"cap", Value(600.0)}});
  gpu.want(0, 0.1, 0.1);
  CHECK(gpu.at(4 * kS) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.next() == 5 * kS);
  CHECK(gpu.at(7 * kS) == 0.6);
  gpu.want(8 * kS, 0.9, -0.1);
  CHECK(gpu.at(10 * kS) == 0.6);
  CHECK(gpu.at(12 * kS) == Approx(0.5).epsilon(1e-12));
  CHECK(gpu.burnt(10 * kS) == 0.0);
}

TEST_CASE("a limit cuts the floor and what burns; lifted, it rises by the ramp again", "[gpu]") {
  Parameters burning = smooth_gpu();
  burning["secondary_floor"] = Value(600.0);
  Drive gpu(burning);
  gpu.want(0, 1.0);
  gpu.limit(5 * kS, 0.5);
  CHECK(gpu.at(6 * kS) == 0.5);
  gpu.want(10 * kS, 0.2);
  CHECK(gpu.at(19 * kS) == 0.5);
  CHECK(gpu.burnt(19 * kS) == Approx(0.3).epsilon(1e-12));
  gpu.want(20 * kS, 1.0);
  gpu.limit(20 * kS, std::numeric_limits<double>::infinity());
  CHECK(gpu.at(20 * kS + 500 * kMs) == Approx(0.7).epsilon(1e-12));
  CHECK(gpu.at(21 * kS) == 1.0);
}

TEST_CASE("without smoothing or cap a GPU draws what its job wants, to the bit", "[gpu]") {
  GpuShaper shaper({{"tdp", Value(700.0)}});
  const GpuLevel level{3 * kS, 0.77, 2.375};
  shaper.want(level);
  CHECK(shaper.settle(4 * kS));
  CHECK(shaper.drawn() == level);
  CHECK_FALSE(shaper.settle(4 * kS));
  CHECK(shaper.next() == core::kNever);
}

}  // namespace
}  // namespace ridethrough::devices
