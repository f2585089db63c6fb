#include "devices/conversion/ups_balance.hpp"

#include <algorithm>
#include <limits>

#include "devices/conversion/link_piece.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Below now, or equal and about to be.
bool falls_below(const Ramp& a, const Ramp& b, double rounding_w) {
  if (a.w < b.w - rounding_w) return true;
  return a.w <= b.w + rounding_w && a.w_per_s < b.w_per_s;
}

Balance balance_at_once(const BalanceInput& input) {
  const Ramp first = input.need + Ramp{input.refill_w, 0.0};
  const Ramp wanted = first + Ramp{input.charge_w, 0.0};
  const bool is_covered = !falls_below(input.limit, wanted, input.rounding_w);
  Balance result;
  result.is_short = falls_below(input.limit, input.need, input.rounding_w);
  result.rectifier = is_covered ? wanted : input.limit;
  result.holds_s = std::min(meeting_s(input.limit, wanted), meeting_s(input.limit, input.need));
  if (is_covered) {
    result.battery.w = -input.charge_w;
    return result;
  }
  if (input.charge_w > 0.0 && !falls_below(input.limit, first, input.rounding_w)) {
    Ramp left = input.limit - first;
    left.w = std::max(0.0, left.w);  // below zero by rounding only
    result.rectifier = first + left;
    result.battery = Ramp{} - left;
    result.holds_s = std::min(result.holds_s, meeting_s(input.limit, first));
    return result;
  }
  if (!input.battery_helps) return result;
  const Ramp cap{input.battery_limit_w, 0.0};
  const Ramp rest = first - input.limit;
  result.battery = falls_below(cap, rest, input.rounding_w) ? cap : rest;
  result.holds_s = std::min(result.holds_s, meeting_s(cap, rest));
  return result;
}

}  // namespace

core::Tick Balance::holds_until(core::Tick now) const {
  return core::later(now, std::max<core::Tick>(core::ticks_up(holds_s), 1));
}

Balance balance(const BalanceInput& input) {
  const Balance at_once = balance_at_once(input);
  if (!input.lagged || !falls_below(*input.lagged, at_once.rectifier, input.rounding_w)) {
    return at_once;
  }
  BalanceInput slow = input;
  slow.limit = *input.lagged;
  Balance result = balance_at_once(slow);
  result.holds_s = std::min(result.holds_s, meeting_s(input.limit, slow.limit));
  return result;
}

Ramp WalkIn::limit(core::Tick since) const {
  Ramp sum;
  for (int module = 0; module < modules; ++module) {
    const core::Tick own = since - module * stagger;
    if (own < 0) break;
    if (own >= ramp) {
      sum.w += module_w;
      continue;
    }
    const double slope = module_w / core::seconds(ramp);
    sum = sum + Ramp{slope * core::seconds(own), slope};
  }
  return sum;
}

core::Tick WalkIn::next_kink(core::Tick since) const {
  core::Tick next = core::kNever;
  for (int module = 0; module < modules; ++module) {
    for (const core::Tick kink : {module * stagger, module * stagger + ramp}) {
      if (kink > since) next = std::min(next, kink);
    }
  }
  return next;
}

}  // namespace ridethrough::devices::conversion
