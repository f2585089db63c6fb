#include "devices/load/warming_body.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

namespace {

constexpr double kLongestCourseS = 1e9;  // after thirty years nothing that fades is left

/// Where `is_past` turns true between `low_s`, where it is not, and `high_s`, where it is.
template <typename Past>
double turning_point(double low_s, double high_s, const Past& is_past) {
  for (int i = 0; i < 200 && high_s - low_s > 1e-10; ++i) {
    const double middle_s = 0.5 * (low_s + high_s);
    (is_past(middle_s) ? high_s : low_s) = middle_s;
  }
  return high_s;
}

}  // namespace

double WarmingBody::value(double t_s) const {
  return course_.value_k + t_s * (course_.rate_k_per_s + t_s * course_.bend_k_per_s2) +
         course_.fading_k * std::exp(-t_s / course_.lag_s);
}

double WarmingBody::slope(double t_s) const {
  return course_.rate_k_per_s + 2.0 * t_s * course_.bend_k_per_s2 -
         course_.fading_k / course_.lag_s * std::exp(-t_s / course_.lag_s);
}

/// Roots of the slope, ascending, with both ends.
std::vector<double> WarmingBody::turns(double from_s, double to_s) const {
  std::vector<double> stops{from_s};
  const double ratio =
      -2.0 * course_.bend_k_per_s2 * course_.lag_s * course_.lag_s / course_.fading_k;
  const double bends_at_s = ratio > 0.0 ? -course_.lag_s * std::log(ratio) : 0.0;
  if (bends_at_s > from_s && bends_at_s < to_s) stops.push_back(bends_at_s);
  stops.push_back(to_s);
  std::vector<double> found{from_s};
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
    const bool begins_up = slope(stops[i]) > 0.0;
    if ((slope(stops[i + 1]) > 0.0) == begins_up) continue;
    found.push_back(turning_point(stops[i], stops[i + 1],
                                  [&](double t_s) { return (slope(t_s) > 0.0) != begins_up; }));
  }
  found.push_back(to_s);
  return found;
}

void WarmingBody::take(core::Tick now, const Course& course) {
  peak_ = hottest(now);
  course_ = course;
  anchor_ = now;
}

core::Tick WarmingBody::crosses(double level_k, bool rising, core::Tick now) const {
  const auto is_past = [&](double t_s) { return (value(t_s) > level_k) == rising; };
  const double now_s = core::seconds(now - anchor_);
  if (is_past(now_s)) return now;
  double before_s = now_s;
  for (const double stop_s : turns(now_s, kLongestCourseS)) {
    if (is_past(stop_s)) {
      const double at_s = turning_point(before_s, stop_s, is_past);
      return std::max(core::later(anchor_, core::ticks_up(at_s)), now + 1);
    }
    before_s = stop_s;
  }
  return core::kNever;
}

WarmingBody::Peak WarmingBody::hottest(core::Tick now) const {
  Peak peak = peak_;
  if (now <= anchor_) return peak;
  for (const double turn_s : turns(0.0, core::seconds(now - anchor_))) {
    if (peak.at >= 0 && value(turn_s) <= peak.temperature_k) continue;
    peak = {value(turn_s), std::min(now, core::later(anchor_, core::ticks_up(turn_s)))};
  }
  return peak;
}

}  // namespace ridethrough::devices
