#pragma once

#include <cstdint>
#include <vector>

#include "devices/load/work_account.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Work that is lost and saved as one, by so many GPUs.
struct WorkShare {
  WorkAccount account;
  std::int64_t gpus = 0;
  std::int64_t members = 1;  ///< an interruption counts for each
};

/// What all shares of a job add up to: summed in GPUs times nanoseconds, so that it is the same
/// however racks are lumped.
class WorkShares {
 public:
  /// GPU * s.
  struct Lost {
    double work = 0.0;
    double outage = 0.0;
    double restart = 0.0;
    double slowed = 0.0;
    double sum = 0.0;
  };

  void add(const WorkShare& share) { shares_.push_back(share); }
  WorkShare& operator[](std::size_t index) { return shares_[index]; }
  const WorkShare& operator[](std::size_t index) const { return shares_[index]; }
  auto begin() { return shares_.begin(); }
  auto end() { return shares_.end(); }

  std::int64_t interruptions() const;
  bool is_at_risk(core::Tick now) const;
  Lost lost(core::Tick now) const;
  /// Useful work over the time between start and stop; 1 before the start.
  double goodput_frac(core::Tick now) const;
  /// Interruptions, what they took and what it cost.
  void tell(Report& report, core::Tick now, double price_per_gpu_s) const;

 private:
  std::vector<WorkShare> shares_;
};

}  // namespace ridethrough::devices
