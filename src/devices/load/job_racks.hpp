#pragma once

#include <cstdint>
#include <vector>

#include "devices/load/gpu_ceiling.hpp"
#include "devices/load/gpu_level.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Demand at the AC input as a function of the level: base + gpus * level.
struct JobDemand {
  double base_w = 0.0;
  double gpus_w = 0.0;

  double at(double level) const { return base_w + gpus_w * level; }
  bool operator==(const JobDemand&) const = default;
};

/// Racks of one cohort that a job runs on.
struct PlacedRack {
  Device* device = nullptr;
  RackPort* port = nullptr;
  const GpuCeiling* ceiling = nullptr;  ///< null: nothing limits its GPUs
  std::int64_t members = 1;
  bool is_down = false;   ///< as read last
  bool has_lost = false;  ///< went down since it was read before
  bool rests = false;     ///< idles, whatever the job does
  GpuLevel level = {};    ///< at which its GPUs run

  std::int64_t gpus() const { return members * port->gpus(); }
};

/// The racks that a job runs on. Watts are summed in whole units of power, GPUs in whole ones: the
/// sums are the same however the racks are lumped.
class JobRacks {
 public:
  void wire(const Wiring& wiring, const Device& job);
  /// Reads which racks are up. True if one went down since it was read last.
  bool read();
  const std::vector<PlacedRack>& placed() const { return racks_; }
  /// Members that are down.
  std::int64_t down() const { return down_; }
  std::int64_t gpus() const { return gpus_; }
  /// Of all racks, of those that are up, and of those that are up and do not rest.
  JobDemand demand() const;
  JobDemand live_demand() const;
  JobDemand working_demand() const;

  /// False while another job has one of them.
  bool take(const Device& job);
  void leave(const Device& job, const Ports& ports);
  /// Runs the GPUs of all racks that do not rest at `level`.
  void run(const Ports& ports, const GpuLevel& level);
  /// The same for one of them.
  void run(const Ports& ports, std::size_t rack, const GpuLevel& level);
  /// Each falls from where it is to `idle` within `span`.
  void fall(const Ports& ports, const GpuLevel& idle, core::Tick span);
  /// One of them does not work with the others: its GPUs stay at `level`; until it works again.
  void rest(const Ports& ports, std::size_t rack, const GpuLevel& level);
  void work(std::size_t rack) { racks_[rack].rests = false; }

 private:
  template <class Condition>
  JobDemand demand_of(const Condition& counts) const;

  std::vector<PlacedRack> racks_;
  std::int64_t down_ = 0;
  std::int64_t gpus_ = 0;
};

}  // namespace ridethrough::devices
