#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// When a zone is solved: voltages may move by a budget, and ramps have a time when they will have.
//
// Between solves the movement is followed to first order, branch by branch, from the flows that are
// published anyway: dV = -z (dS / V)*, summed from the source outward. All of it comes from integer
// flows of single members, so a cohort moves as much as each of its members does.
namespace ridethrough::network {

namespace {

/// Thresholds nearer than this do not shrink the budget further: it would never be used up in time.
constexpr double kBudgetFloorPu = 1e-7;
/// What is not followed (branch losses on their way, angles) stays below the rest.
constexpr double kFirstOrderShare = 0.9;
/// A zone this near its nose is solved at every hundredth of the tolerance; nearer it is not
/// followed.
constexpr double kStiffnessFloor = 0.01;

Complex apparent_va(const Node& place, core::Tick now) {
  return {(place.own.power + place.below.power).watts(now),
          (place.own.reactive + place.below.reactive).watts(now)};
}

Complex slope_va(const Node& place) {
  return {place.own.power.watts_per_s() + place.below.power.watts_per_s(),
          place.own.reactive.watts_per_s() + place.below.reactive.watts_per_s()};
}

bool is_still(const Node& place) {
  return place.own.power.slope + place.below.power.slope == 0 &&
         place.own.reactive.slope + place.below.reactive.slope == 0;
}

}  // namespace

/// Keeps the flows of a solve that was just published, to measure from.
void Network::State::remember(Zone& zone, core::Tick now) {
  zone.moved_pu.assign(zone.nodes.size(), {});
  zone.path_pu.assign(zone.nodes.size(), 0.0);
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    Node& place = node(zone.nodes[i]);
    const Complex impedance =
        i < zone.core_size ? zone.core_impedance : zone.flow.nodes[i].impedance;
    place.solved_va = apparent_va(place, now);
    place.gain = place.is_energised ? impedance / std::conj(place.voltage) : Complex{};
    place.branch_pu = {};
    place.branch_size_pu = 0.0;
    place.has_new_flow = false;
  }
}

/// Movement beyond the first order, for `path_pu` moved by all branches above a node together: the
/// feedback of a lower voltage, and the square, which remains where branches move against each
/// other.
double Network::State::beyond_first_order(const Zone& zone, double path_pu) const {
  return zone.feedback * path_pu + (1.0 + zone.feedback) * path_pu * path_pu;
}

/// Whether some voltage has used up the budget.
bool Network::State::has_moved(Zone& zone, core::Tick now) {
  const bool radial = is_radial(zone);
  double core_pu = 0.0;
  double longest_pu = 0.0;
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    Node& place = node(zone.nodes[i]);
    if (place.has_new_flow || !is_still(place)) {
      place.branch_pu = -place.gain * std::conj(apparent_va(place, now) - place.solved_va);
      place.branch_size_pu = std::sqrt(std::norm(place.branch_pu));
      place.has_new_flow = false;
    }
    const int parent = zone.flow.nodes[i].parent;
    if (parent < 0 && !radial) {
      core_pu += place.branch_size_pu;
      continue;
    }
    zone.moved_pu[i] = place.branch_pu;
    zone.path_pu[i] = place.branch_size_pu;
    if (parent >= 0) {
      const double ratio = zone.flow.nodes[i].ratio;
      zone.moved_pu[i] += ratio * zone.moved_pu[static_cast<std::size_t>(parent)];
      zone.path_pu[i] += ratio * zone.path_pu[static_cast<std::size_t>(parent)];
    }
    longest_pu = std::max(longest_pu, zone.path_pu[i]);
  }
  const double room_pu = zone.budget_pu - core_pu - beyond_first_order(zone, core_pu);
  if (room_pu <= 0.0) return true;
  if (longest_pu + beyond_first_order(zone, longest_pu) < room_pu) return false;
  // Most of a long step may only turn the voltage: what counts is its magnitude.
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    const Complex voltage = node(zone.nodes[i]).voltage;
    // Square roots of squares: these are near 1, where std::abs would guard against overflow.
    const double after_pu = std::sqrt(std::norm(voltage + zone.moved_pu[i]));
    const double shift_pu = std::abs(after_pu - std::sqrt(std::norm(voltage)));
    if (shift_pu + beyond_first_order(zone, zone.path_pu[i]) >= room_pu) return true;
  }
  return false;
}

/// When ramps will at the earliest have used up the budget: moved + rate t + bend t^2.
core::Tick Network::State::move_due(Zone& zone, core::Tick now) {
  const bool is_still = std::all_of(zone.nodes.begin(), zone.nodes.end(),
                                    [this](NodeId id) { return slope_va(node(id)) == Complex{}; });
  if (is_still) return core::kNever;
  zone.rate_pu_per_s.assign(zone.nodes.size(), {});
  zone.path_pu_per_s.assign(zone.nodes.size(), 0.0);
  double core_rate = 0.0;
  double soonest_s = INFINITY;
  const double most = 1.0 + zone.feedback;
  for (std::size_t i = 0; i < zone.nodes.size(); ++i) {
    const Node& place = node(zone.nodes[i]);
    const Complex own = -place.gain * std::conj(slope_va(place));
    const int parent = zone.flow.nodes[i].parent;
    if (parent < 0 && !is_radial(zone)) {
      core_rate += std::abs(own);
    } else {
      const auto above = static_cast<std::size_t>(std::max(parent, 0));
      const double ratio = parent >= 0 ? zone.flow.nodes[i].ratio : 0.0;
      zone.rate_pu_per_s[i] = own + ratio * zone.rate_pu_per_s[above];
      zone.path_pu_per_s[i] = std::abs(own) + ratio * zone.path_pu_per_s[above];
    }
    const double size_pu = std::abs(place.voltage);
    if (size_pu == 0.0) continue;
    const Complex moved = place.voltage + zone.moved_pu[i];
    const double room_pu = std::max(zone.budget_pu - std::abs(std::abs(moved) - size_pu) -
                                        beyond_first_order(zone, zone.path_pu[i]),
                                    0.0);
    const double path_rate = zone.path_pu_per_s[i] + core_rate;
    const double rate = std::abs((zone.rate_pu_per_s[i] * std::conj(moved)).real()) / size_pu +
                        zone.feedback * path_rate + core_rate +
                        2.0 * most * zone.path_pu[i] * path_rate;
    const double bend = 2.0 * most * path_rate * path_rate;
    if (rate + bend <= 0.0) continue;
    const double root = std::sqrt(rate * rate + 4.0 * bend * room_pu);
    soonest_s = std::min(soonest_s, 2.0 * room_pu / (rate + root));
  }
  if (std::isinf(soonest_s)) return core::kNever;
  return core::later(now, std::max<core::Tick>(core::ticks_up(soonest_s), 1));
}

/// A demand near its current limit, or on its way there, must not pass it between two solves.
void Network::State::watch_limit(Zone& zone, const Consumer& load, core::Tick now) {
  zone.limit_due = std::min(zone.limit_due, limit_due(load, now));
  const Demand& asked = load.asked;
  const double apparent_w =
      std::abs(asked.power.watts(now)) * std::sqrt(1.0 + asked.tan_phi * asked.tan_phi);
  constexpr double kNearLimit = 1.02;  // voltages between solves are only known to the tolerance
  if (apparent_w * kNearLimit > asked.current_limit_w * node(load.node).voltage_pu) {
    zone.must_solve = true;
  }
}

/// How far demands may move the voltages until the next solve.
///
/// From V = E - sum(z S* / V*) follows |dV| <= |sum(z dS* / V*)| / (V - |E - V|) in pu: a lower
/// voltage draws more current. The part beyond the first order is the feedback; it may turn a
/// movement that was across the voltage into its direction, so it counts in full.
void Network::State::size_budget(Zone& zone) {
  double emf_pu = 0.0;
  for (const SourceId id : zone.sources) emf_pu = std::max(emf_pu, source(id).emf.magnitude_pu);
  double distance_pu = options.voltage_tolerance_pu;
  double lowest_pu = emf_pu;
  double drop_pu = 0.0;
  for (const NodeId id : zone.nodes) {
    const double voltage_pu = std::abs(node(id).voltage);
    lowest_pu = std::min(lowest_pu, voltage_pu);
    drop_pu = std::max(drop_pu, std::abs(emf_pu * node(id).boost - node(id).voltage));
    const double low_phase_pu = lowest_phase_pu(id);
    const double high_phase_pu = highest_phase_pu(id);
    for (const DemandId demand_id : node(id).demands) {
      const Band& band = consumer(demand_id).band;
      const double nearest_pu =
          std::min(std::abs(low_phase_pu - band.low_pu), std::abs(high_phase_pu - band.high_pu));
      distance_pu = std::min(distance_pu, 0.5 * nearest_pu);
    }
  }
  const double stiffness = std::clamp(lowest_pu - drop_pu, kStiffnessFloor, 1.0);
  zone.budget_pu = kFirstOrderShare * std::max(distance_pu, kBudgetFloorPu);
  zone.feedback = 1.0 / stiffness - 1.0;
}

/// When the ramp of a demand next meets what its current limit allows at the present voltage.
core::Tick Network::State::limit_due(const Consumer& load, core::Tick now) const {
  const Demand& asked = load.asked;
  const double slope = asked.power.watts_per_s();
  if (slope == 0.0 || std::isinf(asked.current_limit_w)) return core::kNever;
  const double power_w = asked.power.watts(now);
  const double allowed_w = asked.current_limit_w * node(load.node).voltage_pu /
                           std::sqrt(1.0 + asked.tan_phi * asked.tan_phi);
  core::Tick due = core::kNever;
  for (const double target_w : {allowed_w, -allowed_w}) {
    const double wait_s = (target_w - power_w) / slope;
    if (wait_s > 0.0) due = std::min(due, core::later(now, core::ticks_up(wait_s)));
  }
  return due;
}

void Network::State::plan_next(Zone& zone, int index, core::Tick now) {
  zone.move_due = zone.has_collapsed ? core::kNever : move_due(zone, now);
  zone.fold_due = zone.has_collapsed ? core::kNever : fold_due(zone, now);
  core::Tick due = zone.frequency_due;
  if (!zone.has_collapsed)
    due = std::min({due, zone.limit_due, zone.move_due, zone.slip_due, zone.fold_due});
  levels[static_cast<std::size_t>(zone.level)].timers.set(index, due);
}

}  // namespace ridethrough::network
