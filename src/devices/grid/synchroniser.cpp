#include "devices/grid/synchroniser.hpp"

#include <algorithm>
#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr core::Tick kLook = core::kTicksPerSecond / 10;
// For parameters that were bound without the schema's defaults.
constexpr SyncLimits kUsualLimits{
    .angle_rad = 5.0 * kDegree, .frequency_hz = 0.2, .voltage_pu = 0.05};
constexpr double kUsualSlipHz = 0.1;

}  // namespace

Synchroniser::Synchroniser(const Value& sync, double nominal_hz)
    : limits_(sync.present() ? sync_limits(sync.map(), kUsualLimits) : kUsualLimits),
      slip_hz_(sync.present() ? number_or(sync.map(), "slip", kUsualSlipHz) : kUsualSlipHz),
      own_{.frequency = {}, .nominal_hz = nominal_hz} {}

void Synchroniser::begin(core::Tick now, const LiveBus& bus) {
  own_.frequency = {now, bus.frequency.hz_at(now) + slip_hz_, 0.0};
  own_.angle_rad = 0.0;
  check_at_ = now;
}

/// The engine follows a bus whose frequency has moved, from the angle that it has.
void Synchroniser::tune(core::Tick now, double bus_hz) {
  if (std::abs(own_.frequency.hz - slip_hz_ - bus_hz) <= 0.1 * slip_hz_) return;
  own_.angle_rad = own_.angle_at(now);
  own_.frequency = {now, bus_hz + slip_hz_, 0.0};
}

PhaseGap Synchroniser::turn_ahead(core::Tick now, const LiveBus& bus) const {
  return {.at = now,
          .rad = own_.angle_at(now) - bus.phase_rad,
          .hz = own_.frequency.hz - bus.frequency.hz_at(now),
          .hz_per_s = -bus.frequency.hz_per_s};
}

bool Synchroniser::closes(core::Tick now, const LiveBus& bus) {
  if (now < check_at_) return false;
  const PhaseGap ahead = turn_ahead(now, bus);
  if (limits_.allow({ahead.reduced_rad(now), ahead.hz, 1.0 - bus.voltage})) return true;
  tune(now, bus.frequency.hz_at(now));
  plan(now, bus);
  return false;
}

void Synchroniser::plan(core::Tick now, const LiveBus& bus) {
  check_at_ = core::later(now, kLook);
  const PhaseGap ahead = turn_ahead(now, bus);
  const bool is_steady = bus.frequency.hz_per_s == 0.0;
  if (!is_steady || !limits_.allow({0.0, ahead.hz, 1.0 - bus.voltage})) return;
  check_at_ = std::max(limits_.opens(ahead, now), core::later(now, 1));
}

}  // namespace ridethrough::devices
