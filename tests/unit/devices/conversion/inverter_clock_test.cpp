#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

#include "devices/conversion/inverter_clock.hpp"
#include "support/ticks.hpp"

// How an inverter comes to the frequency and phase of its bypass.
namespace ridethrough {
namespace {

using core::Tick;
using devices::conversion::InverterClock;
using ridethrough::support::kSecond;
constexpr double kTurn = 2.0 * std::numbers::pi;

InverterClock nominal_clock() {
  InverterClock clock({.window_hz = 2.0, .slew_hz_per_s = 1.0});
  clock.start(50.0);
  clock.follow(0, {0, 50.0, 0.0}, 0.0, true);
  return clock;
}

double bypass_angle(const network::Frequency& line, double angle_rad, Tick now) {
  return angle_rad + network::Emf{1.0, line, 0.0, 50.0}.angle_at(now);
}

/// Lets it take all its corners up to `end`.
void run(InverterClock& clock, Tick from, Tick end) {
  for (Tick at = clock.next(from); at <= end; at = clock.next(at)) clock.advance(at);
}

TEST_CASE("inverter clock: a bypass half a turn ahead is met after 2 sqrt(x / A)", "[ups]") {
  InverterClock clock = nominal_clock();
  const network::Frequency line{10 * kSecond, 50.0, 0.0};
  clock.follow(10 * kSecond, line, -0.4 * kTurn, false);
  CHECK_FALSE(clock.is_in_phase(10 * kSecond, line, -0.4 * kTurn));
  // 0.4 turns at 1 Hz/s: away for sqrt(0.4) s and back for as long.
  const Tick half = core::ticks_nearest(std::sqrt(0.4));
  CHECK(clock.next(10 * kSecond) == 10 * kSecond + half);
  run(clock, 10 * kSecond, 10 * kSecond + half);
  CHECK(clock.emf().frequency.hz_at(10 * kSecond + half) == Approx(50.0 - std::sqrt(0.4)));
  run(clock, 10 * kSecond + half, 20 * kSecond);
  CHECK(clock.emf().frequency == line);
  CHECK(clock.emf().angle_at(20 * kSecond) == Approx(-0.4 * kTurn).margin(1e-6));
  CHECK(clock.is_in_phase(20 * kSecond, line, -0.4 * kTurn));
  CHECK(clock.next(20 * kSecond) == core::kNever);
}

TEST_CASE("inverter clock: frequency and phase of any jump are met within its slope", "[ups]") {
  for (const double hz : {48.6, 49.4, 50.0, 50.7, 51.5}) {
    for (const double slope : {-0.6, 0.0, 0.4}) {
      for (const double turns : {-0.45, -0.1, 0.0, 0.2, 0.49}) {
        InverterClock clock = nominal_clock();
        // Slow enough to stay inside the window for a while.
        const network::Frequency line{5 * kSecond, hz, 0.1 * slope};
        clock.follow(5 * kSecond, line, turns * kTurn, false);
        double angle_rad = clock.emf().angle_at(5 * kSecond);
        double seen_hz = 50.0;
        for (Tick at = 5 * kSecond; at < 9 * kSecond; at += kSecond / 1000) {
          run(clock, at - kSecond / 1000, at);
          const double now_hz = clock.emf().frequency.hz_at(at);
          CHECK(std::abs(now_hz - seen_hz) <= 1e-3 + 1e-7);  // 1 Hz/s
          // No jump of the angle either: less than the slip of a millisecond.
          CHECK(std::abs(clock.emf().angle_at(at) - angle_rad) < kTurn * 4e-3);
          seen_hz = now_hz;
          angle_rad = clock.emf().angle_at(at);
        }
        run(clock, 9 * kSecond, 12 * kSecond);
        INFO(hz << " Hz, " << slope << ", " << turns << " turns");
        CHECK(clock.emf().frequency.hz_at(12 * kSecond) ==
              Approx(line.hz_at(12 * kSecond)).margin(1e-6));
        const double ahead =
            (clock.emf().angle_at(12 * kSecond) - bypass_angle(line, turns * kTurn, 12 * kSecond)) /
            kTurn;
        CHECK(std::abs(ahead - std::round(ahead)) * 0.02 <= 0.25e-3 + 1e-6);  // half of 0.5 ms
        CHECK(
            clock.is_in_phase(12 * kSecond, line, bypass_angle(line, turns * kTurn, 12 * kSecond)));
      }
    }
  }
}

TEST_CASE("inverter clock: outside its window it goes to nominal, exactly at the edge", "[ups]") {
  InverterClock clock = nominal_clock();
  const network::Frequency line{10 * kSecond, 50.0, 0.5};  // at 52 Hz after 4 s
  clock.follow(10 * kSecond, line, 0.0, false);
  run(clock, 10 * kSecond, 14 * kSecond);
  CHECK(clock.follows());
  CHECK(clock.emf().frequency.hz_at(14 * kSecond) == Approx(52.0));
  run(clock, 14 * kSecond, 14 * kSecond + 1);
  CHECK_FALSE(clock.follows());
  run(clock, 14 * kSecond + 1, 16 * kSecond + 2);  // back at 1 Hz/s: 2 s
  CHECK(clock.emf().frequency.hz == 50.0);
  CHECK(clock.emf().frequency.hz_per_s == 0.0);
}

TEST_CASE("inverter clock: a bypass that turns faster than its slope is not followed", "[ups]") {
  InverterClock clock = nominal_clock();
  clock.follow(kSecond, {kSecond, 50.0, 1.5}, 0.0, false);
  CHECK_FALSE(clock.follows());
  CHECK(clock.emf().frequency.hz_at(2 * kSecond) == 50.0);
  // A dead bypass neither; one that tells no frequency is in phase with everything.
  clock.follow(3 * kSecond, {}, 0.0, false);
  CHECK_FALSE(clock.follows());
  CHECK(clock.is_in_phase(4 * kSecond, {}, 1.0));
}

}  // namespace
}  // namespace ridethrough
