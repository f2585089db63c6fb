#include <stdexcept>

#include <fmt/format.h>

#include "devices/conversion/ups_device.hpp"
#include "devices/series_element.hpp"

// Feed and inverter: which of them carries the load, and what lies between the two.
namespace ridethrough::devices::conversion {

/// Its bypass joins feed and output.
void UpsDevice::check_feeds(const Wiring& wiring) const {
  const network::Network& network = wiring.network;
  if (network.node(inlet_).is_dc) throw std::invalid_argument("a ups needs an ac feeder");
  require_like(network.node(feed_), network.node(outlet_));
  if (input_frequency_.holds({.hz = wiring.frequency_hz}, 0)) return;
  throw std::invalid_argument(fmt::format(
      "the {:.4g} Hz of its feed lie outside of 'input_window.frequency'", wiring.frequency_hz));
}

void UpsDevice::read_bypass(const Ports& ports) {
  const network::Network& network = ports.network();
  const core::Tick now = ports.now();
  const network::Frequency line = network.frequency(feed_);
  // In a sag the angle is that of the current that makes it: the inverter runs on as it was.
  const bool is_in_sag = line.hz != 0.0 && !bypass_voltage_is_good(network);
  if (!is_started_ || (line != bypass_line_ && !is_in_sag)) {
    bypass_line_ = line;
    clock_.follow(now, line, network.phase_rad(feed_, now), !is_started_);
  }
  clock_.advance(now);
  if (!settings_.mains.is_used) return;
  network::Supply supply = network.supply(bypass_feed_);
  supply.is_energised = supply.is_energised && bypass_frequency_.holds(line, now);
  mains_watch_.read(now, supply);
}

bool UpsDevice::bypass_is_good(const Ports& ports) const {
  return may_load_feed(ports) && feed_is_good(ports);
}

bool UpsDevice::feed_is_good(const Ports& ports) const {
  return bypass_voltage_is_good(ports.network()) &&
         bypass_frequency_.holds(ports.network().frequency(feed_), ports.now());
}

bool UpsDevice::bypass_voltage_is_good(const network::Network& network) const {
  const network::Supply feed = network.supply(bypass_feed_);
  const double voltage_pu = judged_pu(feed);
  return feed.is_energised && voltage_pu >= settings_.bypass.voltage.low_pu &&
         voltage_pu <= settings_.bypass.voltage.high_pu;
}

bool UpsDevice::is_in_phase(const Ports& ports) const {
  const core::Tick now = ports.now();
  return clock_.is_in_phase(now, ports.network().frequency(feed_),
                            ports.network().phase_rad(feed_, now));
}

/// Bypass, maintenance bypass, or the feed as the mode has it.
void UpsDevice::go_to_feed(Ports& ports, int state, std::string_view reason) {
  const core::Tick now = ports.now();
  const bool has_gap = is_inverter_on_ && !is_in_phase(ports);
  stop_inverter(ports, state, reason);
  if (has_gap) open_gap(ports, settings_.synchronism.gap, "out_of_synchronism");
  if (state != kBypass || !transfers_.note(now)) return;
  is_locked_off_ = true;
  ports.log_count(*this, "locked", 0, 1, "transfers");
}

/// The load is too much for the inverter, or it can not make it: the bypass takes it if it can.
void UpsDevice::give_up(Ports& ports, std::string_view reason) {
  const bool is_of_load = reason == "overload" || reason == "short_circuit";
  const bool may_return = settings_.bypass.returns_by_itself && is_of_load;
  if (!bypass_is_good(ports)) {
    stop_inverter(ports, kOff, reason);
    is_locked_off_ = true;
    return;
  }
  go_to_feed(ports, kBypass, reason);
  if (may_return && overloads_.note(ports.now())) {
    is_locked_off_ = true;
    ports.log_count(*this, "locked", 0, 1, "overloads");
  }
  if (!may_return || latch_.refuses(fed_by_)) is_locked_off_ = true;
  if (!is_locked_off_) return_try_at_ = core::later(ports.now(), settings_.bypass.return_after);
}

/// The log has no row of what devices find at the very start, so a warning says it.
void UpsDevice::tell_start(Ports& ports) const {
  if (ports.now() > 0) return;
  ports.warn(*this, "RT1311",
             state() == kBypass ? "begins the run on its bypass: overload of the inverter"
                                : "begins the run without output: overload, and no good bypass");
}

/// Link or battery are empty.
void UpsDevice::end_of_energy(Ports& ports) {
  std::string_view reason = battery_is_up_ ? "battery_converter_limit" : "dc_link";
  if (bank_stop_ != StorageStop::none) reason = word_of(bank_stop_);
  is_exhausted_ = true;
  if (settings_.bypass.helps_at_end && bypass_is_good(ports)) {
    go_to_feed(ports, kBypass, reason);
    is_locked_off_ = is_locked_off_ || latch_.refuses(fed_by_) || !settings_.restarts_by_itself;
    if (!is_locked_off_) return_try_at_ = core::later(ports.now(), settings_.bypass.return_after);
    return;
  }
  stop_inverter(ports, kOff, reason);
  if (!settings_.restarts_by_itself) is_locked_off_ = true;
}

/// It can not be told when the load on the bypass changes, so it looks from time to time.
bool UpsDevice::return_from_bypass(Ports& ports) {
  const core::Tick now = ports.now();
  if (state() != kBypass || return_try_at_ > now) return false;
  const bool is_ready = is_due(good_since_, settings_.hold_off, now) && is_link_full() &&
                        !latch_.refuses(fed_by_) &&
                        output_w({now, ports.network()}) <= rating_w() && is_within_limit(ports);
  if (is_ready && !is_locked_off_) {
    start_inverter(ports, kOnline, "load_back");
    return true;
  }
  return_try_at_ = is_locked_off_ ? core::kNever : core::later(now, settings_.bypass.return_after);
  return false;
}

/// Modes eco and line_interactive: the feed carries the load while it is good.
bool UpsDevice::follow_mains(Ports& ports) {
  if (!settings_.mains.is_used) return false;
  const core::Tick now = ports.now();
  if (state() == kMains && is_due(mains_watch_.bad_since(), settings_.detect, now)) {
    if (has_bus_fault_) {
      stop_inverter(ports, kOff, "parallel_bus_lost");
      return true;
    }
    is_inverter_on_ = true;
    if (is_input_usable()) {
      enter(ports, kOnline, "feed_outside_window");
    } else {
      go_on_battery(ports);
    }
    open_gap(ports, settings_.mains.gap, "feed_outside_window");
    return true;
  }
  const bool may_leave = state() == kOnline && is_settled() && !is_walking() && feeds();
  if (!may_leave || !is_due(mains_watch_.good_since(), settings_.mains.return_after, now)) {
    return false;
  }
  if (!is_in_phase(ports) || refuses_bypass_feed(ports)) return false;
  const bool is_carried = bypass_heat_.is_continuous(output_w({now, ports.network()}));
  if (!is_carried || !may_load_feed(ports)) return false;
  go_to_feed(ports, kMains, "feed_good");
  return true;
}

/// Nothing carries the load for a while.
void UpsDevice::open_gap(Ports& ports, core::Tick span, std::string_view reason) {
  if (span == 0) return;
  gap_until_ = core::later(ports.now(), span);
  output_ = {};
  overload_.carry(ports.now(), 0.0, 0.0);
  output_watch_.expect(ports.now(), reason);
  ports.log_count(*this, "breaks", breaks_, breaks_ + 1, reason);
  ++breaks_;
}

bool UpsDevice::close_gap(core::Tick now) {
  if (gap_until_ > now) return false;
  gap_until_ = core::kNever;
  inverter_on_since_ = now;
  return true;
}

}  // namespace ridethrough::devices::conversion
