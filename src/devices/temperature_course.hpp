#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// A temperature on its way: value + rate t + bend t^2, t counted from `from`. A body without a
/// loss, whose heat is a straight line, moves like that.
struct TemperatureCourse {
  core::Tick from = 0;
  double value_k = 0.0;
  double rate_k_per_s = 0.0;
  double bend_k_per_s2 = 0.0;

  double at(core::Tick time) const {
    const double t_s = core::seconds(time - from);
    return value_k + t_s * (rate_k_per_s + t_s * bend_k_per_s2);
  }
  TemperatureCourse shifted(double by_k) const {
    return {from, value_k + by_k, rate_k_per_s, bend_k_per_s2};
  }
  bool operator==(const TemperatureCourse&) const = default;
};

/// When one course stands above another. It depends on the two courses only and not on the time at
/// which it is asked, so that a look changes nothing.
class CourseOrder {
 public:
  CourseOrder(const TemperatureCourse& course, const TemperatureCourse& other);

  bool is_above(core::Tick now) const {
    return begins_above_ != ((first_ <= now) != (second_ <= now));
  }
  /// They meet at `now`, or have met since both began.
  bool has_met(core::Tick now) const { return begins_equal_ || first_ <= now; }
  core::Tick next(core::Tick now) const {
    return first_ > now ? first_ : second_ > now ? second_ : core::kNever;
  }

 private:
  bool begins_equal_ = false;
  bool begins_above_ = false;
  core::Tick first_ = core::kNever;
  core::Tick second_ = core::kNever;
};

}  // namespace ridethrough::devices
