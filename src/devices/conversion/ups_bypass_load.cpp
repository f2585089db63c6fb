#include "devices/conversion/ups_device.hpp"

// How long the static bypass carries more than it may, and what follows. In eco and line
// interactive the load passes the same switch.
namespace ridethrough::devices::conversion {

/// The maintenance bypass is a breaker: it leaves the thyristors cold.
void UpsDevice::follow_bypass_load(const Ports& ports) {
  const core::Tick now = ports.now();
  using Path = BypassHeat::Path;
  Path path = Path::none;
  if (state() == kBypass) path = Path::bypass;
  if (state() == kMains) path = is_tapped() ? Path::tap : Path::feed;
  bypass_heat_.follow(ports.network(), now, path, source_);
  if (is_overrun_ && !bypass_heat_.is_used_up(now)) is_overrun_ = false;
}

bool UpsDevice::may_load_feed(const Ports& ports) const {
  return !settings_.bypass.opens_on_overload || !bypass_heat_.is_used_up(ports.now());
}

bool UpsDevice::leave_overloaded_bypass(Ports& ports) {
  const bool is_on_feed = state() == kMains;
  if (state() != kBypass && !is_on_feed) return false;
  if (is_overrun_ || bypass_heat_.expires() > ports.now()) return false;
  constexpr std::string_view kReason = "bypass_overload";
  is_overrun_ = true;
  ports.log_count(*this, "bypass_overloads", bypass_overloads_, bypass_overloads_ + 1, kReason);
  ++bypass_overloads_;
  if (!settings_.bypass.opens_on_overload) {
    ports.warn(*this, "RT1325", "its static bypass carries more for longer than it withstands");
    return false;
  }
  if (!is_on_feed || has_bus_fault_) {
    stop_inverter(ports, kOff, kReason);
    is_locked_off_ = true;
    return true;
  }
  is_inverter_on_ = true;
  if (is_input_usable()) {
    enter(ports, kOnline, kReason);
  } else {
    go_on_battery(ports);
  }
  if (!is_in_phase(ports)) open_gap(ports, settings_.synchronism.gap, "out_of_synchronism");
  return true;
}

}  // namespace ridethrough::devices::conversion
