#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "devices/switchgear/pickup_record.hpp"
#include "devices/trip_clock.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// The curve that a map `trip:` states. @throws std::invalid_argument if its keys contradict.
TripCurve trip_curve(const Parameters& trip);

/// The overcurrent trip of a breaker: an inverse or definite element and, where they are given, a
/// short-time and an instantaneous one. Once one has operated all rest until release().
class TripUnit {
 public:
  /// What operated, and at which multiple of its pickup.
  struct Operation {
    std::string_view reason;
    double multiple = 0.0;
    core::Tick at = 0;
  };

  explicit TripUnit(const Parameters& trip);

  void wire(network::Network& network, network::LinkId link, core::ProcessId owner);
  /// Follows the current up to `now`; tells once what has operated.
  std::optional<Operation> react(const network::Network& network, core::Tick now);
  /// Ready again: every time begins anew.
  void release(core::Tick now);
  core::Tick next() const;
  /// How far the element is that is furthest.
  double used_frac(core::Tick now) const;

  const std::vector<Operation>& operations() const { return operations_; }
  std::vector<Pickup> pickups(core::Tick now) const;

 private:
  struct Element {
    std::string_view reason;
    TripClock clock;
  };

  LinkCurrent current_;
  std::vector<Element> elements_;
  PickupRecord record_;
  bool is_resting_ = false;
  std::vector<Operation> operations_;
};

}  // namespace ridethrough::devices
