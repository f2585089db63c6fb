#include "devices/storage/string_protection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "devices/first_tick.hpp"
#include "devices/storage/path_quarters.hpp"

namespace ridethrough::devices {

std::string_view word_of(TripCause cause) {
  switch (cause) {
    case TripCause::string_breaker:
      return "string_breaker";
    case TripCause::cell_under_voltage:
      return "cell_under_voltage";
    case TripCause::cell_over_voltage:
      return "cell_over_voltage";
    case TripCause::string_over_current:
      return "string_over_current";
    case TripCause::string_over_temperature:
      return "string_over_temperature";
    case TripCause::fuse:
      return "fuse";
  }
  return "fuse";
}

namespace storage {
namespace {

constexpr double kMeltingSquare = 2.0;  ///< (I / In)^2 that just melts it, after a long time

void propose(StringWatch& watch, core::Tick due, TripCause cause) {
  if (due >= watch.due) return;
  watch.due = due;
  watch.cause = cause;
}

}  // namespace

FuseLaw::FuseLaw(double rated_a, double melting_a, double melting_s) : rated_a_(rated_a) {
  const double left = 1.0 - 1.0 / pull(melting_a);
  if (!(left > 0.0)) {
    throw std::invalid_argument(
        "a fuse carries 1.41 of its 'current' for ever: 'blows' at more than that");
  }
  time_s_ = melting_s / -std::log(left);
}

double FuseLaw::pull(double current_a) const {
  const double ratio = current_a / rated_a_;
  return ratio * ratio / kMeltingSquare;
}

FuseLaw::Course FuseLaw::course(double heat, const std::array<double, 3>& pull,
                                double span_s) const {
  const double bend = pull[0] - 2.0 * pull[1] + pull[2];
  Course course{heat, pull[0], 0.0, 0.0, time_s_};
  course.per_s = (pull[2] - pull[0] - 2.0 * bend) / span_s;
  course.per_s2 = 2.0 * bend / (span_s * span_s);
  return course;
}

/// tau x' + x = a + b t + c t^2: a parabola of t plus what decays of the start.
double FuseLaw::Course::after(double t_s) const {
  const double slope = per_s - 2.0 * time_s * per_s2;
  const double level = start - time_s * slope;
  const double gone = -std::expm1(-t_s / time_s);
  return heat + (level - heat) * gone + t_s * (slope + t_s * per_s2);
}

void StringProtection::set(TripCause cause, double value, double delay_s) {
  limits_[static_cast<std::size_t>(cause)] = {value, core::ticks_up(delay_s), true};
}

bool StringProtection::is_on() const {
  return fuse_.is_on() || std::any_of(limits_.begin(), limits_.end(),
                                      [](const Limit& limit) { return limit.is_on; });
}

bool StringProtection::is_passed(std::size_t cause, const StringReading& seen) const {
  const double limit = limits_[cause].value;
  switch (static_cast<TripCause>(cause)) {
    case TripCause::cell_under_voltage:
      return seen.lowest_cell_v < limit;
    case TripCause::cell_over_voltage:
      return seen.highest_cell_v > limit;
    case TripCause::string_over_temperature:
      return seen.temperature_k > limit;
    default:
      return std::abs(seen.current_a) > limit;
  }
}

void StringProtection::note(StringWatch& watch, core::Tick at, const StringReading& seen) const {
  for (std::size_t cause = 0; cause < kTimedCauses; ++cause) {
    if (!limits_[cause].is_on) continue;
    core::Tick& since = watch.since[cause];
    if (!is_passed(cause, seen)) {
      since = core::kNever;
      continue;
    }
    if (since == core::kNever) since = at;
    const core::Tick due = core::later(since, limits_[cause].delay);
    if (due <= at) propose(watch, due, static_cast<TripCause>(cause));
  }
}

void StringProtection::follow(StringWatch& watch, core::Tick from, core::Tick to,
                              const ReadingAt& reading) const {
  if (watch.due != core::kNever || to <= from) return;
  const StringReading then = reading(to);
  for (std::size_t cause = 0; cause < kTimedCauses; ++cause) {
    if (!limits_[cause].is_on) continue;
    follow_limit(watch, cause, from, to, is_passed(cause, then), reading);
  }
  if (fuse_.is_on()) follow_fuse(watch, from, to, reading);
}

void StringProtection::follow_limit(StringWatch& watch, std::size_t cause, core::Tick from,
                                    core::Tick to, bool is_passed_then,
                                    const ReadingAt& reading) const {
  core::Tick& since = watch.since[cause];
  const bool was_passed = since != core::kNever;
  if (!was_passed && !is_passed_then) return;
  core::Tick until = core::kNever;
  if (was_passed != is_passed_then) {
    const core::Tick turn = first_tick(
        from, to, [&](core::Tick t) { return is_passed(cause, reading(t)) == is_passed_then; });
    (is_passed_then ? since : until) = turn;
  }
  const core::Tick due = core::later(since, limits_[cause].delay);
  if (due <= to && due < until) propose(watch, due, static_cast<TripCause>(cause));
  if (!is_passed_then) since = core::kNever;
}

void StringProtection::follow_fuse(StringWatch& watch, core::Tick from, core::Tick to,
                                   const ReadingAt& reading) const {
  const auto pull_at = [&](core::Tick t) { return fuse_.pull(reading(t).current_a); };
  const FuseLaw::Course course =
      fuse_.course(watch.heat, {pull_at(from), pull_at(from + (to - from) / 2), pull_at(to)},
                   core::seconds(to - from));
  const auto has_melted = [&](core::Tick t) {
    return course.after(core::seconds(t - from)) >= 1.0;
  };
  if (has_melted(to)) propose(watch, first_tick(from, to, has_melted), TripCause::fuse);
  watch.heat = course.after(core::seconds(to - from));
}

core::Tick StringProtection::last_pending(const StringWatch& watch) const {
  core::Tick last = 0;
  for (std::size_t cause = 0; cause < kTimedCauses; ++cause) {
    if (watch.since[cause] == core::kNever) continue;
    last = std::max(last, core::later(watch.since[cause], limits_[cause].delay));
  }
  return last;
}

}  // namespace storage
}  // namespace ridethrough::devices
