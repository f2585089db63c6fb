#include "devices/grid/genset_protection.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// Below this speed an engine does not fire on.
constexpr double kStallSpeed = -0.5;

const Parameters& fields(const Parameters& trips, std::string_view name) {
  static const Parameters kNone;
  const Value& value = get(trips, name);
  return value.present() ? value.map() : kNone;
}

core::Tick hold(const Parameters& of) {
  return get(of, "for").present() ? span_ticks(of, "for") : 0;
}

/// Deviation of `limit_hz` from rated speed, pu; it lies below it (`sign` -1) or above.
double off_speed(double limit_hz, double rated_hz, double sign, std::string_view name) {
  const double off = limit_hz / rated_hz - 1.0;
  if (sign * off > 0.0) return off;
  throw std::invalid_argument(
      fmt::format("trips: {} of {:.6g} Hz does not lie {} the rated {:.6g} Hz", name, limit_hz,
                  sign < 0.0 ? "below" : "above", rated_hz));
}

/// On a power that must not fall below minus so many times `base`.
OverloadTimer backward(const Parameters& of, double base) {
  const double beyond = optional_number(of, "beyond");
  const double limit = beyond > 0.0 ? beyond * base : std::numeric_limits<double>::infinity();
  return {limit, hold(of)};
}

}  // namespace

GensetProtection::GensetProtection(const Parameters& trips, double rating_w, double power_factor,
                                   double frequency_hz)
    : overload_(get(trips, "overload").number() * rating_w, span_ticks(trips, "for")),
      reverse_(backward(fields(trips, "reverse_power"), rating_w)),
      leading_(backward(fields(trips, "leading"), rating_w / power_factor)) {
  const Parameters& leading = fields(trips, "leading");
  leading_trips_ = get(leading, "action").present() && get(leading, "action").word() == "trip";
  speeds_.push_back({kStallSpeed, HoldTimer(0), "stalled"});
  const double overspeed = optional_number(trips, "overspeed");
  if (overspeed > 1.0) speeds_.push_back({overspeed - 1.0, HoldTimer(0), "overspeed"});
  const Parameters& under = fields(trips, "under_frequency");
  if (get(under, "below").present()) {
    const double limit =
        off_speed(get(under, "below").number(), frequency_hz, -1.0, "under_frequency");
    speeds_.push_back({limit, HoldTimer(hold(under)), "under_frequency"});
  }
  const Parameters& over = fields(trips, "over_frequency");
  if (get(over, "above").present()) {
    const double limit =
        off_speed(get(over, "above").number(), frequency_hz, 1.0, "over_frequency");
    speeds_.push_back({limit, HoldTimer(hold(over)), "over_frequency"});
  }
}

std::vector<double> GensetProtection::speeds() const {
  std::vector<double> limits;
  for (const SpeedGuard& guard : speeds_) limits.push_back(guard.limit);
  return limits;
}

void GensetProtection::watch(core::Tick now, const network::Flow& flow, double speed) {
  overload_.watch(now, flow.power);
  reverse_.watch(now, flow.power * -1);
  leading_.watch(now, flow.reactive * -1);
  for (SpeedGuard& guard : speeds_) guard.watch(now, speed);
}

void GensetProtection::clear() {
  overload_.clear();
  reverse_.clear();
  leading_.clear();
  for (SpeedGuard& guard : speeds_) guard.timer.clear();
}

std::string_view GensetProtection::trip(core::Tick now) const {
  if (overload_.has_tripped(now)) return "overload";
  if (reverse_.has_tripped(now)) return "reverse_power";
  if (leading_trips_ && leading_.has_tripped(now)) return "leading_power_factor";
  for (const SpeedGuard& guard : speeds_) {
    if (guard.timer.has_tripped(now)) return guard.reason;
  }
  return {};
}

bool GensetProtection::has_leading_alarm(core::Tick now) const {
  return !leading_trips_ && leading_.has_tripped(now);
}

core::Tick GensetProtection::next(core::Tick now) const {
  core::Tick next = std::min(overload_.next(), reverse_.next());
  // An alarm that was given waits for its end only.
  next = std::min(next, has_leading_alarm(now) ? leading_.crossing() : leading_.next());
  for (const SpeedGuard& guard : speeds_) next = std::min(next, guard.timer.next());
  return next;
}

}  // namespace ridethrough::devices
