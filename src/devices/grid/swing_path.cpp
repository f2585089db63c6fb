#include "devices/grid/swing_path.hpp"

#include <cmath>
#include <utility>

#include "devices/grid/genset_chord.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices {

namespace {

/// Largest error of an angle in one step, rad: 1e-9 of what a source can give.
constexpr double kAngleTolerance = 1e-9;

}  // namespace

double SwingSet::weight() const {
  const MachineConstants& own = machine->constants();
  return rating_w / (own.power_factor * own.regulator.transient_reactance);
}

double SwingSet::lead_rad() const {
  const MachineConstants& own = machine->constants();
  return own.damper * own.regulator.transient_reactance * own.power_factor;
}

SwingPath::SwingPath(std::vector<SwingSet> sets)
    : sets_(std::move(sets)), emfs_(sets_.size()), flows_(sets_.size()) {
  double sum = 0.0;
  for (const SwingSet& set : sets_) sum += set.weight();
  for (const SwingSet& set : sets_) {
    weights_.push_back(set.weight() / sum);
    tolerance_.insert(tolerance_.end(), kMachineTolerance.begin(), kMachineTolerance.end());
    tolerance_.push_back(kAngleTolerance);
  }
}

void SwingPath::restart(const SwingNetwork& network, const std::vector<MachineState>& machines,
                        const std::vector<double>& angles_rad) {
  network_ = &network;
  State start;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    start.insert(start.end(), machines[i].begin(), machines[i].end());
    start.push_back(angles_rad[i]);
  }
  path_.restart(*this, start, tolerance_);
}

MachineState SwingPath::machine_of(const State& state, std::size_t set) const {
  MachineState own;
  const auto from = state.begin() + static_cast<std::ptrdiff_t>(set * kWidth);
  std::copy(from, from + static_cast<std::ptrdiff_t>(kMachineStates), own.begin());
  return own;
}

double SwingPath::bus_speed(const State& state) const {
  double speed = 0.0;
  for (std::size_t i = 0; i < sets_.size(); ++i) speed += weights_[i] * state[i * kWidth + kSpeed];
  return speed;
}

/// Solves the network for a state.
std::vector<SwingPoint> SwingPath::points(double t_s, const State& state) const {
  std::vector<SwingPoint> all(sets_.size());
  const double bus = bus_speed(state);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    SwingPoint& own = all[i];
    own.state = machine_of(state, i);
    own.angle_rad = state[i * kWidth + kMachineStates];
    own.emf_rad = own.angle_rad + sets_[i].lead_rad() * (own.state[kSpeed] - bus);
    emfs_[i] = std::polar(sets_[i].machine->emf(own.state), own.emf_rad);
  }
  network_->solve(t_s, emfs_, flows_);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    SwingPoint& own = all[i];
    own.voltage_pu = flows_[i].voltage_pu;
    own.load.power = flows_[i].power_w / sets_[i].rating_w;
    own.load.reactive = flows_[i].reactive_var / sets_[i].rating_w;
    own.load.is_on_low_root = sets_[i].machine->is_below_nose(own.voltage_pu, own.state, own.load);
  }
  share(all);
  return all;
}

/// What the sets tell each other: the mean load of those that hold the speed, the mean reactive
/// power of all.
void SwingPath::share(std::vector<SwingPoint>& all) const {
  double power_w = 0.0, holding_w = 0.0, reactive_var = 0.0, rating_w = 0.0;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    reactive_var += all[i].load.reactive * sets_[i].rating_w;
    rating_w += sets_[i].rating_w;
    if (sets_[i].machine->constants().governor.is_droop) continue;
    power_w += all[i].load.power * sets_[i].rating_w;
    holding_w += sets_[i].rating_w;
  }
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    MachineLoad& load = all[i].load;
    load.excess_reactive = load.reactive - reactive_var / rating_w;
    if (!sets_[i].machine->constants().governor.is_droop) {
      load.missing_power = power_w / holding_w - load.power;
    }
  }
}

SwingPath::State SwingPath::slope(double t_s, const State& state, const Modes& modes) const {
  State rates(state.size());
  const double bus = bus_speed(state);
  const std::vector<SwingPoint> all = points(t_s, state);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    const MachineState rate = sets_[i].machine->slope(all[i].state, modes[i], all[i].load);
    std::copy(rate.begin(), rate.end(), rates.begin() + static_cast<std::ptrdiff_t>(i * kWidth));
    rates[i * kWidth + kMachineStates] =
        kTurn * sets_[i].synchronous_hz * (all[i].state[kSpeed] - bus);
  }
  return rates;
}

SwingPath::Modes SwingPath::mode_at(double t_s, const State& state) const {
  const std::vector<SwingPoint> all = points(t_s, state);
  Modes modes;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    modes.push_back(sets_[i].machine->limiter_at(all[i].state, all[i].load));
  }
  return modes;
}

bool SwingPath::leaves(double t_s, const State& state, const Modes& modes) const {
  const std::vector<SwingPoint> all = points(t_s, state);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    if (sets_[i].machine->leaves(modes[i], all[i].state, all[i].load)) return true;
  }
  return false;
}

void SwingPath::grow_to(double t_s) { path_.grow_to(*this, t_s); }

std::vector<SwingPoint> SwingPath::at(double t_s) const { return points(t_s, path_.at(t_s)); }

double SwingPath::bus_speed(double t_s) const { return bus_speed(path_.at(t_s)); }

MachineState SwingPath::machine(std::size_t set, double t_s) const {
  return machine_of(path_.at(t_s), set);
}

/// A state that moves so slowly that it comes to rest within what is nothing, if its slowest part
/// (field, turbocharger, load sharing: some seconds) decays.
bool SwingPath::is_still(double t_s) const {
  constexpr double kSlowestS = 5.0;
  constexpr double kSlipPu = 1e-8;
  const State here = path_.at(t_s);
  const State rates = slope(t_s, here, path_.mode_at(t_s));
  const double bus = bus_speed(here);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    const auto moves = [&](std::size_t which) {
      return kSlowestS * std::abs(rates[i * kWidth + which]);
    };
    if (std::abs(here[i * kWidth + kSpeed] - bus) > kSlipPu) return false;
    if (moves(kSpeed) > kRestSpeedPu || moves(kBoost) > kRestBoostPu) return false;
    for (const auto which :
         {kIntegral, kActuator, kDelayed, kDelayedRate, kEngine, kField, kShare}) {
      if (moves(which) > kRestOthersPu) return false;
    }
  }
  return true;
}

}  // namespace ridethrough::devices
