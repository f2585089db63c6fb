#include "devices/grid/genset_drive.hpp"
#include "devices/swing/swing_group.hpp"

// What can be read of a course; it changes nothing.
namespace ridethrough::devices {

double GensetDrive::steady_power(core::Tick now) const {
  return load(now).power + machine_.constants().damping * base_[kSpeed];
}

MachineState GensetDrive::state(core::Tick now) const {
  const double span_s = core::seconds(now - anchor_);
  if (motion_ == Motion::moving) return path_.at(span_s);
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

void GensetDrive::note(SpanExtremes& seen, const MachineState& state, const MachineLoad& load,
                       core::Tick at) const {
  seen.note(state[kSpeed], machine_.terminal_voltage(state, load), at);
}

/// A speed is looked up where its acceleration changes sign; a voltage at eight points of a step.
void GensetDrive::note_on_path(SpanExtremes& seen, double from_s, double to_s) const {
  constexpr int kLooks = 8;
  const auto note_at = [&](double t_s) {
    note(seen, path_.at(t_s), load_.at(t_s), core::later(anchor_, core::ticks_nearest(t_s)));
  };
  const auto rises = [&](double t_s) {
    return machine_.acceleration(path_.at(t_s), load_.at(t_s)) > 0.0;
  };
  note_at(from_s);
  double last_s = from_s;
  for (int i = 1; i <= kLooks; ++i) {
    const double look_s = from_s + (to_s - from_s) * i / kLooks;
    const bool was_rising = rises(last_s);
    const auto has_turned = [&](double t_s) { return rises(t_s) != was_rising; };
    if (has_turned(look_s)) note_at(first_so(last_s, look_s, has_turned));
    note_at(look_s);
    last_s = look_s;
  }
}

SpanExtremes GensetDrive::extremes(core::Tick until) const {
  SpanExtremes seen;
  if (motion_ == Motion::swinging) return group_->extremes(place_, span_from_, until);
  if (motion_ != Motion::moving) {
    note(seen, state(until), load(until), span_from_);
    return seen;
  }
  path_.for_each_span(core::seconds(span_from_ - anchor_), core::seconds(until - anchor_),
                      [&](double from_s, double to_s) { note_on_path(seen, from_s, to_s); });
  return seen;
}

}  // namespace ridethrough::devices
