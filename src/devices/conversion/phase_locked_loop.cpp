#include "devices/conversion/phase_locked_loop.hpp"

#include <cmath>
#include <stdexcept>

#include "devices/dense_ode.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Where a step of the path is looked at for the last time that the error is too large.
constexpr int kLooksPerStep = 8;

}  // namespace

PhaseLockedLoop::PhaseLockedLoop(double natural_hz, double damping)
    : proportional_(2.0 * damping * kTurn * natural_hz),
      integral_(kTurn * natural_hz * kTurn * natural_hz) {
  const bool is_good = natural_hz > 0.0 && damping > 0.0;
  if (!is_good) throw std::invalid_argument("bandwidth and damping of a PLL are positive");
}

PhaseLockedLoop::State PhaseLockedLoop::slope(const State& state, double grid_off_rad_per_s) const {
  const double sine = std::sin(state[0]);
  return {grid_off_rad_per_s - (proportional_ * sine + state[1]), integral_ * sine};
}

double PhaseLockedLoop::off_hz(const State& state) const {
  return (proportional_ * std::sin(state[0]) + state[1]) / kTurn;
}

double PhaseLockedLoop::settles_in_s(double jump_rad, double within_rad) const {
  if (std::abs(jump_rad) <= within_rad) return 0.0;
  DensePath<State> path;
  path.restart({jump_rad, 0.0}, {1e-7, 1e-5}, 1e-4);
  const double longest_s = 50.0 * proportional_ / integral_ + 50.0 / proportional_;
  double settled_s = 0.0;
  while (path.end_s() < longest_s) {
    const auto& step = path.grow([this](double, const State& s) { return slope(s, 0.0); });
    for (int i = 1; i <= kLooksPerStep; ++i) {
      const double t_s = step.start_s + step.length_s * i / kLooksPerStep;
      if (std::abs(step.at(t_s)[0]) > within_rad) settled_s = t_s;
    }
  }
  return settled_s;
}

}  // namespace ridethrough::devices::conversion
