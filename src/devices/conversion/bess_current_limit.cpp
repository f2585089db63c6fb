#include "devices/conversion/bess_device.hpp"

// A forming converter at its current limit. The network folds the voltage of its bus back, and the
// loads decide by that voltage; what follows is here.
namespace ridethrough::devices::conversion {
namespace {

/// A limit that was held for so long is counted: inside an instant a switch may show one.
constexpr core::Tick kLimitIsSeen = 1'000'000;

}  // namespace

bool BessDevice::read_limit(const Ports& ports) {
  const bool is_at_limit = is_offering_ && forming_->is_limiting(ports.network());
  if (is_at_limit == is_limiting()) return false;
  limiting_since_ = is_at_limit ? ports.now() : core::kNever;
  is_limit_counted_ = false;
  return true;
}

/// The limit has a time of its own. A power that fell with the voltage says nothing of the current,
/// so the time of overloads stands still.
void BessDevice::carry_overload(core::Tick now, double share, const Ramp& load) {
  if (is_limiting()) {
    overload_.hold(now);
    return;
  }
  overload_.carry(now, share * load.w / derated_w_, share * load.w_per_s / derated_w_);
}

bool BessDevice::leave_limit(Ports& ports) {
  const core::Tick now = ports.now();
  if (!is_limiting()) return false;
  if (!is_limit_counted_ && core::later(limiting_since_, kLimitIsSeen) <= now) {
    is_limit_counted_ = true;
    ports.log_count(*this, "current_limits", current_limits_, current_limits_ + 1, "current_limit");
    ++current_limits_;
  }
  if (core::later(limiting_since_, control_.limit_for) > now) return false;
  stop(ports, kStopped, "current_limit");
  return true;
}

core::Tick BessDevice::limit_next() const {
  return core::later(limiting_since_, is_limit_counted_
                                          ? control_.limit_for
                                          : std::min(kLimitIsSeen, control_.limit_for));
}

}  // namespace ridethrough::devices::conversion
