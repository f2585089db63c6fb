#pragma once

#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices::conversion {

/// Of one class in `overload: [{power, for}, ...]`.
inline constexpr ParamSpec kOverloadFields[] = {
    {.name = "power",
     .unit = "%",
     .fallback = "",
     .text = "of the rating, up to which it lasts",
     .low = 100.0,
     .high = 1000.0},
    {.name = "for",
     .unit = "s",
     .fallback = "",
     .text = "time at such a load",
     .low = 0.0,
     .positive = true},
};

/// "110 % for 60 min": how long a load up to this part of the rating may last.
struct OverloadClass {
  double load_frac = 1.0;
  double for_s = 0.0;
};

/// Reads `overload: [{power, for}, ...]`, which may be absent.
std::vector<OverloadClass> overload_classes(const Parameters& parameters);

/// Uses up the time that a converter may be overloaded. A load of a class uses 1 / T per second,
/// so that mixed overloads add as parts; up to the rating it comes back as slowly as the mildest
/// class uses it. Above the highest class the time is over at once.
class OverloadClock {
 public:
  explicit OverloadClock(std::vector<OverloadClass> classes);

  /// From `now` on the load is load_frac + slope_per_s * (t - now). Moves the anchor.
  void carry(core::Tick now, double load_frac, double slope_per_s);
  /// From `now` on nothing is used up and nothing comes back, until carry().
  void hold(core::Tick now);
  /// When the time is used up, if the load goes on like this.
  core::Tick expires() const { return expires_; }
  double used_frac(core::Tick now) const;

 private:
  struct Walk {
    double used;
    core::Tick expires;
  };
  /// Follows the load through its classes until `until`, or until the time is used up.
  Walk walk(core::Tick until) const;
  double rate_per_s(std::size_t band) const;
  double top_of(std::size_t band) const;

  std::vector<OverloadClass> classes_;
  core::Tick anchor_ = 0;
  double used_ = 0.0;
  double load_frac_ = 0.0;
  double slope_per_s_ = 0.0;
  bool is_held_ = false;
  core::Tick expires_ = core::kNever;
};

}  // namespace ridethrough::devices::conversion
