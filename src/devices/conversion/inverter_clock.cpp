#include "devices/conversion/inverter_clock.hpp"

#include <cmath>

#include "devices/synchronism.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Frequencies nearer than this are one: what the corners' rounding to ticks leaves over.
constexpr double kSameHz = 1e-7;
/// At a slip above this no transfer is without a gap. Source: power.md 2.3, closed transition.
constexpr double kMostSlipHz = 0.2;
/// A bypass that uses up more than this part of the slope leaves none to catch up with. Assumed.
constexpr double kFollowedSlope = 0.9;

}  // namespace

FrequencyLimits InverterClock::window() const {
  return {emf_.nominal_hz - limits_.window_hz, emf_.nominal_hz + limits_.window_hz,
          kFollowedSlope * limits_.slew_hz_per_s};
}

void InverterClock::start(double nominal_hz) {
  emf_ = {.frequency = {.hz = nominal_hz}, .nominal_hz = nominal_hz};
}

/// Another line from now on, with the angle that it has.
void InverterClock::turn_to(core::Tick now, const network::Frequency& line) {
  network::Emf next = emf_;
  next.frequency = line;
  next.angle_rad = 0.0;
  next.angle_rad = emf_.angle_at(now) - next.angle_at(now);
  emf_ = next;
}

void InverterClock::follow(core::Tick now, const network::Frequency& bypass, double angle_rad,
                           bool is_first) {
  bypass_ = bypass;
  bypass_angle_rad_ = angle_rad;
  bypass_since_ = now;
  if (is_first && bypass.hz != 0.0 && window().holds(bypass, now)) {
    follows_ = true;
    emf_.frequency = bypass;
    emf_.angle_rad = 0.0;
    emf_.angle_rad = angle_rad - emf_.angle_at(now);
    return;
  }
  judge(now);
}

network::Frequency InverterClock::target(core::Tick now) const {
  return follows_ ? bypass_ : network::Frequency{now, emf_.nominal_hz, 0.0};
}

/// The way to the line that is followed from now on.
void InverterClock::judge(core::Tick now) {
  follows_ = bypass_.hz != 0.0 && window().holds(bypass_, now);
  double ahead = 0.0;
  if (follows_) {
    const network::Emf seen{1.0, bypass_, 0.0, emf_.nominal_hz};
    const double bypass_rad = bypass_angle_rad_ + seen.angle_at(now) - seen.angle_at(bypass_since_);
    ahead = wrapped_rad(emf_.angle_at(now) - bypass_rad) / kTurn;
    // Half of what a transfer may have is near enough: loads move the angle of a feed all day.
    if (std::abs(ahead) <= 0.5 * core::seconds(limits_.within) * emf_.nominal_hz) ahead = 0.0;
  }
  plan(now, ahead);
}

void InverterClock::plan(core::Tick now, double ahead_cycles) {
  next_corner_ = corners_.size();
  const network::Frequency line = target(now);
  const double fast_hz = emf_.frequency.hz_at(now) - line.hz_at(now);
  if (std::abs(fast_hz) <= kSameHz && ahead_cycles == 0.0) {
    if (emf_.frequency != line) turn_to(now, line);
  } else if (follows_) {
    catch_up(now, ahead_cycles, fast_hz);
  } else {
    const double sign = fast_hz > 0.0 ? 1.0 : -1.0;
    corners_[1] = {ramp(now, -sign * limits_.slew_hz_per_s, fast_hz * sign), line};
    next_corner_ = 1;
  }
}

/// Turns to a slope until the frequency has moved by `by_hz`; returns when that is.
core::Tick InverterClock::ramp(core::Tick now, double hz_per_s, double by_hz) {
  turn_to(now, {now, emf_.frequency.hz_at(now), hz_per_s});
  return core::later(now, core::ticks_nearest(by_hz / std::abs(hz_per_s)));
}

/// Seen from the bypass, with A what is left of the slope: x + v t1 - A t1^2 / 2 and then
/// v1 t2 + A t2^2 / 2 come to x = v = 0 for v1 = -sqrt(A x + v^2 / 2).
void InverterClock::catch_up(core::Tick now, double ahead_cycles, double fast_hz) {
  const double power = limits_.slew_hz_per_s - std::abs(bypass_.hz_per_s);
  const double lead = ahead_cycles + 0.5 * fast_hz * std::abs(fast_hz) / power;
  const double sign = lead > 0.0 || (lead == 0.0 && fast_hz > 0.0) ? 1.0 : -1.0;
  const double square = power * ahead_cycles * sign + 0.5 * fast_hz * fast_hz;
  const double back_s = std::sqrt(std::max(0.0, square)) / power;
  const double away_s = std::max(0.0, fast_hz * sign / power + back_s);
  const network::Frequency away{now, emf_.frequency.hz_at(now), bypass_.hz_per_s - sign * power};
  const core::Tick turn = core::later(now, core::ticks_nearest(away_s));
  turn_to(now, away);
  corners_[0] = {turn, {turn, away.hz_at(turn), bypass_.hz_per_s + sign * power}};
  corners_[1] = {core::later(turn, core::ticks_nearest(back_s)), bypass_};
  next_corner_ = 0;
}

bool InverterClock::advance(core::Tick now) {
  bool has_moved = false;
  while (next_corner_ < corners_.size() && corners_[next_corner_].at <= now) {
    const Corner& corner = corners_[next_corner_++];
    turn_to(corner.at, corner.line);
    has_moved = true;
  }
  const bool may_follow = bypass_.hz != 0.0 && window().holds(bypass_, now);
  if (may_follow == follows_) return has_moved;
  judge(now);
  return true;
}

core::Tick InverterClock::next(core::Tick now) const {
  core::Tick next = bypass_.hz != 0.0 ? window().next_crossing(bypass_, now) : core::kNever;
  if (next_corner_ < corners_.size()) next = std::min(next, corners_[next_corner_].at);
  return next;
}

bool InverterClock::is_in_phase(core::Tick now, const network::Frequency& bypass,
                                double angle_rad) const {
  if (bypass.hz == 0.0) return true;  // it tells no phase
  if (std::abs(emf_.frequency.hz_at(now) - bypass.hz_at(now)) > kMostSlipHz) return false;
  const double ahead = wrapped_rad(emf_.angle_at(now) - angle_rad) / kTurn;
  return std::abs(ahead) <= core::seconds(limits_.within) * emf_.nominal_hz;
}

}  // namespace ridethrough::devices::conversion
