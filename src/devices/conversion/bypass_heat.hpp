#pragma once

#include <vector>

#include "devices/link_current.hpp"
#include "devices/trip_clock.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices::conversion {

/// What the thyristors of a bypass carry, in parts of the rating.
struct BypassWithstand {
  double continuous_frac = 1.0;            ///< for any time
  std::vector<TripCurve::Point> points{};  ///< multiples of the rating, of rising current
};

/// Of the map `static_bypass`. @throws std::invalid_argument for a curve that does not fall.
BypassWithstand bypass_withstand(const Parameters& parameters);

/// How much of the time of its overload curve a bypass has used. It cools as a trip curve resets:
/// from all to none in the time of the first point without current. Source of the curve: IEC
/// 62040-3 has it declared; of the way back: assumed.
class BypassHeat {
 public:
  /// Where the current that counts flows.
  enum class Path { none, bypass, feed, tap };

  /// `rating_w`: of all modules.
  BypassHeat(const BypassWithstand& limits, double rating_w);
  void wire(network::Network& network, network::LinkId bypass, core::ProcessId owner);
  /// The path of a mode in which the feed carries the load.
  void wire_feed(network::Network& network, network::LinkId feed, core::ProcessId owner);

  /// `tap`: the source that stands for the outlet on a tap.
  void follow(const network::Network& network, core::Tick now, Path path, network::SourceId tap);
  /// When its time is over if the current goes on like this.
  core::Tick expires() const { return clock_.expires(); }
  bool is_used_up(core::Tick now) const { return clock_.used_frac(now) >= 1.0; }
  bool is_continuous(double load_w) const { return load_w <= continuous_w_; }

 private:
  double continuous_w_;
  TripCurve curve_;
  double reset_s_;
  TripClock clock_;
  LinkCurrent bypass_, feed_;
  Path path_ = Path::none;
};

}  // namespace ridethrough::devices::conversion
