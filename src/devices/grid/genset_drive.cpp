#include "devices/grid/genset_drive.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "devices/grid/genset_unit.hpp"
#include "devices/grid/iso8528_bands.hpp"
#include "devices/swing/course_chord.hpp"

namespace ridethrough::devices {

namespace {

bool is_near(const MachineState& state, const MachineState& rest) {
  if (std::abs(state[kSpeed] - rest[kSpeed]) > kRestSpeedPu) return false;
  if (std::abs(state[kBoost] - rest[kBoost]) > kRestBoostPu) return false;
  for (const auto i : {kIntegral, kActuator, kDelayed, kDelayedRate, kEngine, kField}) {
    if (std::abs(state[i] - rest[i]) > kRestOthersPu) return false;
  }
  return true;
}

/// `state` at the time of `from`: the integrals go on.
MachineState continued(MachineState state, const MachineState& from) {
  state[kWork] = from[kWork];
  state[kDamped] = from[kDamped];
  state[kGiven] = from[kGiven];
  return state;
}

}  // namespace

GensetDrive::GensetDrive(const MachineConstants& constants, double frequency_hz, double rating_w)
    : machine_(constants),
      unit_(std::make_shared<GensetUnit>(machine_, rating_w, frequency_hz)),
      frequency_hz_(frequency_hz),
      rating_w_(rating_w) {
  share(std::make_shared<MachineCourses>());
  base_[kField] = 1.0;
  emf_ = {.frequency = {.hz = frequency_hz}, .nominal_hz = frequency_hz};
}

void GensetDrive::share(std::shared_ptr<MachineCourses> courses) {
  courses_ = std::move(courses);
  make_ = courses_->make_of({machine_.constants(), frequency_hz_, trip_speeds_});
}

void GensetDrive::watch_fuel(core::Tick now, double left_s, double idle_share) {
  fuel_from_ = now;
  fuel_left_s_ = left_s;
  fuel_work_s_ = work(now);
  idle_share_ = idle_share;
}

void GensetDrive::start(core::Tick now) {
  const MachineState state = continued(machine_.rest({}).value_or(MachineState{}), base_);
  fed_ = {};
  load_ = {};
  emf_ = {.frequency = {.at = now, .hz = frequency_hz_ * (1.0 + state[kSpeed])},
          .nominal_hz = frequency_hz_};
  arrived_ = kinetic(state[kSpeed]);  // run up off line
  motion_ = Motion::resting;
  anchor(now, state);
}

void GensetDrive::stop(core::Tick now) {
  MachineState state = this->state(now);
  shed_ += stored(now);
  state[kSpeed] = arrived_ = 0.0;
  base_ = state;
  anchor_ = span_from_ = now;
  motion_ = Motion::resting;
  group_ = nullptr;
  fed_ = {};
  load_ = {};
  chord_until_ = core::kNever;
}

void GensetDrive::settle(core::Tick now) {
  const auto rest = machine_.rest(load_.start);
  if (!machine_.constants().moves() || !rest) return;
  arrived_ += kinetic((*rest)[kSpeed]) - kinetic(base_[kSpeed]);
  anchor(now, continued(*rest, base_));
}

/// Sets a speed that the equations did not bring; the books lose the difference.
void GensetDrive::change_speed(MachineState& state, double speed) {
  shed_ += kinetic(state[kSpeed]) - kinetic(speed);
  state[kSpeed] = speed;
}

void GensetDrive::feed(core::Tick now, const network::Flow& flow, bool is_on_low_root) {
  const MachineState state = this->state(now);
  take_flow(now, flow, is_on_low_root);
  anchor(now, state);
}

void GensetDrive::take_flow(core::Tick now, const network::Flow& flow, bool is_on_low_root) {
  fed_ = flow;
  load_ = {
      {flow.power.watts(now) / rating_w_, flow.reactive.watts(now) / rating_w_, is_on_low_root},
      flow.power.watts_per_s() / rating_w_,
      flow.reactive.watts_per_s() / rating_w_};
}

void GensetDrive::next_chord(core::Tick now) {
  span_from_ = now;
  if (core::seconds(now - anchor_) < kLongestPathS) return plan(now);
  const MachineState state = this->state(now);
  load_.start = load(now);
  anchor(now, state);
}

void GensetDrive::anchor(core::Tick now, MachineState state) {
  base_ = state;
  anchor_ = span_from_ = now;
  chord_until_ = core::kNever;
  if (motion_ == Motion::following) return;
  motion_ = Motion::resting;
  if (!machine_.constants().moves()) return;
  course_ = courses_->find(make_, base_, load_);
  settled_speed_ = course_->rest() ? (*course_->rest())[kSpeed] : 0.0;
  mark_speeds();
  plan(now);
}

void GensetDrive::mark_speeds() {
  speed_marks_ = trip_speeds_;
  for (const double half : iso8528::kSpeedBands) {
    speed_marks_.insert(speed_marks_.end(), {settled_speed_ + half, settled_speed_ - half});
  }
}

void GensetDrive::plan(core::Tick now) {
  const double from_s = core::seconds(now - anchor_);
  const MachineState state = on_course(from_s);
  const std::optional<MachineState>& rest = course_->rest();
  if (load_.is_flat() && rest && is_near(state, *rest)) {
    const MachineState still = continued(*rest, state);
    shed_ += kinetic(state[kSpeed]) - kinetic(still[kSpeed]);
    base_ = still;
    anchor_ = now;
    motion_ = Motion::resting;
    chord_until_ = core::kNever;
    raise_magnitude(machine_.emf(still), machine_.emf(still));
    return publish(now, still[kSpeed], 0.0);
  }
  motion_ = Motion::moving;
  double span_s = course_->chord_from(from_s);
  raise_magnitude(machine_.emf(state), machine_.emf(course_->at(from_s + span_s)));
  span_s = cut(from_s, span_s);
  chord_until_ = core::later(now, std::max<core::Tick>(core::ticks_up(span_s), 1));
  const double end_s = core::seconds(chord_until_ - anchor_);
  const double rise = course_->at(end_s)[kSpeed] - state[kSpeed];
  publish(now, state[kSpeed], rise / (end_s - from_s));
}

/// Ends a chord where something that is watched changes sides. Other sets look at the same marks,
/// but have fuel of their own.
double GensetDrive::cut(double from_s, double span_s) const {
  const auto find = [&] { return find_cut(from_s, span_s); };
  if (may_run_dry(from_s, span_s)) return find();
  return course_->cut(from_s, emf_.magnitude_pu, find);
}

double GensetDrive::find_cut(double from_s, double span_s) const {
  const Watched start = watched(on_course(from_s), from_s);
  const auto ends = [&](double t_s, const MachineState& state) {
    // A little more than the tolerance, so that where it starts is not where it ends.
    const double off = std::abs(machine_.emf(state) - emf_.magnitude_pu);
    return off > 1.000001 * kMagnitudePu || watched(with_integrals(state), t_s) != start;
  };
  return std::min(course_->first_time(from_s, from_s + span_s, ends) - from_s, span_s);
}

/// How many of the marks are passed, of each kind: no two sides of a mark give the same.
GensetDrive::Watched GensetDrive::watched(const MachineState& state, double t_s) const {
  return watched(state, machine_.terminal_voltage(state, load_.at(t_s)), anchor_, t_s);
}

GensetDrive::Watched GensetDrive::watched(const MachineState& state, double voltage,
                                          core::Tick anchor, double t_s) const {
  Watched passed;
  passed.is_dry = burnt_s(state, anchor, t_s) >= fuel_left_s_;
  for (const double mark : speed_marks_) passed.speeds += state[kSpeed] > mark ? 1 : 0;
  for (const double half : iso8528::kVoltageBands) {
    passed.voltages += (voltage > 1.0 - half ? 1 : 0) + (voltage > 1.0 + half ? 1 : 0);
  }
  return passed;
}

/// Of the fuel that is watched, at rated power.
double GensetDrive::burnt_s(const MachineState& state, core::Tick anchor, double t_s) const {
  if (fuel_from_ == core::kNever) return -std::numeric_limits<double>::infinity();
  const double idled_s = t_s - core::seconds(fuel_from_ - anchor);
  const double worked_s = state[kWork] - fuel_work_s_;
  return idle_share_ * idled_s + (1.0 - idle_share_) * worked_s;
}

/// Whether that may be all within a span: no engine burns twice what it does at rated power.
bool GensetDrive::may_run_dry(double from_s, double span_s) const {
  constexpr double kMost = 2.0;
  return burnt_s(on_course(from_s), anchor_, from_s) + kMost * span_s >= fuel_left_s_;
}

void GensetDrive::publish(core::Tick now, double speed, double speed_per_s) {
  emf_.angle_rad = emf_.angle_at(now);
  emf_.frequency = {now, frequency_hz_ * (1.0 + speed), frequency_hz_ * speed_per_s};
}

void GensetDrive::raise_magnitude(double emf, double later) {
  if (std::abs(emf - emf_.magnitude_pu) <= kMagnitudePu) return;
  emf_.magnitude_pu = led_magnitude(emf, later);
}

void GensetDrive::follow(core::Tick now, const network::Emf& leader) {
  MachineState state = this->state(now);
  motion_ = Motion::following;
  change_speed(state, leader.frequency.hz_at(now) / frequency_hz_ - 1.0);
  base_ = state;
  load_.start = load(now);
  anchor_ = span_from_ = now;
  chord_until_ = core::kNever;
  emf_.frequency = leader.frequency;
  emf_.angle_rad = leader.angle_rad;
}

void GensetDrive::lead(core::Tick now) {
  const double speed = emf_.frequency.hz_at(now) / frequency_hz_ - 1.0;
  const MachineState before = this->state(now);
  MachineState state = continued(machine_.rest(load(now)).value_or(before), before);
  state[kField] = before[kField];
  shed_ += kinetic(base_[kSpeed]) - kinetic(speed);
  state[kSpeed] = speed;
  load_.start = load(now);
  motion_ = Motion::resting;
  anchor(now, state);
}

}  // namespace ridethrough::devices
