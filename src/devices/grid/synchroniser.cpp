#include "devices/grid/synchroniser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ridethrough::devices {

namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr core::Tick kLook = core::kTicksPerSecond / 10;

double field(const Value& map, std::string_view name, double usual) {
  if (!map.present()) return usual;
  const Value& value = get(map.map(), name);
  return value.present() ? value.number() : usual;
}

}  // namespace

Synchroniser::Synchroniser(const Value& sync, double nominal_hz)
    : nominal_hz_(nominal_hz),
      limit_rad_(field(sync, "degrees", 5.0) / 360.0 * kTurn),
      limit_hz_(field(sync, "frequency", 0.2)),
      limit_voltage_(field(sync, "voltage", 0.05)),
      slip_hz_(field(sync, "slip", 0.1)) {}

void Synchroniser::begin(core::Tick now, const LiveBus& bus) {
  anchor_ = now;
  anchor_rad_ = 0.0;
  own_hz_ = bus.frequency.hz_at(now) + slip_hz_;
  check_at_ = now;
}

double Synchroniser::phase_ahead_rad(core::Tick now, const LiveBus& bus) const {
  const double own = anchor_rad_ + kTurn * (own_hz_ - nominal_hz_) * core::seconds(now - anchor_);
  return std::remainder(own - bus.phase_rad, kTurn);
}

/// The engine follows a bus whose frequency has moved, from the angle that it has.
void Synchroniser::tune(core::Tick now, double bus_hz) {
  if (std::abs(own_hz_ - slip_hz_ - bus_hz) <= 0.1 * slip_hz_) return;
  anchor_rad_ += kTurn * (own_hz_ - nominal_hz_) * core::seconds(now - anchor_);
  anchor_ = now;
  own_hz_ = bus_hz + slip_hz_;
}

bool Synchroniser::closes(core::Tick now, const LiveBus& bus) {
  if (now < check_at_) return false;
  constexpr double kRoundingRad = 1e-9;
  const double bus_hz = bus.frequency.hz_at(now);
  const bool is_in_phase = std::abs(phase_ahead_rad(now, bus)) <= limit_rad_ + kRoundingRad;
  const bool is_near = std::abs(own_hz_ - bus_hz) <= limit_hz_ + 1e-9 &&
                       std::abs(bus.voltage - 1.0) <= limit_voltage_;
  if (is_in_phase && is_near) return true;
  tune(now, bus_hz);
  plan(now, bus);
  return false;
}

void Synchroniser::plan(core::Tick now, const LiveBus& bus) {
  const double slip_hz = own_hz_ - bus.frequency.hz_at(now);
  check_at_ = core::later(now, kLook);
  const bool is_steady = bus.frequency.hz_per_s == 0.0 && std::abs(slip_hz) <= limit_hz_ + 1e-9 &&
                         std::abs(bus.voltage - 1.0) <= limit_voltage_ && slip_hz > 0.0;
  if (!is_steady) return;
  // From behind into the window, which begins at minus the limit.
  double to_go = -limit_rad_ - phase_ahead_rad(now, bus);
  if (to_go < 0.0) to_go += kTurn;
  check_at_ = core::later(now, std::max<core::Tick>(core::ticks_up(to_go / (kTurn * slip_hz)), 1));
}

}  // namespace ridethrough::devices
