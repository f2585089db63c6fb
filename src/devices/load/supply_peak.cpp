#include "devices/load/supply_peak.hpp"

#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

SupplyPeakSettings::SupplyPeakSettings(const Parameters& supplies, double current_limit) {
  const Parameters* peak = optional_map(supplies, "peak");
  if (peak == nullptr) return;
  limit = get(*peak, "power").number();
  longest = span_ticks(*peak, "for");
  rest = span_ticks(*peak, "rest");
  if (limit < current_limit) {
    throw std::invalid_argument("'supplies.peak.power' is below 'supplies.current_limit'");
  }
}

bool SupplyPeak::follow(core::Tick now, bool is_above) {
  if (settings_->limit == 0.0) return false;
  if (!is_above) {
    if (began_ != core::kNever) rested_at_ = core::later(now, settings_->rest);
    began_ = core::kNever;
    has_ended_ = false;
    return false;
  }
  // Asked for again before it has rested it does not begin to rest anew: that is at the next lull.
  if (began_ == core::kNever && rested_at_ <= now) began_ = now;
  has_ended_ = began_ != core::kNever && ends() <= now;
  return is_on(now);
}

}  // namespace ridethrough::devices
