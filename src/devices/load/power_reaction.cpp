#include "devices/load/power_reaction.hpp"

#include <algorithm>
#include <stdexcept>

#include "devices/parameter_access.hpp"
#include "ridethrough/devices/load/job.hpp"

namespace ridethrough::devices {

PowerReaction::PowerReaction(const Value& on_battery, core::Tick block) : save_takes_(block) {
  if (!on_battery.present()) return;
  const Value& cap = get(on_battery.map(), "cap");
  const Value& checkpoint = get(on_battery.map(), "checkpoint");
  const Value& drain = get(on_battery.map(), "drain");
  if (cap.present()) {
    cap_level_ = get(cap.map(), "to").number();
    cap_after_ = span_ticks(cap.map(), "after");
  }
  if (checkpoint.present()) {
    save_after_ = span_ticks(checkpoint.map(), "after");
    save_takes_ = span_ticks(checkpoint.map(), "takes");
  }
  if (drain.present()) pause_after_ = span_ticks(drain.map(), "after");
}

void PowerReaction::wire(const Wiring& wiring, const Device& job) {
  for (const auto& [parameter, device] : wiring.peers) {
    if (parameter != kJobSignal) continue;
    auto* signal = dynamic_cast<PowerSignal*>(device);
    if (signal == nullptr) {
      throw std::invalid_argument("'signal' names a " + std::string(device->schema().name) +
                                  "; ups, rotary_ups, bess and bbu tell when they are on battery");
    }
    signal->power_event().watch(job);
    signals_.push_back(&signal->power_event());
  }
  const bool reacts = std::min({cap_after_, save_after_, pause_after_}) != core::kNever;
  if (reacts && signals_.empty()) {
    throw std::invalid_argument("'on_battery' without 'signal': nobody tells it");
  }
  if (!reacts && !signals_.empty()) {
    throw std::invalid_argument("'on_battery' says nothing to do: cap, checkpoint or drain");
  }
}

void PowerReaction::read() {
  core::Tick since = core::kNever;
  for (const WatchedFlag* signal : signals_) {
    if (signal->is_set() && !is_away_) since = std::min(since, signal->since());
  }
  if (since == core::kNever) has_saved_ = false;
  // The first one counts until the last one is gone.
  since_ = since == core::kNever ? since : std::min(since, since_);
}

double PowerReaction::cap_level(core::Tick now) const {
  const bool is_due = core::later(since_, cap_after_) <= now;
  return is_due ? cap_level_ : std::numeric_limits<double>::infinity();
}

core::Tick PowerReaction::next(core::Tick now) const {
  core::Tick next = core::kNever;
  for (const core::Tick after : {cap_after_, save_after_, pause_after_}) {
    const core::Tick at = core::later(since_, after);
    if (at > now) next = std::min(next, at);
  }
  return next;
}

}  // namespace ridethrough::devices
