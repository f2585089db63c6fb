#include "devices/load/job_racks.hpp"

#include <algorithm>

namespace ridethrough::devices {

namespace {

void run_rack(const Ports& ports, PlacedRack& rack, const GpuLevel& level) {
  rack.level = level;
  rack.port->run(level.from, level.value, level.slope_per_s);
  ports.mark(*rack.device);
}

}  // namespace

void JobRacks::wire(const Wiring& wiring, const Device& job) {
  for (std::size_t i = 0; i < wiring.racks.size(); ++i) {
    PlacedRack rack;
    rack.device = wiring.racks[i];
    rack.port = rack.device->rack();
    rack.ceiling = dynamic_cast<const GpuCeiling*>(rack.device);
    if (i < wiring.rack_members.size()) rack.members = wiring.rack_members[i];
    rack.port->set_job(job);
    gpus_ += rack.gpus();
    racks_.push_back(rack);
  }
}

bool JobRacks::read() {
  bool has_lost = false;
  down_ = 0;
  for (PlacedRack& rack : racks_) {
    const bool is_down = !rack.port->is_up();
    rack.has_lost = is_down && !rack.is_down;
    has_lost |= rack.has_lost;
    rack.is_down = is_down;
    if (is_down) down_ += rack.members;
  }
  return has_lost;
}

template <class Condition>
JobDemand JobRacks::demand_of(const Condition& counts) const {
  core::Int128 base_units = 0;
  core::Int128 full_units = 0;
  for (const PlacedRack& rack : racks_) {
    if (!counts(rack)) continue;
    base_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(0.0));
    full_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(1.0));
  }
  return {static_cast<double>(base_units) / core::kUnitsPerWatt,
          static_cast<double>(full_units - base_units) / core::kUnitsPerWatt};
}

JobDemand JobRacks::demand() const {
  return demand_of([](const PlacedRack&) { return true; });
}

JobDemand JobRacks::live_demand() const {
  return demand_of([](const PlacedRack& rack) { return !rack.is_down; });
}

JobDemand JobRacks::working_demand() const {
  return demand_of([](const PlacedRack& rack) { return !rack.is_down && !rack.rests; });
}

bool JobRacks::take(const Device& job) {
  const auto is_free = [&](const PlacedRack& rack) { return rack.port->is_free_for(job); };
  if (!std::all_of(racks_.begin(), racks_.end(), is_free)) return false;
  for (const PlacedRack& rack : racks_) rack.port->take(job);
  return true;
}

void JobRacks::leave(const Device& job, const Ports& ports) {
  for (const PlacedRack& rack : racks_) rack.port->leave(job, ports);
}

void JobRacks::run(const Ports& ports, const GpuLevel& level) {
  for (std::size_t i = 0; i < racks_.size(); ++i) run(ports, i, level);
}

void JobRacks::run(const Ports& ports, std::size_t rack, const GpuLevel& level) {
  if (!racks_[rack].rests) run_rack(ports, racks_[rack], level);
}

void JobRacks::fall(const Ports& ports, const GpuLevel& idle, core::Tick span) {
  for (std::size_t i = 0; i < racks_.size(); ++i) {
    const double from = racks_[i].level.at(idle.from);
    run(ports, i, {idle.from, from, (idle.value - from) / core::seconds(span)});
  }
}

void JobRacks::rest(const Ports& ports, std::size_t rack, const GpuLevel& level) {
  racks_[rack].rests = true;
  run_rack(ports, racks_[rack], level);
}

}  // namespace ridethrough::devices
