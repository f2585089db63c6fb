#include "devices/cooling/cooled_loop.hpp"

#include <algorithm>

#include "devices/line_order.hpp"

namespace ridethrough::devices {

CooledLoop::CooledLoop(const Settings& settings)
    : settings_(settings),
      own_units_(to_capacity_units(settings.j_per_k)),
      course_{0, settings.set_point_k},
      peak_{settings.set_point_k, 0} {}

/// What the machine takes and what its supply takes, whichever is less.
void CooledLoop::read_capacity(core::Tick now) {
  smaller_turns_at_ = core::kNever;
  takes_any_ = false;
  capacity_ = {};
  if (!input_.is_on || !cold_.flows()) return;
  if (input_.is_unlimited || cold_.is_unlimited()) {
    takes_any_ = input_.is_unlimited && cold_.is_unlimited();
    capacity_ = input_.is_unlimited ? cold_.capacity() : input_.most;
    return;
  }
  capacity_ = lower_of(input_.most, cold_.capacity(), now);
  smaller_turns_at_ = changes_side(input_.most, cold_.capacity(), now);
}

bool CooledLoop::follows_supply(core::Tick now) const {
  if (!cold_.is_named() || !cold_.flows()) return false;
  return CourseOrder(supply(), {0, settings_.set_point_k}).is_above(now);
}

TemperatureCourse CooledLoop::target(core::Tick now) const {
  return follows_supply(now) ? supply() : TemperatureCourse{0, settings_.set_point_k};
}

bool CooledLoop::can_take(core::Tick now) const {
  if (!input_.is_on || !cold_.flows()) return false;
  return takes_any_ || &lower_of(input_.heat, capacity_, now) == &input_.heat;
}

/// It is on target when it has come to it from where it was.
CooledLoop::Mode CooledLoop::mode_at(core::Tick now) const {
  if (!can_take(now)) return Mode::overwhelmed;
  const TemperatureCourse goal = target(now);
  if (!is_free_ || course_.at(now) == goal.at(now)) return Mode::on_target;
  const Mode side = CourseOrder(course_, goal).is_above(now) ? Mode::above : Mode::below;
  return mode_ == Mode::overwhelmed || mode_ == side ? side : Mode::on_target;
}

void CooledLoop::settle(Ports& ports, const Input& input) {
  const core::Tick now = ports.now();
  cold_.read(now);
  input_ = input;
  if (!(heat_.line() == input.heat)) heat_.carry(now, input.heat);
  read_capacity(now);
  mode_ = mode_at(now);
  const bool is_on_target = mode_ == Mode::on_target;
  const core::Line taken = is_on_target           ? input.heat
                           : mode_ == Mode::below ? core::Line{}
                                                  : capacity_;
  const std::int64_t units = own_units_ + input.capacity_units;
  if (is_on_target) {
    follow(now, target(now));
  } else {
    move(now, input.heat - taken, units);
  }
  if (!(removed_.line() == taken)) removed_.carry(now, taken);
  cold_.pass(ports, taken, is_on_target && follows_supply(now) ? units : 0);
}

/// By itself, from the temperature that it has.
void CooledLoop::move(core::Tick now, const core::Line& net, std::int64_t capacity_units) {
  if (is_free_ && net == net_ && capacity_units == moving_units_) return;
  is_free_ = true;
  net_ = net;
  moving_units_ = capacity_units;
  const double j_per_k = j_per_k_of(capacity_units);
  begin(now, {now, course_.at(now), net.watts(now) / j_per_k, 0.5 * net.watts_per_s() / j_per_k});
}

void CooledLoop::follow(core::Tick now, const TemperatureCourse& course) {
  is_free_ = false;
  if (!(course == course_)) begin(now, course);
}

void CooledLoop::begin(core::Tick now, const TemperatureCourse& course) {
  peak_ = hottest(now);
  course_ = course;
  since_ = now;
}

core::Tick CooledLoop::next(core::Tick now) const {
  core::Tick at = smaller_turns_at_ > now ? smaller_turns_at_ : core::kNever;
  if (!input_.is_on || !cold_.flows()) return at;
  if (!takes_any_) at = std::min(at, changes_side(input_.heat, capacity_, now));
  if (cold_.is_named()) {
    const CourseOrder order(supply(), {0, settings_.set_point_k});
    at = std::min(at, order.next(now));
  }
  if (mode_ != Mode::above && mode_ != Mode::below) return at;
  return std::min(at, CourseOrder(course_, target(now)).next(now));
}

/// A parabola is hottest at one of its ends or at its vertex.
CooledLoop::Peak CooledLoop::hottest(core::Tick now) const {
  Peak peak = peak_;
  const auto consider = [&](core::Tick at) {
    if (course_.at(at) > peak.temperature_k) peak = {course_.at(at), at};
  };
  consider(since_);
  if (course_.bend_k_per_s2 < 0.0) {
    const double vertex_s = -0.5 * course_.rate_k_per_s / course_.bend_k_per_s2;
    const core::Tick vertex = core::later(course_.from, core::ticks_up(vertex_s));
    if (vertex > since_ && vertex < now) consider(vertex);
  }
  consider(now);
  return peak;
}

}  // namespace ridethrough::devices
