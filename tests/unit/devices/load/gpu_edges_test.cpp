#include "devices/load/gpu_edges.hpp"

#include <catch2/catch.hpp>

#include "support/ticks.hpp"

// How fast a GPU follows its work.

namespace ridethrough::devices {
namespace {

using ridethrough::support::kMs;

Parameters gpu_of(double rise_s, double fall_s, double overshoot = 0.0, double settle_s = 0.05) {
  return {{"edges", Value(Parameters{{"rise", Value(rise_s)},
                                     {"fall", Value(fall_s)},
                                     {"overshoot", Value(overshoot)},
                                     {"settle", Value(settle_s)}})}};
}

/// Goes on as a rack does: only when it is asked for or the work changes.
class Course {
 public:
  explicit Course(const Parameters& gpu) : edges_(gpu) {
    edges_.want({0, 0.2, 0.0});
    edges_.reset(0);
  }
  void want(core::Tick now, double level, double slope_per_s = 0.0) {
    go(now);
    edges_.want({now, level, slope_per_s});
    edges_.settle(now);
  }
  double at(core::Tick time) {
    go(time);
    return edges_.drawn().at(time);
  }
  core::Tick next() const { return edges_.next(); }

 private:
  void go(core::Tick until) {
    while (edges_.next() <= until) {
      const core::Tick at = edges_.next();
      edges_.settle(at);
      REQUIRE(edges_.next() > at);
    }
  }

  GpuEdges edges_;
};

}  // namespace

TEST_CASE("without edges a GPU follows its work at once", "[load]") {
  Course course(Parameters{});
  course.want(5 * kMs, 1.0);
  CHECK(course.at(5 * kMs) == 1.0);
  CHECK(course.next() == core::kNever);
}

TEST_CASE("a GPU rises and falls by its edges", "[load]") {
  Course course(gpu_of(20e-3, 10e-3));
  course.want(100 * kMs, 1.0);
  CHECK(course.at(100 * kMs) == Approx(0.2));
  CHECK(course.at(108 * kMs) == Approx(0.6));
  CHECK(course.next() == 116 * kMs);  // 0.8 of 20 ms
  CHECK(course.at(120 * kMs) == Approx(1.0));
  CHECK(course.next() == core::kNever);
  course.want(200 * kMs, 0.5);
  CHECK(course.at(202 * kMs) == Approx(0.8));
  CHECK(course.at(205 * kMs) == Approx(0.5));
}

TEST_CASE("work that moves slower than an edge is followed, faster work is not", "[load]") {
  Course course(gpu_of(20e-3, 10e-3));
  course.want(0, 0.2, 10.0);  // 50 per second is the edge
  CHECK(course.at(20 * kMs) == Approx(0.4));
  course.want(20 * kMs, 0.4, 100.0);
  CHECK(course.at(24 * kMs) == Approx(0.6));
  course.want(26 * kMs, 1.0);
  CHECK(course.at(30 * kMs) == Approx(0.9));
  CHECK(course.at(32 * kMs) == Approx(1.0));
  CHECK(course.at(90 * kMs) == Approx(1.0));
}

TEST_CASE("a rise overshoots by a share of itself and settles along a straight line", "[load]") {
  Course course(gpu_of(20e-3, 10e-3, 0.1, 50e-3));
  course.want(0, 1.0);
  // 0.88 of 20 ms to 1.08, then 50 ms down to 1.
  CHECK(course.next() == Approx(17.6 * kMs));
  CHECK(course.at(17'600'001) == Approx(1.08).margin(1e-6));
  CHECK(course.at(17'600'001 + 25 * kMs) == Approx(1.04).margin(1e-6));
  CHECK(course.at(70 * kMs) == Approx(1.0));
  CHECK(course.next() == core::kNever);
  course.want(100 * kMs, 0.2);  // a fall has none
  CHECK(course.at(108 * kMs) == Approx(0.2));
  CHECK(course.next() == core::kNever);
}

TEST_CASE("to go on without a reason changes no bit of an edge", "[load]") {
  GpuEdges quiet(gpu_of(20e-3, 10e-3, 0.1, 50e-3));
  GpuEdges woken = quiet;
  for (GpuEdges* each : {&quiet, &woken}) {
    each->want({0, 0.3, 0.0});
    each->settle(0);
  }
  for (core::Tick now = 0; now < 100 * kMs; now += kMs / 3) {
    if (quiet.next() <= now) quiet.settle(now);
    woken.settle(now);
    REQUIRE(woken.drawn() == quiet.drawn());
    REQUIRE(woken.next() == quiet.next());
  }
  CHECK(quiet.drawn().at(100 * kMs) == 0.3);
}

TEST_CASE("a GPU that lost its power begins where its work is", "[load]") {
  GpuEdges edges(gpu_of(20e-3, 10e-3));
  edges.want({0, 1.0, 0.0});
  edges.reset(3 * kMs);
  CHECK(edges.drawn().at(3 * kMs) == 1.0);
  CHECK(edges.next() == core::kNever);
}

}  // namespace ridethrough::devices
