#include <algorithm>
#include <string>

#include "devices/conversion/ups_device.hpp"
#include "devices/incidents.hpp"

// When a UPS changes its mode. Every transition acts on the piece that runs, and ends it.
namespace ridethrough::devices::conversion {

/// One transition at a time; react() repeats until none is left.
bool UpsDevice::advance(Ports& ports) {
  const core::Tick now = ports.now();
  count_dip(ports);
  return close_gap(now) || join_module(ports) || leave_if_unable(ports) ||
         leave_short_circuit(ports) || leave_overloaded_bypass(ports) || follow_input(ports) ||
         follow_mains(ports) || leave_refused_input(ports) || latch_or_release(ports) ||
         return_from_bypass(ports) || finish_walk_in(ports) || recharge_if_due(now);
}

bool UpsDevice::leave_if_unable(Ports& ports) {
  if (!feeds()) return false;
  const core::Tick now = ports.now();
  if (piece_.link.at(now) <= empty_j()) {
    end_of_energy(ports);
    return true;
  }
  if (overload_.expires() <= now) {
    give_up(ports, "overload");
    tell_start(ports);
    return true;
  }
  if (now > inverter_on_since_ && ports.network().has_collapsed(source_)) {
    give_up(ports, "voltage_collapse");
    return true;
  }
  return false;
}

bool UpsDevice::follow_input(Ports& ports) {
  const core::Tick now = ports.now();
  const bool is_on_rectifier = state() == kOnline || state() == kWalkIn;
  if (is_on_rectifier && is_due(outside_since_, settings_.detect, now)) {
    go_on_battery(ports);
    return true;
  }
  const bool may_help = has_battery() && !battery_is_up_ && bank_stop_ == StorageStop::none;
  if (may_help && is_due(short_since_, settings_.battery_response, now)) {
    battery_is_up_ = true;
    return true;
  }
  if (waits_for_input() && is_due(good_since_, settings_.hold_off, now)) {
    walk_start_ = now;
    enter(ports, kWalkIn, "input_good");
    return true;
  }
  return false;
}

bool UpsDevice::finish_walk_in(Ports& ports) {
  const core::Tick now = ports.now();
  if (state() != kWalkIn) {
    if (!has_walked_in(now)) return false;
    walk_start_ = core::kNever;
    return true;
  }
  const bool is_charged = is_exhausted_ && settings_.restart_soc_frac > 0.0 && !lacks_charge(now);
  if (!is_inverter_on_ && has_walked_in(now) && is_charged && is_link_full()) {
    start_inverter(ports, kOnline, "charged");
    return true;
  }
  if (!is_settled() || piece_.link.start != now) return false;
  if (is_inverter_on_) {
    failed_walk_ins_ = {};
    enter(ports, kOnline, "rectifier_carries");
    return true;
  }
  if (!has_walked_in(now) || lacks_charge(now)) return false;
  start_inverter(ports, kOnline, "rectifier_carries");
  return true;
}

bool UpsDevice::lacks_charge(core::Tick now) const {
  return is_exhausted_ && has_battery() && settings_.restart_soc_frac > 0.0 &&
         bank_.bank().look(now).soc_frac < settings_.restart_soc_frac;
}

/// Whether the rectifier has what the battery may take.
bool UpsDevice::may_charge(core::Tick now) const {
  if (!has_battery() || !is_settled()) return false;
  const bool is_on_generator = fed_by_ == network::SourceKind::generator;
  if (is_on_generator && !settings_.recharges_on_generator) return false;
  if (state() == kOnline || state() == kMains) return true;
  return state() == kWalkIn && !is_inverter_on_ && has_walked_in(now) && lacks_charge(now);
}

bool UpsDevice::recharge_if_due(core::Tick now) {
  const double before_w = recharge_.power_w();
  recharge_.allow(now, may_charge(now));
  if (recharge_.is_due(now)) {
    recharge_.decide(now, bank_.charge_limit_w(now), settings_.recharge_frac * rating_w(),
                     kLeastChargeFrac * rating_w());
  }
  return recharge_.power_w() != before_w;
}

bool UpsDevice::note_bank_stop(core::Tick now) {
  const StorageStop stop = bank_.stop_by(now);
  if (stop == StorageStop::none) return false;
  if (bank_.is_discharging()) {
    bank_stop_ = stop;
    return true;
  }
  recharge_.stopped(now, stop != StorageStop::charge_limit);
  return true;
}

void UpsDevice::go_on_battery(Ports& ports) {
  const bool was_walking_in = state() == kWalkIn;
  walk_start_ = core::kNever;
  if (was_walking_in) count_failed_walk_in(ports);
  if (!is_inverter_on_) {
    enter(ports, kOff, "input_lost");
    return;
  }
  const char* reason = window_.zone() == InputZone::high ? "over_voltage" : "under_voltage";
  if (window_.is_usable()) reason = "frequency";
  enter(ports, kBattery, reason);
  count_on_battery(ports, reason);
  const DipCounterSettings& counter = settings_.dip_counter;
  if (counter.dips > 0 && counter.counts_transfers && is_disturbance()) {
    note_dip(ports, "transfer");
  }
}

void UpsDevice::count_on_battery(Ports& ports, std::string_view reason) {
  ports.log_count(*this, "on_battery", on_battery_, on_battery_ + 1, reason);
  ++on_battery_;
}

void UpsDevice::stop_inverter(Ports& ports, int state, std::string_view reason) {
  is_inverter_on_ = false;
  gap_until_ = core::kNever;
  walk_start_ = core::kNever;
  short_since_ = core::kNever;
  limiting_since_ = core::kNever;
  return_try_at_ = core::kNever;
  battery_is_up_ = false;
  output_ = {};
  overload_.carry(ports.now(), 0.0, 0.0);
  enter(ports, state, reason);
  if (state != kOff && state != kFailed) return;
  output_watch_.expect(ports.now(), reason);
  begin_incident(incidents_, ports.now(), state == kFailed, reason);
}

void UpsDevice::start_inverter(Ports& ports, int state, std::string_view reason) {
  const bool leaves_feed = this->state() == kBypass || this->state() == kMaintenance;
  is_inverter_on_ = true;
  is_exhausted_ = false;
  failed_walk_ins_ = {};
  inverter_on_since_ = ports.now();
  end_incident(incidents_, ports.now());
  enter(ports, state, reason);
  if (leaves_feed && !is_in_phase(ports)) {
    open_gap(ports, settings_.synchronism.gap, "out_of_synchronism");
  }
}

}  // namespace ridethrough::devices::conversion
