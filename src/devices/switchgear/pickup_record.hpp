#pragma once

#include <vector>

#include "devices/link_current.hpp"

namespace ridethrough::devices {

/// A span in which a current was above the pickup: what tells afterwards which trip should have
/// been first.
struct Pickup {
  core::Tick from = 0;
  core::Tick to = 0;
  double multiple = 0.0;  ///< highest current over the pickup
};

/// Keeps the first kPickupsKept spans. Spans that meet are one, so it does not matter who looks
/// when.
class PickupRecord {
 public:
  static constexpr std::size_t kPickupsKept = 100;

  explicit PickupRecord(double pickup_a) : pickup_a_(pickup_a) {}

  /// The current takes this course from `now` on.
  void carry(core::Tick now, const CurrentCourse& course);
  std::vector<Pickup> until(core::Tick now) const;

 private:
  void append(std::vector<Pickup>& spans, core::Tick now) const;

  double pickup_a_;
  core::Tick anchor_ = 0;
  CurrentCourse course_;
  std::vector<Pickup> spans_;
};

}  // namespace ridethrough::devices
