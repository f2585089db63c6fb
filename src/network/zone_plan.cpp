#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// When a zone is solved: demands use up a budget of movement, and ramps have a time when they will
// have.
namespace ridethrough::network {

namespace {

/// Thresholds nearer than this do not shrink the budget further: it would never be used up in time.
constexpr double kBudgetFloorPu = 1e-7;
/// A zone this near its nose is solved at every hundredth of the tolerance; nearer it is not
/// followed.
constexpr double kStiffnessFloor = 0.01;
constexpr std::int64_t kMovementMax = std::int64_t{1} << 60;

std::int64_t saturated(core::Int128 movement) {
  return movement > kMovementMax ? kMovementMax : static_cast<std::int64_t>(movement);
}

double ramp_w_per_s(const Demand& demand) {
  return std::abs(demand.power.watts_per_s()) * (1.0 + std::abs(demand.tan_phi));
}

}  // namespace

/// Of one member of the zone: a zone that stands for several moves no more than each of them.
core::Int128 Network::State::movement(const Zone& zone, const Consumer& load, double watts) const {
  const std::int64_t copies = load.members / node(zone.nodes.front()).spec.members;
  return core::Int128{core::to_units(watts)} * node(load.node).reach * copies;
}

void Network::State::start_drift(Zone& zone) {
  core::Int128 drift = 0;
  for (const DemandId id : zone.loads) {
    drift += movement(zone, consumer(id), ramp_w_per_s(consumer(id).asked));
  }
  zone.drift = saturated(drift);
}

void Network::State::settle_drift(Zone& zone, core::Tick now) {
  if (zone.drift != 0) {
    const core::Int128 moved =
        core::Int128{zone.drift} * (now - zone.drift_since) / core::kTicksPerSecond;
    zone.moved = saturated(core::Int128{zone.moved} + moved);
  }
  zone.drift_since = now;
}

void Network::State::note_movement(Zone& zone, const Consumer& load, const Consumer& was,
                                   core::Tick now) {
  settle_drift(zone, now);
  const Demand& is = load.asked;
  const double step_w = std::abs((is.power - was.asked.power).watts(now)) +
                        std::abs((load.reactive - was.reactive).watts(now));
  zone.moved = saturated(core::Int128{zone.moved} + movement(zone, load, step_w));
  zone.drift = saturated(core::Int128{zone.drift} + movement(zone, load, ramp_w_per_s(is)) -
                         movement(zone, load, ramp_w_per_s(was.asked)));
  zone.limit_due = std::min(zone.limit_due, limit_due(load, now));
  const double apparent_w = std::abs(is.power.watts(now)) * std::hypot(1.0, is.tan_phi);
  constexpr double kNearLimit = 1.02;  // voltages between solves are only known to the tolerance
  if (apparent_w * kNearLimit > is.current_limit_w * std::abs(node(load.node).voltage)) {
    zone.must_solve = true;
  }
}

/// How far demands may move the voltages until the next solve.
///
/// From V = E - sum(z S* / V*) follows |dV| <= sum(|z| |dS|) / (V - |E - V|): the nearer the nose,
/// the more a watt moves. The budget counts |z| |dS|.
void Network::State::size_budget(Zone& zone) {
  double emf_pu = 0.0;
  for (const SourceId id : zone.sources) emf_pu = std::max(emf_pu, source(id).emf_pu);
  double distance_pu = options.voltage_tolerance_pu;
  double lowest_pu = emf_pu;
  double drop_pu = 0.0;
  for (const NodeId id : zone.nodes) {
    const double voltage_pu = std::abs(node(id).voltage);
    lowest_pu = std::min(lowest_pu, voltage_pu);
    drop_pu = std::max(drop_pu, std::abs(emf_pu - node(id).voltage));
    for (const DemandId demand_id : node(id).demands) {
      const Band& band = consumer(demand_id).band;
      const double nearest_pu =
          std::min(std::abs(voltage_pu - band.low_pu), std::abs(voltage_pu - band.high_pu));
      distance_pu = std::min(distance_pu, 0.5 * nearest_pu);
    }
  }
  const double stiffness = std::clamp(lowest_pu - drop_pu, kStiffnessFloor, 1.0);
  zone.budget = std::llround(std::max(distance_pu, kBudgetFloorPu) * stiffness * kMovementPerPu);
}

/// When the ramp of a demand next meets what its current limit allows at the present voltage.
core::Tick Network::State::limit_due(const Consumer& load, core::Tick now) const {
  const Demand& asked = load.asked;
  const double slope = asked.power.watts_per_s();
  if (slope == 0.0 || std::isinf(asked.current_limit_w)) return core::kNever;
  const double power_w = asked.power.watts(now);
  const double allowed_w =
      asked.current_limit_w * std::abs(node(load.node).voltage) / std::hypot(1.0, asked.tan_phi);
  core::Tick due = core::kNever;
  for (const double target_w : {allowed_w, -allowed_w}) {
    const double wait_s = (target_w - power_w) / slope;
    if (wait_s > 0.0) due = std::min(due, core::later(now, core::ticks_up(wait_s)));
  }
  return due;
}

void Network::State::plan_next(Zone& zone, int index, core::Tick now) {
  core::Tick due = zone.limit_due;
  if (zone.drift != 0) {
    const core::Int128 remaining = std::max<std::int64_t>(zone.budget - zone.moved, 1);
    const core::Int128 wait = (remaining * core::kTicksPerSecond + zone.drift - 1) / zone.drift;
    constexpr core::Int128 kLongest = core::Int128{1} << 62;
    if (wait <= kLongest) due = std::min(due, core::later(now, static_cast<core::Tick>(wait)));
  }
  if (zone.has_collapsed) due = core::kNever;
  levels[static_cast<std::size_t>(zone.level)].timers.set(index, due);
}

}  // namespace ridethrough::network
