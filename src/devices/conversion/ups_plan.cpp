#include <algorithm>

#include "devices/conversion/ups_device.hpp"
#include "devices/first_tick.hpp"

// When a UPS is to be looked at again.
namespace ridethrough::devices::conversion {
namespace {

/// A collapse of what hangs on the outlet is looked for this long after the inverter came on.
constexpr core::Tick kUpsCollapseCheck = 1'000'000;

}  // namespace

core::Tick UpsDevice::next_of_modes(core::Tick now) const {
  core::Tick next = core::kNever;
  if (feeds()) {
    next = std::min(overload_.expires(), next_of_short_circuit());
    const core::Tick check = inverter_on_since_ + kUpsCollapseCheck;
    if (inverter_on_since_ > 0 && check > now) next = std::min(next, check);
  }
  const bool counts = settings_.dip_counter.dips > 0 && !is_dip_seen_;
  if (state() == kOnline || state() == kWalkIn || counts) {
    next = std::min(next, core::later(outside_since_, settings_.detect));
  }
  if (has_battery() && !battery_is_up_ && bank_stop_ == StorageStop::none) {
    next = std::min(next, core::later(short_since_, settings_.battery_response));
  }
  if (waits_for_input()) next = std::min(next, core::later(good_since_, settings_.hold_off));
  if (settings_.dip_counter.returns_by_itself && latch_.refuses(fed_by_)) {
    next = std::min(next, core::later(good_since_, settings_.dip_counter.return_after));
  }
  if (called_ != nullptr && !is_called_) {
    next = std::min(next, core::later(on_battery_since_, settings_.on_battery_delay));
  }
  return std::min(next, next_join_);
}

core::Tick UpsDevice::next_of_feeds(core::Tick now) const {
  core::Tick next = std::min({window_.retry_at(), gap_until_, clock_.next(now),
                              input_frequency_.next_crossing(input_line_, now)});
  if (state() == kBypass) next = std::min(next, return_try_at_);
  if (!is_overrun_) next = std::min(next, bypass_heat_.expires());
  if (!settings_.mains.is_used) return next;
  next = std::min({next, bypass_frequency_.next_crossing(bypass_line_, now), taps_.next()});
  if (state() == kMains) {
    return std::min(next, core::later(mains_watch_.bad_since(), settings_.detect));
  }
  const core::Tick back = core::later(mains_watch_.good_since(), settings_.mains.return_after);
  return state() == kOnline && back > now ? std::min(next, back) : next;
}

/// When the bank, on its charge until `end`, has what a restart needs; `end` if it has not by then.
core::Tick UpsDevice::charged_by(core::Tick now, core::Tick end) const {
  if (state() != kWalkIn || !lacks_charge(now) || end == core::kNever || lacks_charge(end)) {
    return end;
  }
  return first_tick(now, end, [this](core::Tick at) { return !lacks_charge(at); });
}

void UpsDevice::plan(Ports& ports) {
  const core::Tick now = ports.now();
  const core::Tick next =
      std::min({piece_.end, recharge_.next(), next_of_modes(now), next_of_feeds(now)});
  ports.wake(*this, charged_by(now, bank_.next_wake(now, std::max(next, now))));
}

}  // namespace ridethrough::devices::conversion
