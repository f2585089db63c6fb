#include "devices/swing/forming_unit.hpp"

#include <cmath>

#include "devices/swing/course_chord.hpp"

namespace ridethrough::devices {

namespace {

/// With which a converter without droop follows its trim; assumed.
constexpr double kTrimLagS = 0.1;

/// As of a machine: 1e-10 of speed is 5 nHz.
constexpr SwingState kFormingTolerance = [] {
  SwingState tolerance{};
  tolerance.fill(1e-9);
  tolerance[kSwingSpeed] = 1e-10;
  tolerance[kSwingGiven] = 1e-6;
  return tolerance;
}();

}  // namespace

FormingUnit::FormingUnit(const FormingLaw& law, double rating_w, double nominal_hz)
    : SwingUnit(rating_w, nominal_hz),
      law_(law),
      lag_s_(law.droop_frac > 0.0 ? law.lag_s : kTrimLagS) {}

const SwingState& FormingUnit::tolerance() const { return kFormingTolerance; }

SwingState FormingUnit::slope(int /*mode*/, const SwingState& state, const SwingLoad& load) const {
  const double wanted = load.trim - law_.droop_frac * (load.power - law_.set_point_frac);
  SwingState rate{};
  rate[kSwingSpeed] = (wanted - state[kSwingSpeed]) / lag_s_;
  rate[kSwingGiven] = load.power;
  return rate;
}

bool FormingUnit::is_still(const SwingState& rates) const {
  return lag_s_ * std::abs(rates[kSwingSpeed]) <= kRestSpeedPu;
}

SwingDroop FormingUnit::droop() const {
  if (law_.droop_frac <= 0.0) return {.holds_speed = true};
  const double gain = 1.0 / law_.droop_frac;
  return {.set_point = law_.set_point_frac, .per_speed = gain, .per_trim = gain};
}

std::optional<SwingState> FormingUnit::rest(const SwingLoad& load) const {
  SwingState state{};
  state[kSwingSpeed] = load.trim - law_.droop_frac * (load.power - law_.set_point_frac);
  return state;
}

}  // namespace ridethrough::devices
