#include "devices/load/job_racks.hpp"

#include <algorithm>
#include <utility>

#include "ridethrough/devices/load/job.hpp"

namespace ridethrough::devices {

namespace {

void run_rack(const Ports& ports, PlacedRack& rack, const GpuLevel& level) {
  rack.level = level;
  rack.port->run(level.from, level.value, level.slope_per_s);
  ports.mark(*rack.device);
}

bool is_moved_to(const Wiring& wiring, const Device* rack) {
  const auto names = [rack](const auto& peer) {
    return peer.first == kJobMovesTo && peer.second == rack;
  };
  return std::any_of(wiring.peers.begin(), wiring.peers.end(), names);
}

bool all_free(const std::vector<PlacedRack>& racks, const Device& job) {
  return std::all_of(racks.begin(), racks.end(),
                     [&job](const PlacedRack& rack) { return rack.port->is_free_for(job); });
}

template <class Condition>
JobDemand demand_of(const std::vector<PlacedRack>& racks, const Condition& counts) {
  core::Int128 base_units = 0;
  core::Int128 full_units = 0;
  for (const PlacedRack& rack : racks) {
    if (!counts(rack)) continue;
    base_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(0.0));
    full_units += core::Int128{rack.members} * core::to_units(rack.port->watts_at(1.0));
  }
  return {static_cast<double>(base_units) / core::kUnitsPerWatt,
          static_cast<double>(full_units - base_units) / core::kUnitsPerWatt};
}

bool is_up_now(const PlacedRack& rack) { return !rack.is_down; }

}  // namespace

void JobRacks::wire(const Wiring& wiring, const Device& job) {
  for (std::size_t i = 0; i < wiring.racks.size(); ++i) {
    PlacedRack rack;
    rack.device = wiring.racks[i];
    rack.port = rack.device->rack();
    rack.ceiling = dynamic_cast<const GpuCeiling*>(rack.device);
    if (i < wiring.rack_members.size()) rack.members = wiring.rack_members[i];
    rack.port->set_job(job);
    if (is_moved_to(wiring, rack.device)) {
      elsewhere_.push_back(rack);
      continue;
    }
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
  for (PlacedRack& rack : elsewhere_) rack.is_down = !rack.port->is_up();
  return has_lost;
}

JobDemand JobRacks::demand() const {
  return demand_of(racks_, [](const PlacedRack&) { return true; });
}

JobDemand JobRacks::live_demand() const { return demand_of(racks_, is_up_now); }

JobDemand JobRacks::working_demand() const {
  return demand_of(racks_, [](const PlacedRack& rack) { return is_up_now(rack) && !rack.rests; });
}

JobDemand JobRacks::demand_elsewhere() const { return demand_of(elsewhere_, is_up_now); }

bool JobRacks::can_move(const Device& job) const {
  return !elsewhere_.empty() && std::all_of(elsewhere_.begin(), elsewhere_.end(), is_up_now) &&
         all_free(elsewhere_, job);
}

void JobRacks::move(const Device& job, const Ports& ports) {
  leave(job, ports);
  std::swap(racks_, elsewhere_);
  is_away_ = !is_away_;
  for (PlacedRack& rack : racks_) rack.rests = false;
  take(job);
  read();
}

bool JobRacks::take(const Device& job) {
  if (!all_free(racks_, job)) return false;
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
