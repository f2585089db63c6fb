#include "devices/source_joint.hpp"

#include <fmt/format.h>

#include "devices/synchronism.hpp"
#include "ridethrough/devices/forming_group.hpp"
#include "ridethrough/network/windings.hpp"

namespace ridethrough::devices {

namespace {

/// What one grid is ahead of what the other, by itself, would give at its node.
SyncGap gap_of(const SourcePool::Source& own, const SourcePool::Source& other, int hours,
               core::Tick now) {
  const double lag_rad = 30.0 * kDegree * hours;
  const network::Emf& here = *own.emf;
  const network::Emf& there = *other.emf;
  return {.angle_rad = wrapped_rad(here.angle_at(now) - there.angle_at(now) + lag_rad),
          .frequency_hz = here.frequency.hz_at(now) - there.frequency.hz_at(now),
          .voltage_pu = here.magnitude_pu - there.magnitude_pu};
}

}  // namespace

void SourceJoint::wire(Wiring& wiring, network::NodeId node, network::SourceId source,
                       const network::Emf& emf) {
  if (wiring.forming == nullptr) return;
  if (!wiring.forming->sources) wiring.forming->sources = std::make_shared<SourcePool>();
  own_ = wiring.forming->sources->sources.size();
  wiring.forming->sources->sources.push_back({node, source, &emf});
  pool_ = wiring.forming->sources;
}

void SourceJoint::state_angle() {
  if (pool_ != nullptr) pool_->sources[own_].is_stated = true;
}

std::optional<OpposedSources> opposed_sources(const SourcePool& pool,
                                              const network::Network& network) {
  for (std::size_t i = 0; i < pool.sources.size(); ++i) {
    const SourcePool::Source& other = pool.sources[i];
    for (std::size_t j = 0; j < i; ++j) {
      const SourcePool::Source& one = pool.sources[j];
      if (!one.is_stated || !other.is_stated) continue;
      const auto hours = network::hours_between(network, one.node, other.node);
      if (!hours) continue;
      const SyncGap gap = gap_of(other, one, *hours, 0);
      if (!is_out_of_phase(gap)) continue;
      return OpposedSources{one.node, other.node, gap.angle_rad,
                            wrapped_rad(other.emf->angle_at(0) - gap.angle_rad)};
    }
  }
  return std::nullopt;
}

void SourceJoint::tell_return(Ports& ports, const Device& device) {
  if (pool_ == nullptr) return;
  const network::Network& network = ports.network();
  const SourcePool::Source& own = pool_->sources[own_];
  if (!network.is_energised(own.node)) return;
  const core::Tick now = ports.now();
  const SyncGap gap{
      .angle_rad = wrapped_rad(own.emf->angle_at(now) - network.phase_rad(own.node, now)),
      .frequency_hz = own.emf->frequency.hz_at(now) - network.frequency(own.node).hz_at(now),
      .voltage_pu = own.emf->magnitude_pu - network.voltage_pu(own.node)};
  if (!is_out_of_phase(gap)) return;
  ports.warn(device, "RT1322", "out-of-phase return: its bus was live and " + gap.text());
}

void SourceJoint::tell(Ports& ports, const Device& device) {
  if (pool_ == nullptr || pool_->sources[own_].has_looked) return;
  const network::Network& network = ports.network();
  SourcePool::Source& own = pool_->sources[own_];
  own.has_looked = true;
  if (ports.now() > 0 || !network.is_on(own.source)) return;
  for (const SourcePool::Source& other : pool_->sources) {
    if (&other == &own || !other.has_looked || !network.is_on(other.source)) continue;
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
