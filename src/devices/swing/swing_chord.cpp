#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/swing/course_chord.hpp"
#include "devices/swing/swing_group.hpp"

// What the network sees of a group: chords, or its rest.
namespace ridethrough::devices {

namespace {

/// Within a chord the power of a set moves no further than this part of its rating: what the
/// network shows is its mean.
constexpr double kPowerPu = 0.01;
/// So far may the voltage be off that a source at its current limit makes: it moves with all.
constexpr double kLimitedMagnitudePu = 1e-3;

}  // namespace

void SwingGroup::plan(core::Tick now) {
  const double from_s = since_anchor_s(now);
  path_.grow_to(from_s);
  if (come_to_rest(now, from_s)) return;
  path_.grow_to(from_s + kShortestChordS);
  double span_s = longest_chord([&](double longer_s) { return fits(from_s, longer_s); });
  raise_magnitudes(from_s, from_s + span_s, std::exchange(planned_at_, now) == now);
  span_s = cut(from_s, span_s);
  until_ = core::later(now, std::max<core::Tick>(core::ticks_up(span_s), 1));
  const double end_s = since_anchor_s(until_);
  path_.grow_to(end_s);
  const double bus = path_.bus_speed(from_s);
  turn_reference(now, bus, (path_.bus_speed(end_s) - bus) / (end_s - from_s));
  aim(from_s, end_s);
  const std::vector<SwingPoint> points = path_.at(from_s);
  const double settled = rest_speed(points);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const double speed = path_.state(i, from_s)[kSwingSpeed];
    const double rise = path_.state(i, end_s)[kSwingSpeed] - speed;
    members_[i]->swing({this, i, now, anchor_, until_, emf(i), speed, rise / (end_s - from_s),
                        settled, points[i].is_limited});
  }
}

bool SwingGroup::come_to_rest(core::Tick now, double from_s) {
  if (!network_.is_flat() || !path_.is_still(from_s)) return false;
  const std::vector<SwingPoint> points = path_.at(from_s);
  const double speed = rest_speed(points);
  for (const SwingPoint& point : points) {
    if (std::abs(point.state[kSwingSpeed] - speed) > kRestSpeedPu) return false;
  }
  turn_reference(now, speed, 0.0);
  raise_magnitudes(from_s, from_s, false);
  aim(from_s, from_s);
  rest_rotors_rad_.clear();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    SwingPoint still = points[i];
    still.state[kSwingSpeed] = speed;
    rest_rotors_rad_.push_back(still.angle_rad);
    members_[i]->rest(
        {this, i, now, now, core::kNever, emf(i), speed, 0.0, speed, still.is_limited}, still);
  }
  is_resting_ = true;
  until_ = core::kNever;
  return true;
}

/// Straight lines stand for all frequencies, and one power for what each gives.
bool SwingGroup::fits(double from_s, double span_s) {
  path_.grow_to(from_s + span_s);
  const std::vector<SwingPoint> start = path_.at(from_s);
  const std::vector<SwingPoint> end = path_.at(from_s + span_s);
  for (int part = 1; part <= kChordParts; ++part) {
    const double share = static_cast<double>(part) / kChordParts;
    const std::vector<SwingPoint> here = path_.at(from_s + share * span_s);
    for (std::size_t i = 0; i < here.size(); ++i) {
      const double first = start[i].state[kSwingSpeed];
      const double line = first + share * (end[i].state[kSwingSpeed] - first);
      const double off_hz = (here[i].state[kSwingSpeed] - line) * reference_.nominal_hz;
      if (std::abs(off_hz) > kChordHz) return false;
      if (std::abs(here[i].load.power - start[i].load.power) > kPowerPu) return false;
    }
  }
  return true;
}

/// Ends a chord where something that is watched changes sides, or a voltage has gone too far.
double SwingGroup::cut(double from_s, double span_s) const {
  const auto sides = [&](const std::vector<SwingPoint>& points, std::size_t i, double t_s) {
    return members_[i]->sides(points[i], anchor_, t_s);
  };
  const std::vector<SwingPoint> start = path_.at(from_s);
  const auto ends = [&](double t_s) {
    const std::vector<SwingPoint> here = path_.at(t_s);
    for (std::size_t i = 0; i < here.size(); ++i) {
      const double most_pu = here[i].is_limited ? kLimitedMagnitudePu : kMagnitudePu;
      if (std::abs(here[i].emf_pu - magnitudes_[i]) > 1.000001 * most_pu) return true;
      if (sides(here, i, t_s) != sides(start, i, from_s)) return true;
    }
    return false;
  };
  return std::min(path_.first_time(from_s, from_s + span_s, ends) - from_s, span_s);
}

/// All are renewed together, because a solve is due anyhow. In one instant a voltage that is near
/// enough stays: where what is drawn decides which way it leads, and the lead what is drawn, they
/// would chase each other.
void SwingGroup::raise_magnitudes(double from_s, double to_s, bool is_again) {
  constexpr double kSamePu = 1e-7;
  const std::vector<SwingPoint> start = path_.at(from_s);
  const std::vector<SwingPoint> end = path_.at(to_s);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (is_again && std::abs(start[i].emf_pu - magnitudes_[i]) <= kMagnitudePu) continue;
    const double led = led_magnitude(start[i].emf_pu, end[i].emf_pu);
    if (std::abs(led - magnitudes_[i]) > kSamePu) magnitudes_[i] = led;
  }
}

std::vector<double> SwingGroup::mean_powers(double from_s, double to_s) const {
  constexpr double kTooShortS = 1e-5;  // for a difference of integrals
  std::vector<double> powers_w;
  const std::vector<SwingPoint> start = path_.at(from_s);
  for (std::size_t i = 0; i < start.size(); ++i) {
    double power = start[i].load.power;
    if (to_s - from_s > kTooShortS) {
      power = (path_.state(i, to_s)[kSwingGiven] - start[i].state[kSwingGiven]) / (to_s - from_s);
    }
    powers_w.push_back(power * path_.unit(i).rating_w());
  }
  return powers_w;
}

/// Angles with which the network, as it is at the start of the chord, lets each set give the mean
/// of the chord. The first set has the rest, which it takes as a line.
void SwingGroup::aim(double from_s, double to_s) {
  constexpr int kMostRounds = 40;
  constexpr double kExact = 1e-10;
  const std::vector<double> aims_w = mean_powers(from_s, to_s);
  const std::vector<SwingPoint> middle = path_.at(0.5 * (from_s + to_s));
  std::vector<std::complex<double>> emfs(members_.size());
  std::vector<SwingFlow> flows;
  angles_.clear();
  for (const SwingPoint& point : middle) angles_.push_back(point.emf_rad);
  for (int round = 0; round < kMostRounds; ++round) {
    for (std::size_t i = 0; i < emfs.size(); ++i) {
      emfs[i] = std::polar(magnitudes_[i], angles_[i]);
    }
    if (!network_.solve(from_s, emfs, flows)) return;
    // At one bus dP_i = K_i d_i - K_i sum(K d) / sum(K): solved for d with d_0 = 0.
    double missed_w = 0.0, worst = 0.0;
    for (std::size_t i = 1; i < emfs.size(); ++i) {
      missed_w += aims_w[i] - flows[i].power_w;
      worst = std::max(worst, std::abs(aims_w[i] - flows[i].power_w) / path_.unit(i).rating_w());
    }
    if (worst < kExact) return;
    for (std::size_t i = 1; i < emfs.size(); ++i) {
      angles_[i] += (aims_w[i] - flows[i].power_w) / path_.unit(i).weight_w() +
                    missed_w / path_.unit(0).weight_w();
    }
  }
}

}  // namespace ridethrough::devices
