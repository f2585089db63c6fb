#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "devices/grid/overload_timer.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// What the protection relay of a set watches on line. Speeds are deviations from rated, pu.
class GensetProtection {
 public:
  /// `trips` as the schema has it; whoever builds one by hand may leave keys out.
  GensetProtection(const Parameters& trips, double rating_w, double power_factor,
                   double frequency_hz);

  /// Speeds at which something begins or ends.
  std::vector<double> speeds() const;
  void watch(core::Tick now, const network::Flow& flow, double speed);
  void clear();
  /// Reason of the trip that is due; empty if there is none.
  std::string_view trip(core::Tick now) const;
  /// The leading power factor has lasted and is to be told, not to trip.
  bool has_leading_alarm(core::Tick now) const;
  core::Tick next(core::Tick now) const;

 private:
  /// Limit and timer of a speed; a limit of 0 is off.
  struct SpeedGuard {
    double limit = 0.0;
    HoldTimer timer{0};
    std::string_view reason;

    void watch(core::Tick now, double speed) {
      if (limit != 0.0) timer.watch(now, limit > 0.0 ? speed > limit : speed < limit);
    }
  };

  OverloadTimer overload_, reverse_, leading_;
  bool leading_trips_;
  std::vector<SpeedGuard> speeds_;
};

}  // namespace ridethrough::devices
