#pragma once

#include "devices/grid/genset_machine.hpp"
#include "devices/moded_path.hpp"

namespace ridethrough::devices {

/// Largest error of one step. The speed is what others see: 1e-10 is 5 nHz.
inline constexpr MachineState kMachineTolerance = [] {
  MachineState tolerance{};
  tolerance.fill(1e-9);
  tolerance[kSpeed] = 1e-10;
  tolerance[kField] = 1e-8;
  tolerance[kWork] = tolerance[kDamped] = tolerance[kGiven] = 1e-6;
  return tolerance;
}();

/// Electrical load of a set as a straight line from t = 0 on.
struct MachineLoadLine {
  MachineLoad start;
  double power_per_s = 0.0;
  double reactive_per_s = 0.0;

  bool is_flat() const { return power_per_s == 0.0 && reactive_per_s == 0.0; }
  MachineLoad at(double t_s) const {
    return {start.power + power_per_s * t_s, start.reactive + reactive_per_s * t_s,
            start.is_on_low_root};
  }
};

/// Course of one machine under a load line; its modes are those of the limiter.
class MachinePath {
 public:
  explicit MachinePath(const Machine& machine) : machine_(&machine) {}

  /// Starts at t = 0 from `start`.
  void restart(const MachineState& start, const MachineLoadLine& load) {
    load_ = load;
    path_.restart(equations(), start, kMachineTolerance);
  }
  void grow_to(double t_s) { path_.grow_to(equations(), t_s); }

  double end_s() const { return path_.end_s(); }
  const MachineLoadLine& load() const { return load_; }
  /// On what has grown so far.
  MachineState at(double t_s) const { return path_.at(t_s); }
  double at(MachineStateIndex state, double t_s) const { return path_.at(state, t_s); }
  /// How often the limiter changed its mode.
  std::size_t limiter_changes() const { return path_.changes(); }

  /// As of ModedPath.
  template <class Visit>
  void for_each_span(double from_s, double until_s, const Visit& visit) const {
    path_.for_each_span(from_s, until_s, visit);
  }
  /// The same, of `is_so(t, state)`.
  template <class Condition>
  double first_time(double from_s, double until_s, const Condition& is_so) const {
    return path_.first_time(from_s, until_s, [&](double t_s) { return is_so(t_s, at(t_s)); });
  }

 private:
  struct Equations {
    const Machine& machine;
    const MachineLoadLine& load;

    Limiter mode_at(double t_s, const MachineState& state) const {
      return machine.limiter_at(state, load.at(t_s));
    }
    MachineState slope(double t_s, const MachineState& state, const Limiter& mode) const {
      return machine.slope(state, mode, load.at(t_s));
    }
    bool leaves(double t_s, const MachineState& state, const Limiter& mode) const {
      return machine.leaves(mode, state, load.at(t_s));
    }
  };
  Equations equations() const { return {*machine_, load_}; }

  const Machine* machine_;
  MachineLoadLine load_;
  ModedPath<MachineState, Limiter> path_;
};

}  // namespace ridethrough::devices
