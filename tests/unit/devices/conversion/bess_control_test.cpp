#include <catch2/catch.hpp>

#include <cmath>

#include "devices/conversion/frequency_response.hpp"
#include "devices/conversion/ride_through.hpp"
#include "ridethrough/devices/lagging_line.hpp"
#include "ridethrough/devices/metered_smoothing.hpp"
#include "support/ticks.hpp"

namespace ridethrough {
namespace {

using namespace devices;
using namespace devices::conversion;

using ridethrough::support::kSecond;

TEST_CASE("lagging line: closed form, and chords that stay within their tolerance", "[bess]") {
  LaggingLine lag(2.0, 1e-3);
  lag.rest(0, 1.0);
  lag.follow(kSecond, 5.0, 0.5);
  CHECK(lag.at(kSecond) == 1.0);
  // y = u0 + u' (t - tau) + c e^(-t / tau) with c = 1 - (5 - 1) = -3.
  CHECK(lag.at(3 * kSecond) == Approx(5.0 + 0.5 * 0.0 - 3.0 * std::exp(-1.0)));
  double worst = 0.0;
  int chords = 0;
  core::Tick at = kSecond;
  for (StraightPiece piece = lag.piece(at); piece.until != core::kNever; piece = lag.piece(at)) {
    for (int i = 0; i <= 10; ++i) {
      const core::Tick t = piece.from + (piece.until - piece.from) * i / 10;
      worst = std::max(worst, std::abs(piece.at(t) - lag.at(t)));
    }
    at = piece.until;
    ++chords;
  }
  CHECK(worst <= 1e-3);
  CHECK(chords > 20);
  CHECK(chords < 80);
  LaggingLine straight(0.0, 1e-3);
  straight.follow(0, 3.0, 1.0);
  CHECK(straight.at(2 * kSecond) == 5.0);
}

TEST_CASE("ramped lag: slews, then lags, and rests where its input is", "[bess]") {
  RampedLag target(10.0, 2.0, 1e-3);
  target.rest(0, 0.0);
  const StraightPiece input{0, 100.0, 0.0};
  target.follow(0, input);
  CHECK(target.piece().per_s == 2.0);
  // It slews until 20 are left, r tau: after 40 s.
  CHECK(target.piece().until == 40 * kSecond);
  double last = 0.0;
  while (target.piece().until != core::kNever) {
    const core::Tick at = target.piece().until;
    const double reached = target.piece().at(at);
    target.advance(at, input);
    CHECK(target.piece().value == Approx(reached).margin(2e-3));
    CHECK(target.piece().per_s <= 2.0 + 1e-9);
    CHECK(target.piece().value >= last);
    last = target.piece().value;
  }
  CHECK(target.piece().value == 100.0);
  CHECK(target.piece().per_s == 0.0);
}

TEST_CASE("ramped lag: an input steeper than the ramp makes it slew again", "[bess]") {
  RampedLag target(10.0, 2.0, 1e-3);
  target.rest(0, 0.0);
  const StraightPiece input{0, 0.0, 4.0};
  target.follow(0, input);
  core::Tick slews_at = 0;
  while (target.piece().per_s < 2.0 - 1e-3 && target.piece().until < 100 * kSecond) {
    slews_at = target.piece().until;
    target.advance(slews_at, input);
  }
  // Slope 4 (1 - e^(-t / 10)) is 2 at 10 ln 2.
  CHECK(core::seconds(slews_at) == Approx(10.0 * std::log(2.0)).epsilon(0.05));
}

TEST_CASE("frequency response: a straight frequency makes straight powers with exact kinks",
          "[bess]") {
  ResponseSettings settings;
  settings.power_w = 97e3;
  settings.delay = kSecond;
  FrequencyResponse response(settings);
  CHECK(response.power_w(-0.015) == 0.0);
  CHECK(response.power_w(-0.5) == 97e3);
  CHECK(response.power_w(0.2575) == Approx(-48.5e3));
  CHECK_FALSE(response.follow(0, {0, 50.0, 0.0}));
  CHECK(response.next() == core::kNever);
  // 50 Hz falls by 0.1 Hz/s from 10 s on; outside of the deadband from 10.15 s on.
  const network::Frequency falling{10 * kSecond, 50.0, -0.1};
  CHECK_FALSE(response.follow(10 * kSecond, falling));  // within the deadband nothing is read
  const core::Tick out = 10 * kSecond + 150'000'001;
  response.follow(out, falling);
  CHECK(response.next() == out + kSecond);
  CHECK(response.follow(out + kSecond, falling));
  CHECK(response.piece().per_s == Approx(97e3 / 0.485 * 0.1));
  // Full at 0.5 Hz: 15 s, and a second later.
  CHECK(std::abs(response.piece().until - 16 * kSecond) <= 2);
  CHECK(response.follow(response.piece().until, falling));
  CHECK(response.piece().value == Approx(97e3));
  CHECK(response.piece().per_s == 0.0);
  const network::Frequency back{20 * kSecond, 50.0, 0.0};
  response.follow(20 * kSecond, back);
  CHECK(response.piece().value == Approx(97e3));
  CHECK(response.follow(21 * kSecond, back));
  CHECK(response.piece().value == 0.0);
  CHECK(response.next() == core::kNever);
  settings.deadband_hz = 0.5;
  CHECK_THROWS_AS(FrequencyResponse(settings), std::invalid_argument);
}

TEST_CASE("ride-through: reactive first, active from what the limit leaves", "[bess]") {
  RideThroughSettings settings;
  settings.current_limit_frac = 1.2;
  settings.cease_below_pu = 0.15;
  const RideThrough reactive(settings);
  CHECK(reactive.currents(1.0, 0.5).reactive == 0.0);
  CHECK(reactive.currents(0.8, 0.5).reactive == Approx(0.4));
  CHECK(reactive.currents(0.8, 0.5).active == Approx(0.625));
  // At 0.5 pu: 1.0 reactive, sqrt(1.44 - 1) active.
  CHECK(reactive.currents(0.5, 1.0).active == Approx(std::sqrt(0.44)));
  CHECK(reactive.currents(0.3, 1.0).reactive == Approx(1.2));
  CHECK(reactive.currents(0.3, 1.0).active == 0.0);
  CHECK(reactive.currents(0.1, 1.0) == RideThrough::Currents{});
  settings.priority = CurrentPriority::active;
  const RideThrough active(settings);
  CHECK(active.currents(0.5, 1.0).active == Approx(1.2));
  CHECK(active.currents(0.5, 1.0).reactive == 0.0);
}

TEST_CASE("ride-through: acts after its delay, and stops answering itself", "[bess]") {
  RideThroughSettings settings;
  settings.delay = 6'000'000;
  RideThrough rider(settings);
  CHECK_FALSE(rider.follow(kSecond, 1.0, true));
  CHECK_FALSE(rider.follow(kSecond, 0.5, true));
  CHECK(rider.next() == kSecond + 6'000'000);
  CHECK(rider.follow(kSecond + 6'000'000, 0.5, true));
  CHECK(rider.is_acting());
  CHECK_FALSE(rider.follow(kSecond + 7'000'000, 0.505, true));  // the same voltage
  CHECK(rider.next() == core::kNever);
  int answers = 0;
  core::Tick now = 2 * kSecond;
  for (int i = 0; i < 40; ++i, now += settings.delay) {
    answers += rider.follow(now, i % 2 == 0 ? 0.6 : 0.5, true) ? 1 : 0;
  }
  CHECK(answers < 10);  // a feed that swings with its own support is left alone
  rider.follow(now, 1.0, true);
  CHECK(rider.follow(now + settings.delay, 1.0, true));
  CHECK_FALSE(rider.is_acting());
}

}  // namespace
}  // namespace ridethrough
