#include "devices/conversion/ups_device.hpp"

// Dips that are counted, the latch that they close, and the transfer switch that is called from
// the battery. Source: NERC, incident of 10 July 2024 (power.md I1).
namespace ridethrough::devices::conversion {

/// The switch that it calls tells it by its position that the next loss is a change of feeds.
bool UpsDevice::is_switching() const {
  if (called_ == nullptr) return false;
  const auto position = static_cast<std::size_t>(called_->state());
  return called_->schema().states[position].name == "transferring";
}

/// A loss of the input that tells something about the mains.
bool UpsDevice::is_disturbance() const {
  return !is_switched_ && (settings_.dip_counter.refuses_any || InputLatch::is_mains(fed_by_));
}

/// A dip counts at the instant of its detection, whatever the UPS is doing then.
void UpsDevice::count_dip(Ports& ports) {
  if (settings_.dip_counter.dips == 0 || is_dip_seen_) return;
  if (!is_due(outside_since_, settings_.detect, ports.now())) return;
  is_dip_seen_ = true;
  if (!settings_.dip_counter.counts_transfers && is_disturbance()) note_dip(ports, "dip");
}

void UpsDevice::note_dip(Ports& ports, std::string_view reason) {
  ports.log_count(*this, "dips", dips_counted_, dips_counted_ + 1, reason);
  ++dips_counted_;
  const bool has_inverter = is_inverter_on_ || state() == kMains;
  if (!dips_.note(ports.now()) || !has_inverter || latch_.refuses(fed_by_)) return;
  close_latch(ports, "dip_counter");
}

/// Against the feed that it knows, or against all of them.
void UpsDevice::close_latch(Ports& ports, std::string_view reason) {
  if (!latch_.is_closed()) ports.log_count(*this, "latch", 0, 1, reason);
  is_kept_on_feed_ = state() == kMains;
  if (settings_.dip_counter.refuses_any) {
    latch_.close_against_all(reason);
  } else {
    latch_.close_against(fed_by_, reason);
  }
}

void UpsDevice::open_latch(Ports& ports, std::string_view reason) {
  if (!latch_.is_closed()) return;
  latch_.open();
  clear_counts();
  ports.log_count(*this, "latch", 1, 0, reason);
}

void UpsDevice::clear_counts() {
  dips_.clear();
  failed_walk_ins_ = {};
}

/// On battery it shows the latch, whichever feed is lost.
bool UpsDevice::latch_or_release(Ports& ports) {
  if (state() == kBattery && latch_.is_closed()) {
    is_kept_on_feed_ = false;
    enter(ports, kLatched, latch_.reason());
    return true;
  }
  const DipCounterSettings& counter = settings_.dip_counter;
  if (!counter.returns_by_itself || !latch_.refuses(fed_by_)) return false;
  if (!is_due(good_since_, counter.return_after, ports.now())) return false;
  open_latch(ports, "latch_released");
  if (state() == kLatched) enter(ports, kBattery, "latch_released");
  return true;
}

/// A feed that carries the load itself goes on doing so where only the rectifier had the dips.
bool UpsDevice::is_on_refused_feed(const Ports& ports) const {
  if (state() == kMains) return refuses_bypass_feed(ports) && !is_kept_on_feed_ && !has_bus_fault_;
  return latch_.refuses(fed_by_);
}

/// The feed became one that it refuses and never was lost: a closed transition to the mains.
bool UpsDevice::leave_refused_input(Ports& ports) {
  if (!is_on_refused_feed(ports)) return false;
  const bool is_on_feed = state() == kMains;
  if (state() == kWalkIn && !is_inverter_on_) {
    walk_start_ = core::kNever;
    enter(ports, kOff, latch_.reason());
    return true;
  }
  if (state() != kOnline && state() != kWalkIn && !is_on_feed) return false;
  walk_start_ = core::kNever;
  is_inverter_on_ = true;
  enter(ports, kLatched, latch_.reason());
  count_on_battery(ports, latch_.reason());
  if (is_on_feed && !is_in_phase(ports)) {
    open_gap(ports, settings_.synchronism.gap, "out_of_synchronism");
  }
  return true;
}

bool UpsDevice::refuses_bypass_feed(const Ports& ports) const {
  return latch_.refuses(ports.network().supply(bypass_feed_).fed_by);
}

/// A walk-in that the input ended; so many of them latch it, without an inverter too.
void UpsDevice::count_failed_walk_in(Ports& ports) {
  if (is_switched_) return;
  std::int64_t& failed = failed_walk_ins_[InputLatch::is_mains(fed_by_) ? 0 : 1];
  ++failed;
  if (settings_.retries > 0 && failed >= settings_.retries) close_latch(ports, "retries");
}

/// Empties the count; what was latched returns once its input has been good for the hold-off again.
void UpsDevice::reset(Ports& ports) {
  open_latch(ports, "reset");
  clear_counts();
  overloads_.clear();
  transfers_.clear();
  is_locked_off_ = !has_inverter();
  if (state() != kLatched) return;
  if (good_since_ != core::kNever) good_since_ = ports.now();
  enter(ports, kBattery, "reset");
}

/// On battery for so long it orders the switch to its second feed. Online again it lets go, if so
/// set and if it would take the first.
void UpsDevice::call(Ports& ports) {
  const core::Tick now = ports.now();
  if (!is_on_battery()) on_battery_since_ = core::kNever;
  if (is_on_battery() && on_battery_since_ == core::kNever) on_battery_since_ = now;
  if (called_ == nullptr) return;
  if (!is_called_ && is_due(on_battery_since_, settings_.on_battery_delay, now)) {
    is_called_ = holds_switch_ = true;
    ports.log_count(*this, "calls", 0, 1, "on_battery");
    order_switch(ports, true);
  }
  if (state() != kOnline && state() != kMains) return;
  is_called_ = false;
  if (!holds_switch_ || latch_.is_closed()) return;
  holds_switch_ = false;
  if (!settings_.releases_by_itself) return;
  ports.log_count(*this, "calls", 1, 0, "online");
  order_switch(ports, false);
}

void UpsDevice::order_switch(Ports& ports, bool begins) {
  Command command;
  command.verb = Verb::transfer;
  command.begins = begins;
  command.arguments.emplace("to", Value(std::string("2")));
  // Two that call one switch each hold it for themselves.
  command.arguments.emplace("caller", Value("ups " + std::to_string(process())));
  called_->order(command);
  ports.mark(*called_);
}

}  // namespace ridethrough::devices::conversion
