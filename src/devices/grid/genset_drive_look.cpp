#include "devices/grid/genset_drive.hpp"
#include "devices/swing/swing_group.hpp"

// What can be read of a course; it changes nothing.
namespace ridethrough::devices {

double GensetDrive::steady_power(core::Tick now) const {
  return load(now).power + machine_.constants().damping * base_[kSpeed];
}

MachineState GensetDrive::state(core::Tick now) const {
  const double span_s = core::seconds(now - anchor_);
  if (motion_ == Motion::moving) return on_course(span_s);
  if (motion_ == Motion::swinging) return group_->point(place_, now).state;
  MachineState state = base_;
  const double damped = machine_.constants().damping * base_[kSpeed] * span_s;
  state[kEngine] = steady_power(now);
  const double given = (load_.start.power + 0.5 * load_.power_per_s * span_s) * span_s;
  state[kWork] += given + damped;
  state[kGiven] += given;
  state[kDamped] += damped;
  return state;
}

MachineLoad GensetDrive::load(core::Tick now) const {
  if (motion_ == Motion::swinging) return group_->point(place_, now).load;
  return load_.at(core::seconds(now - anchor_));
}

double GensetDrive::judged_load(core::Tick now) const {
  return group_ != nullptr ? group_->mean_load(now) : load(now).power;
}

double GensetDrive::voltage(core::Tick now) const {
  if (motion_ == Motion::swinging) return group_->point(place_, now).voltage_pu;
  return machine_.terminal_voltage(state(now), load(now));
}

double GensetDrive::mechanical_power(core::Tick now) const {
  const bool moves = motion_ == Motion::moving || motion_ == Motion::swinging;
  return moves ? machine_.mechanical_power(state(now)) : steady_power(now);
}

double GensetDrive::stored(core::Tick now) const { return kinetic(state(now)[kSpeed]) - arrived_; }

/// The path begins its integrals at zero.
MachineState GensetDrive::with_integrals(MachineState state) const {
  for (const auto i : {kWork, kDamped, kGiven}) state[i] += base_[i];
  return state;
}

MachineState GensetDrive::on_course(double t_s) const { return with_integrals(course_->at(t_s)); }

SpanExtremes GensetDrive::extremes(core::Tick until) const {
  SpanExtremes seen;
  if (motion_ == Motion::swinging) return group_->extremes(place_, span_from_, until);
  if (motion_ != Motion::moving) {
    const MachineState still = state(until);
    seen.note(still[kSpeed], machine_.terminal_voltage(still, load(until)), span_from_);
    return seen;
  }
  seen = course_->extremes(core::seconds(span_from_ - anchor_), core::seconds(until - anchor_));
  seen.shift(anchor_);
  return seen;
}

}  // namespace ridethrough::devices
