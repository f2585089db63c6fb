#include <algorithm>
#include <cmath>

#include "network/zone.hpp"

// Sources that give only so much current: their voltages fold back until the current is what they
// give.
namespace ridethrough::network {

namespace {

/// A consumer that states no limit holds its power down to this voltage, once a fault or a limit
/// takes the voltage away; assumed. Below it draws the current that it drew there.
constexpr double kHoldsDownToPu = 0.7;
/// The current is met to this part.
constexpr double kCurrentFrac = 1e-12;
constexpr int kMostFoldSteps = 200;
/// A step down takes away at most half of the voltage, so that no higher solution is passed over.
constexpr double kLongestStep = 0.5;
constexpr double kShortestStep = 0.98;

/// Where a line through both ends meets zero, or the middle if it has no use.
double between(double low, double low_excess, double high, double high_excess, bool halves) {
  const double share = low_excess / (low_excess - high_excess);
  const bool is_of_use = !halves && share > 0.0 && share < 1.0;
  return low + (high - low) * (is_of_use ? share : 0.5);
}

}  // namespace

void Network::State::set_limiting(Source& feed, bool is_limiting) {
  if (is_limiting != feed.is_limiting) mark_owners(feed);
  feed.is_limiting = is_limiting;
}

/// What the sources can give together, W at 1 pu; infinite if one of them has no limit.
double Network::State::most_current_w(const Zone& zone) const {
  double sum_w = 0.0;
  for (const SourceId id : zone.sources) sum_w += source(id).spec.current_limit_w;
  return sum_w;
}

/// How far the current of a source lies above what it gives, as a part of that.
double Network::State::current_excess(const Zone& zone, const FlowResult& result,
                                      std::size_t at) const {
  if (!result.is_solved) return INFINITY;
  const Complex voltage = result.voltage[static_cast<std::size_t>(zone.flow.sources[at].node)];
  const double current_w = std::abs(result.source_power[at]) / std::abs(voltage);
  return current_w / source(zone.sources[at]).spec.current_limit_w - 1.0;
}

void Network::State::relieve(Zone& zone) const {
  for (std::size_t i = 0; i < zone.loads.size(); ++i) {
    FlowLoad& load = zone.flow.loads[i];
    if (!std::isinf(load.current_limit_w)) continue;
    load.current_limit_w = std::hypot(load.power_w, load.reactive_var) / kHoldsDownToPu;
  }
}

const FlowResult& Network::State::solve_flow(Zone& zone) {
  if (!zone.faults.empty()) relieve(zone);
  const FlowResult& result = solve_sequences_too(zone);
  bool is_beyond = false;
  for (std::size_t i = 0; i < zone.sources.size() && zone.has_limit; ++i) {
    is_beyond = is_beyond || current_excess(zone, result, i) > 0.0;
  }
  if (!is_beyond) {
    for (const SourceId id : zone.sources) set_limiting(source(id), false);
    return result;
  }
  const double first_excess = current_excess(zone, result, 0);
  relieve(zone);
  return zone.sources.size() == 1 ? fold_back_alone(zone, first_excess) : fold_back_together(zone);
}

/// Steps down until the current is small enough, and then up to where it is what the source gives.
const FlowResult& Network::State::fold_back_alone(Zone& zone, double first_excess) {
  set_limiting(source(zone.sources.front()), true);
  const Complex emf = zone.flow.sources.front().emf;
  const FlowResult* result = nullptr;
  const auto excess_at = [&](double frac) {
    zone.flow.sources.front().emf = emf * frac;
    result = &solve_sequences_too(zone);
    return current_excess(zone, *result, 0);
  };
  double high = 1.0, high_excess = first_excess;
  double low = high, low_excess = high_excess;
  for (int step = 0; step < kMostFoldSteps && low_excess > kCurrentFrac; ++step) {
    high = low;
    high_excess = low_excess;
    low *= std::clamp(1.0 / (1.0 + high_excess), kLongestStep, kShortestStep);
    low_excess = excess_at(low);
  }
  if (low_excess > kCurrentFrac) return *result;
  double last = low;
  for (int step = 0; step < kMostFoldSteps && low_excess < -kCurrentFrac; ++step) {
    last = between(low, low_excess, high, high_excess, step % 3 == 2);
    if (last <= low || last >= high) break;
    const double excess = excess_at(last);
    (excess > kCurrentFrac ? high : low) = last;
    (excess > kCurrentFrac ? high_excess : low_excess) = excess;
  }
  if (last != low) excess_at(low);
  return *result;
}

/// Whether the published power takes more current than a source gives.
bool Network::State::exceeds_limit(const Zone& zone, core::Tick now) const {
  if (!zone.has_limit) return false;
  return std::any_of(zone.sources.begin(), zone.sources.end(), [&](SourceId id) {
    const Source& feed = source(id);
    const double given_w = feed.spec.current_limit_w * node(feed.spec.node).voltage_pu;
    return !feed.is_limiting &&
           std::hypot(feed.flow.power.watts(now), feed.flow.reactive.watts(now)) > given_w;
  });
}

core::Tick Network::State::fold_due(const Zone& zone, core::Tick now) const {
  core::Tick due = core::kNever;
  for (std::size_t i = 0; i < zone.sources.size() && zone.has_limit; ++i) {
    due = std::min(due, fold_due(source(zone.sources[i]), now));
  }
  return due;
}

/// When a ramp will: |S + S' t| = limit V.
core::Tick Network::State::fold_due(const Source& feed, core::Tick now) const {
  const double given_w = feed.spec.current_limit_w * node(feed.spec.node).voltage_pu;
  if (feed.is_limiting || std::isinf(given_w)) return core::kNever;
  const Complex power{feed.flow.power.watts(now), feed.flow.reactive.watts(now)};
  const Complex slope{feed.flow.power.watts_per_s(), feed.flow.reactive.watts_per_s()};
  const double square = std::norm(slope);
  const double room = given_w * given_w - std::norm(power);
  const double half = std::real(power * std::conj(slope));
  if (square == 0.0 || (room <= 0.0 && half <= 0.0)) return core::kNever;
  if (room <= 0.0) return core::later(now, 1);
  const double wait_s = room / (half + std::sqrt(half * half + square * room));
  return core::later(now, std::max<core::Tick>(core::ticks_up(wait_s), 1));
}

}  // namespace ridethrough::network
