#pragma once

#include <cstdint>
#include <vector>

#include "devices/load/gpu_level.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Demand at the AC input as a function of the level: base + gpus * level.
struct TrainingDemand {
  double base_w = 0.0;
  double gpus_w = 0.0;

  double at(double level) const { return base_w + gpus_w * level; }
  bool operator==(const TrainingDemand&) const = default;
};

/// The racks that a job runs on. Watts are summed in whole units of power: the sum is the same
/// however the racks are lumped.
class TrainingRacks {
 public:
  void wire(const Wiring& wiring, const Device& job);
  /// Reads which racks are up. True if one went down since it was read last.
  bool read();
  /// Members that are down.
  std::int64_t down() const { return down_; }
  double gpus() const { return gpus_; }
  /// Of all racks, and of those that are up.
  TrainingDemand demand() const { return demand(false); }
  TrainingDemand live_demand() const { return demand(true); }
  /// Runs all GPUs at `level`.
  void run(Ports& ports, const GpuLevel& level) const;

 private:
  struct Placed {
    Device* device;
    RackPort* port;
    std::int64_t members;
    bool is_down = false;
  };
  TrainingDemand demand(bool only_live) const;

  std::vector<Placed> racks_;
  std::int64_t down_ = 0;
  double gpus_ = 0.0;
};

}  // namespace ridethrough::devices
