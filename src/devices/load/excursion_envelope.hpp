#pragma once

#include <cstddef>
#include <vector>

#include "devices/load/rack_cord.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/devices/load/rack.hpp"

namespace ridethrough::devices {

/// Whether the supplies of a rack carry short excursions of all its GPUs at once, from full power,
/// on all cords and with one lost. A design envelope: nobody has measured them.
///
/// A cord carries what its current limit lets through, or its peak for as long as that lasts. What
/// is more comes out of its hold-up; where that is too little the rack trips. With a cord lost,
/// more than the others carry is drawn within their peak only.
class ExcursionEnvelope {
 public:
  /// `gpu.excursions` of a rack.
  explicit ExcursionEnvelope(const Parameters& rack);

  void report(const RackCordSettings& cord, std::size_t cords, Report& report) const;

 private:
  struct Row {
    double factor = 1.0;
    double length_s = 0.0;
  };
  enum Verdict : int { kCarried, kOutOfHoldUp, kTrips };

  double drained_j(const Row& row, const RackCordSettings& cord, double share_w) const;
  Judgement judgement(const Row& row, const RackCordSettings& cord, std::size_t live,
                      std::size_t cords) const;

  RackPower power_;
  std::vector<Row> rows_;
};

}  // namespace ridethrough::devices
