#pragma once

#include "devices/load/job_racks.hpp"

namespace ridethrough::devices {

/// Energy that the racks of an interrupted job do not draw: the mean of a running job less what the
/// racks that are up draw meanwhile, at `load: 100 %`.
class UnusedEnergy {
 public:
  /// Of a job that runs on and on, from `now` on.
  void expect(core::Tick now, double mean_w);
  /// From `now` on; the same again changes nothing.
  void follow(core::Tick now, bool is_interrupted, const JobDemand& live, const GpuLevel& level);
  double joules(core::Tick now) const;

 private:
  double mean_w_ = 0.0;
  double before_j_ = 0.0;
  core::Tick since_ = 0;
  bool is_interrupted_ = false;
  JobDemand live_;
  GpuLevel level_;
};

}  // namespace ridethrough::devices
