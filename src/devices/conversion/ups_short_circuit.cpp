#include "devices/conversion/ups_device.hpp"

// The inverter at its current limit. The network folds its voltage back; what follows is here.
namespace ridethrough::devices::conversion {

bool UpsDevice::read_limit(const Ports& ports) {
  const bool is_at_limit = feeds() && ports.network().is_limiting(source_);
  if (is_at_limit == is_limiting()) return false;
  limiting_since_ = is_at_limit ? ports.now() : core::kNever;
  is_short_seen_ = false;
  if (is_at_limit) output_watch_.expect(ports.now(), "short_circuit");
  return true;
}

/// The limit has a time of its own. A power that fell with the voltage says nothing of the current,
/// so the time of overloads stands still.
void UpsDevice::carry_overload(core::Tick now, const Ramp& load) {
  if (is_limiting()) {
    overload_.hold(now);
    return;
  }
  overload_.carry(now, load.w / rating_w(), load.w_per_s / rating_w());
}

/// It looks at its bypass twice: when the short circuit is detected, and when its own time is over.
bool UpsDevice::leave_short_circuit(Ports& ports) {
  const core::Tick now = ports.now();
  const ShortCircuitSettings& limits = settings_.short_circuit;
  if (!feeds() || !is_due(limiting_since_, limits.detect, now)) return false;
  if (!is_short_seen_) {
    is_short_seen_ = true;
    ports.log_count(*this, "short_circuits", short_circuits_, short_circuits_ + 1, "current_limit");
    ++short_circuits_;
    if (limits.clears_by_bypass && bypass_is_good(ports)) {
      give_up(ports, "short_circuit");
      return true;
    }
  }
  if (!is_due(limiting_since_, limits.lasts, now)) return false;
  if (limits.clears_by_bypass) {
    give_up(ports, "short_circuit");
    return true;
  }
  stop_inverter(ports, kOff, "short_circuit");
  is_locked_off_ = true;
  return true;
}

/// What the bypass carries would not bring the inverter to its limit.
bool UpsDevice::is_within_limit(const Ports& ports) const {
  return ports.network().current_w(bypass_, ports.now()) < source_limit_w();
}

core::Tick UpsDevice::next_of_short_circuit() const {
  const ShortCircuitSettings& limits = settings_.short_circuit;
  return core::later(limiting_since_, is_short_seen_ ? limits.lasts : limits.detect);
}

}  // namespace ridethrough::devices::conversion
