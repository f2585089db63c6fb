#include "devices/load/training_racks.hpp"

namespace ridethrough::devices {

void TrainingRacks::wire(const Wiring& wiring, const Device& job) {
  for (std::size_t i = 0; i < wiring.racks.size(); ++i) {
    Device* device = wiring.racks[i];
    const std::int64_t members =
        i < wiring.rack_members.size() ? wiring.rack_members[i] : std::int64_t{1};
    racks_.push_back({device, device->rack(), members});
    device->rack()->set_job(job);
    gpus_ += static_cast<double>(members * device->rack()->gpus());
  }
}

bool TrainingRacks::read() {
  bool has_lost = false;
  down_ = 0;
  for (Placed& rack : racks_) {
    const bool is_down = !rack.port->is_up();
    has_lost |= is_down && !rack.is_down;
    rack.is_down = is_down;
    if (is_down) down_ += rack.members;
  }
  return has_lost;
}

TrainingDemand TrainingRacks::demand(bool only_live) const {
  core::Int128 base_units = 0;
  core::Int128 full_units = 0;
  for (const Placed& rack : racks_) {
    if (only_live && rack.is_down) continue;
    base_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(0.0));
    full_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(1.0));
  }
  return {static_cast<double>(base_units) / core::kUnitsPerWatt,
          static_cast<double>(full_units - base_units) / core::kUnitsPerWatt};
}

void TrainingRacks::run(Ports& ports, const GpuLevel& level) const {
  for (const Placed& rack : racks_) {
    rack.port->run(level.from, level.value, level.slope_per_s);
    ports.mark(*rack.device);
  }
}

}  // namespace ridethrough::devices
