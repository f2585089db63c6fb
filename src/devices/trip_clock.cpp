#include "devices/trip_clock.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "devices/quadrature.hpp"

namespace ridethrough::devices {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();
constexpr double kCenturyS = 3.2e9;  // beyond it no tick is planned
/// Part of a trip that is none. Just above the pickup the rate is a difference of near numbers.
constexpr double kNoPart = 1e-13;

}  // namespace

TripCurve TripCurve::definite(double delay_s) {
  constexpr double kTickS = 1e-9;
  return {.k = std::max(delay_s, kTickS), .exponent = 0.0, .offset = 0.0};
}

TripCurve TripCurve::through(const std::vector<Point>& points) {
  TripCurve curve;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    double exponent = 2.0;
    if (i + 1 < points.size()) {
      const Point& next = points[i + 1];
      exponent = std::log(point.time_s / next.time_s) / std::log(next.multiple / point.multiple);
    }
    curve.laws.push_back({point.multiple * point.multiple, point.time_s, exponent});
  }
  return curve;
}

double TripCurve::rate_per_s(double square) const {
  if (!laws.empty()) {
    const auto begun = [square](const PowerLaw& law) { return law.square <= square; };
    const auto found = std::find_if(laws.rbegin(), laws.rend(), begun);
    const PowerLaw& law = found == laws.rend() ? laws.front() : *found;
    return std::pow(square / law.square, 0.5 * law.exponent) / law.time_s;
  }
  const double over = (exponent == 2.0 ? square : std::pow(square, 0.5 * exponent)) - offset;
  return over / (multiplier * (k + c * over));
}

TripClock::TripClock(const TripCurve& curve, double pickup_a, double reset_s)
    : curve_(curve), pickup_a_(pickup_a), reset_s_(reset_s) {}

double TripClock::rate_at(double t_s) const {
  const double square = course_.at(t_s) / (pickup_a_ * pickup_a_);
  return curve_.rate_per_s(std::max(1.0, square));
}

/// Of the rate, while the current is above the pickup.
double TripClock::part_between(double from_s, double to_s) const {
  if (!curve_.is_energy()) {
    return integral_over(
        from_s, to_s, [this](double t_s) { return rate_at(t_s); }, kNoPart);
  }
  const double span_s = to_s - from_s;
  const double slope = course_.slope + 2.0 * course_.bend * from_s;
  const double sum =
      span_s * (course_.at(from_s) + span_s * (slope / 2.0 + span_s * course_.bend / 3.0));
  return sum * curve_.rate_per_s(1.0) / (pickup_a_ * pickup_a_);
}

/// From one crossing of the pickup to the next, up to `end_s` or to where it is over.
TripClock::Walk TripClock::walk(double end_s) const {
  double used = used_;
  double at_s = 0.0;
  const double level = pickup_a_ * pickup_a_;
  const auto roots = course_.crossings(level);
  for (const double root : {roots[0], roots[1], kForever}) {
    const double stop_s = std::min(root, end_s);
    if (stop_s <= at_s) continue;
    const double middle_s = stop_s == kForever ? at_s + 1.0 : 0.5 * (at_s + stop_s);
    if (course_.at(middle_s) > level) {
      const Reach reached = reach(at_s, stop_s, 1.0 - used);
      if (reached.at_s < kForever) return {1.0, reached.at_s};
      used += reached.gained;
    } else {
      used = fall(used, at_s, stop_s);
    }
    at_s = stop_s;
  }
  return {used, kForever};
}

/// Where the integral from `from_s` has grown by `rest`; by how much it grows where it does not.
TripClock::Reach TripClock::reach(double from_s, double to_s, double rest) const {
  if (rest <= 0.0) return {0.0, from_s};
  if (course_.is_constant()) {
    const double rate = rate_at(from_s);
    const double at_s = from_s + rest / rate;
    return at_s <= to_s ? Reach{rest, at_s} : Reach{rate * (to_s - from_s), kForever};
  }
  double gained = 0.0;
  double span_s = 1e-3;
  for (double begin_s = from_s; begin_s < std::min(to_s, kCenturyS); span_s *= 2.0) {
    const double end_s = std::min({begin_s + span_s, to_s, next_kink(begin_s)});
    const double gain = part_between(begin_s, end_s);
    if (gained + gain >= rest) return {rest, meet(begin_s, end_s, rest - gained)};
    gained += gain;
    begin_s = end_s;
  }
  return {gained, kForever};
}

/// Where the curve has a corner: a quadrature over it would look for it in ever smaller steps.
double TripClock::next_kink(double after_s) const {
  double next_s = kForever;
  for (const TripCurve::PowerLaw& law : curve_.laws) {
    for (const double root_s : course_.crossings(law.square * pickup_a_ * pickup_a_)) {
      if (root_s > after_s) next_s = std::min(next_s, root_s);
    }
  }
  return next_s;
}

/// Newton's method inside a bracket that shrinks: the integral only grows.
double TripClock::meet(double from_s, double to_s, double rest) const {
  constexpr double kNearS = 1e-11;
  double low_s = from_s;
  double high_s = to_s;
  double t_s = 0.5 * (low_s + high_s);
  for (int i = 0; i < 100 && high_s - low_s > kNearS; ++i) {
    const double open = rest - part_between(from_s, t_s);
    (open > 0.0 ? low_s : high_s) = t_s;
    const double step_s = open / rate_at(t_s);
    if (std::abs(step_s) <= kNearS) return t_s + step_s;
    t_s += step_s;
    if (!(t_s > low_s && t_s < high_s)) t_s = 0.5 * (low_s + high_s);
  }
  return high_s;
}

double TripClock::fall(double used, double from_s, double to_s) const {
  if (reset_s_ == 0.0 || to_s == kForever) return 0.0;
  // The integral of 1 - M^2, which is a polynomial here.
  const auto sum = [this](double t) {
    const auto& [square, slope, bend] = course_;
    return t * (square + t * (slope / 2.0 + t * bend / 3.0)) / (pickup_a_ * pickup_a_);
  };
  const double back = to_s - from_s - (sum(to_s) - sum(from_s));
  return std::max(0.0, used - back / (curve_.multiplier * reset_s_));
}

double TripClock::used_frac(core::Tick now) const {
  return std::min(1.0, walk(core::seconds(now - anchor_)).used);
}

void TripClock::carry(core::Tick now, const CurrentCourse& course) {
  used_ = used_frac(now);
  anchor_ = now;
  course_ = course;
  plan();
}

/// The course goes on from here.
void TripClock::clear(core::Tick now) {
  const double since_s = core::seconds(now - anchor_);
  course_ = {course_.at(since_s), course_.slope + 2.0 * course_.bend * since_s, course_.bend};
  anchor_ = now;
  used_ = 0.0;
  plan();
}

void TripClock::plan() {
  expires_ = core::later(anchor_, core::ticks_up(walk(kForever).expires_s));
}

}  // namespace ridethrough::devices
