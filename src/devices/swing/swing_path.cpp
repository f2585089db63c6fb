#include "devices/swing/swing_path.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// Largest error of an angle in one step, rad: 1e-9 of what a source can give.
constexpr double kAngleTolerance = 1e-9;

}  // namespace

SwingPath::SwingPath(SwingUnits units)
    : units_(std::move(units)), emfs_(units_.size()), flows_(units_.size()) {
  // Beside one that holds the voltage of its node the admittance of the others is nothing.
  const auto holds = [](const auto& unit) { return std::isinf(unit->weight_w()); };
  const auto holding = std::count_if(units_.begin(), units_.end(), holds);
  double sum = 0.0;
  for (const auto& unit : units_) sum += unit->weight_w();
  for (const auto& unit : units_) {
    weights_.push_back(holding == 0 ? unit->weight_w() / sum
                                    : (holds(unit) ? 1.0 / static_cast<double>(holding) : 0.0));
    tolerance_.insert(tolerance_.end(), unit->tolerance().begin(), unit->tolerance().end());
    tolerance_.push_back(kAngleTolerance);
  }
}

void SwingPath::restart(const SwingNetwork& network, const std::vector<SwingState>& states,
                        const std::vector<double>& angles_rad, double trim) {
  network_ = &network;
  trim_ = trim;
  State start;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    start.insert(start.end(), states[i].begin(), states[i].end());
    start.push_back(angles_rad[i]);
  }
  path_.restart(*this, start, tolerance_);
}

SwingState SwingPath::state_of(const State& state, std::size_t place) {
  SwingState own;
  const auto from = state.begin() + static_cast<std::ptrdiff_t>(place * kWidth);
  std::copy(from, from + static_cast<std::ptrdiff_t>(kSwingStates), own.begin());
  return own;
}

double SwingPath::bus_speed(const State& state) const {
  double speed = 0.0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    speed += weights_[i] * state[i * kWidth + kSwingSpeed];
  }
  return speed;
}

/// Solves the network for a state.
std::vector<SwingPoint> SwingPath::points(double t_s, const State& state) const {
  std::vector<SwingPoint> all(units_.size());
  const double bus = bus_speed(state);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    SwingPoint& own = all[i];
    own.state = state_of(state, i);
    own.angle_rad = state[i * kWidth + kSwingStates];
    own.emf_rad = own.angle_rad + units_[i]->lead_rad() * (own.state[kSwingSpeed] - bus);
    own.emf_pu = units_[i]->emf_pu(own.state);
    emfs_[i] = std::polar(own.emf_pu, own.emf_rad);
  }
  network_->solve_within_limits(t_s, emfs_, flows_);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    SwingPoint& own = all[i];
    own.voltage_pu = flows_[i].voltage_pu;
    own.is_limited = flows_[i].is_limited;
    if (own.is_limited) {
      own.emf_rad += std::arg(emfs_[i] / std::polar(own.emf_pu, own.emf_rad));
      own.emf_pu = std::abs(emfs_[i]);
    }
    own.load.power = flows_[i].power_w / units_[i]->rating_w();
    own.load.reactive = flows_[i].reactive_var / units_[i]->rating_w();
    own.load.is_on_low_root = units_[i]->is_below_nose(own.voltage_pu, own.state, own.load);
  }
  share(all);
  return all;
}

/// What the units tell each other: the mean load of those that hold the speed together, the mean
/// reactive power, and the trim of all.
void SwingPath::share(std::vector<SwingPoint>& all) const {
  double power_w = 0.0, holding_w = 0.0, reactive_var = 0.0, rating_w = 0.0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const double own_w = units_[i]->rating_w();
    const SwingSharing sharing = units_[i]->sharing();
    if (sharing.reactive) {
      reactive_var += all[i].load.reactive * own_w;
      rating_w += own_w;
    }
    if (!sharing.active) continue;
    power_w += all[i].load.power * own_w;
    holding_w += own_w;
  }
  for (std::size_t i = 0; i < units_.size(); ++i) {
    SwingLoad& load = all[i].load;
    const SwingSharing sharing = units_[i]->sharing();
    load.trim = trim_;
    if (sharing.reactive) load.excess_reactive = load.reactive - reactive_var / rating_w;
    if (sharing.active) load.missing_power = power_w / holding_w - load.power;
  }
}

SwingPath::State SwingPath::slope(double t_s, const State& state, const Modes& modes) const {
  State rates(state.size());
  const double bus = bus_speed(state);
  const std::vector<SwingPoint> all = points(t_s, state);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const SwingState rate = units_[i]->slope(modes[i], all[i].state, all[i].load);
    std::copy(rate.begin(), rate.end(), rates.begin() + static_cast<std::ptrdiff_t>(i * kWidth));
    rates[i * kWidth + kSwingStates] =
        kTurn * units_[i]->nominal_hz() * (all[i].state[kSwingSpeed] - bus);
  }
  return rates;
}

SwingPath::Modes SwingPath::mode_at(double t_s, const State& state) const {
  const std::vector<SwingPoint> all = points(t_s, state);
  Modes modes;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    modes.push_back(units_[i]->mode_at(all[i].state, all[i].load));
  }
  return modes;
}

bool SwingPath::leaves(double t_s, const State& state, const Modes& modes) const {
  const std::vector<SwingPoint> all = points(t_s, state);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (units_[i]->leaves(modes[i], all[i].state, all[i].load)) return true;
  }
  return false;
}

void SwingPath::grow_to(double t_s) { path_.grow_to(*this, t_s); }

std::vector<SwingPoint> SwingPath::at(double t_s) const { return points(t_s, path_.at(t_s)); }

double SwingPath::bus_speed(double t_s) const { return bus_speed(path_.at(t_s)); }

SwingState SwingPath::state(std::size_t place, double t_s) const {
  return state_of(path_.at(t_s), place);
}

bool SwingPath::is_still(double t_s) const {
  constexpr double kSlipPu = 1e-8;
  const State here = path_.at(t_s);
  const State rates = slope(t_s, here, path_.mode_at(t_s));
  const double bus = bus_speed(here);
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (std::abs(here[i * kWidth + kSwingSpeed] - bus) > kSlipPu) return false;
    if (!units_[i]->is_still(state_of(rates, i))) return false;
  }
  return true;
}

}  // namespace ridethrough::devices
