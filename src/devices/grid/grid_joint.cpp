#include "devices/grid/grid_joint.hpp"

#include <fmt/format.h>

#include "devices/synchronism.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/network/windings.hpp"

namespace ridethrough::devices {

namespace {

/// What one grid is ahead of what the other, by itself, would give at its node.
SyncGap gap_of(const GridPool::Grid& own, const GridPool::Grid& other, int hours, core::Tick now) {
  const double lag_rad = 30.0 * kDegree * hours;
  const network::Emf& here = *own.emf;
  const network::Emf& there = *other.emf;
  return {.angle_rad = wrapped_rad(here.angle_at(now) - there.angle_at(now) + lag_rad),
          .frequency_hz = here.frequency.hz_at(now) - there.frequency.hz_at(now),
          .voltage_pu = here.magnitude_pu - there.magnitude_pu};
}

}  // namespace

void GridJoint::wire(Wiring& wiring, network::NodeId node, network::SourceId source,
                     const network::Emf& emf) {
  if (wiring.forming == nullptr) return;
  if (!wiring.forming->grids) wiring.forming->grids = std::make_shared<GridPool>();
  own_ = wiring.forming->grids->grids.size();
  wiring.forming->grids->grids.push_back({node, source, &emf});
  pool_ = wiring.forming->grids;
}

void GridJoint::tell(Ports& ports, const Device& device) {
  if (pool_ == nullptr || has_looked_) return;
  has_looked_ = true;
  const network::Network& network = ports.network();
  const GridPool::Grid& own = pool_->grids[own_];
  if (ports.now() > 0 || !network.is_on(own.source)) return;
  for (std::size_t i = 0; i < own_; ++i) {
    const GridPool::Grid& other = pool_->grids[i];
    if (!network.is_on(other.source)) continue;
    const auto hours = network::hours_between(network, other.node, own.node);
    if (!hours) continue;
    const SyncGap gap = gap_of(own, other, *hours, ports.now());
    if (!is_out_of_phase(gap)) continue;
    ports.warn(device, "RT1322",
               fmt::format("out-of-phase from the start: '{}', joined with it, is {}",
                           network.node(other.node).name, gap.text()));
  }
}

}  // namespace ridethrough::devices
