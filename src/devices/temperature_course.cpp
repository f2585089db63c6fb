#include "devices/temperature_course.hpp"

#include <algorithm>

#include "devices/positive_roots.hpp"

namespace ridethrough::devices {

CourseOrder::CourseOrder(const TemperatureCourse& course, const TemperatureCourse& other) {
  const core::Tick from = std::max(course.from, other.from);
  const auto rate_at = [&](const TemperatureCourse& each) {
    return each.rate_k_per_s + 2.0 * each.bend_k_per_s2 * core::seconds(from - each.from);
  };
  const double apart_k = course.at(from) - other.at(from);
  const double rate = rate_at(course) - rate_at(other);
  const double bend = course.bend_k_per_s2 - other.bend_k_per_s2;
  const double goes = rate != 0.0 ? rate : bend;
  begins_equal_ = apart_k == 0.0;
  begins_above_ = apart_k > 0.0 || (begins_equal_ && goes > 0.0);
  const auto roots = positive_roots(apart_k, rate, bend);
  first_ = core::later(from, core::ticks_up(roots[0]));
  second_ = core::later(from, core::ticks_up(roots[1]));
}

}  // namespace ridethrough::devices
