#include <utility>

#include "devices/grid/genset_drive.hpp"
#include "devices/swing/swing_group.hpp"

// A set among others: its course is that of their group.
namespace ridethrough::devices {

void GensetDrive::take(const SwingChord& chord) {
  group_ = chord.group;
  place_ = chord.place;
  anchor_ = chord.anchor;
  span_from_ = chord.from;
  chord_until_ = chord.until;
  emf_ = chord.emf;
  own_frequency_ = {chord.from, frequency_hz_ * (1.0 + chord.speed),
                    frequency_hz_ * chord.speed_per_s};
  if (settled_speed_ == chord.settled_speed && !speed_marks_.empty()) return;
  settled_speed_ = chord.settled_speed;
  mark_speeds();
}

void GensetDrive::swing(const SwingChord& chord) {
  take(chord);
  motion_ = Motion::swinging;
}

void GensetDrive::rest(const SwingChord& chord, const SwingPoint& still) {
  MachineState state = still.state;
  state[kSpeed] = this->state(chord.from)[kSpeed];
  change_speed(state, still.state[kSpeed]);
  take(chord);
  motion_ = Motion::resting;
  base_ = state;
  load_ = {.start = still.load};
}

void GensetDrive::hold(core::Tick now, const network::Flow& flow) {
  base_ = state(now);
  anchor_ = span_from_ = now;
  take_flow(now, flow, false);
}

void GensetDrive::settle_at(const MachineState& state) {
  arrived_ = kinetic(state[kSpeed]);
  shed_ = 0.0;
}

void GensetDrive::leave_swing(core::Tick now) {
  if (group_ == nullptr) return;
  const MachineState state = this->state(now);
  const double angle_rad = group_->rotor_rad(place_, now);
  load_ = {.start = load(now)};
  base_ = state;
  anchor_ = span_from_ = now;
  chord_until_ = core::kNever;
  motion_ = Motion::resting;
  group_ = nullptr;
  fed_ = {};  // whatever it is fed now is news
  emf_.angle_rad = angle_rad;
  emf_.frequency = {now, frequency_hz_ * (1.0 + state[kSpeed]), 0.0};
}

void GensetDrive::turn(core::Tick now, const network::Emf& engine) {
  base_ = state(now);
  base_[kSpeed] = engine.frequency.hz_at(now) / frequency_hz_ - 1.0;
  anchor_ = span_from_ = now;
  arrived_ = kinetic(base_[kSpeed]);
  emf_.angle_rad = engine.angle_at(now);
  emf_.frequency = {now, engine.frequency.hz_at(now), 0.0};
}

}  // namespace ridethrough::devices
