#include "devices/storage/floating_bank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/first_tick.hpp"
#include "devices/growing_search.hpp"
#include "devices/parameter_access.hpp"
#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/charge_voltages.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {
namespace {

// All of them assumed.
/// Of the nominal voltage: source and cells may be so far apart, 10 mV at 50 V.
constexpr double kMatchedFrac = 2e-4;
/// A load step moves the cells, they move the bus, and so on: so often within one instant.
constexpr int kMostMatches = 8;
/// Less than this part of U^2 / R, backwards, is rounding of the solve.
constexpr double kBackwardsFrac = 1e-6;
/// So long it rests at least on a live bus, before it gives again; a dead one it feeds at once.
constexpr core::Tick kRestsLeast = 100'000'000;
/// A live bus must be so much lower, over its nominal voltage: the charge that a bank has just
/// taken stands a little above its rest for a while, and is no reason to give.
constexpr double kLowerFrac = 0.02;
/// A bus must carry its loads for so long before it charges the bank.
constexpr core::Tick kChargeDwell = 10 * core::kTicksPerSecond;
/// Rectifiers that hold the bus so soon after the bank took no charge any more had too much to do.
constexpr core::Tick kTooMuch = core::kTicksPerSecond;
/// The charge voltage of the bank may be so far from the bus: droop, compensation.
constexpr double kFitsFrac = 0.1;

void refuse_at_port(const Parameters& parameters) {
  for (const char* name : {"recharge_limit", "disconnect_below"}) {
    if (!get(parameters, name).present()) continue;
    throw std::invalid_argument(
        fmt::format("'{}' is of a bank on a dc bus; here the converter decides", name));
  }
}

}  // namespace

FloatingSettings floating_settings(const Parameters& parameters) {
  const double in_series =
      static_cast<double>(get(parameters, "cells").count() * get(parameters, "series").count());
  FloatingSettings settings;
  settings.charge_voltage_v = in_series * battery_charge_voltage_v(parameters);
  settings.recharge_limit_w =
      number_or(parameters, "recharge_limit", std::numeric_limits<double>::infinity());
  settings.disconnect_below_v = optional_number(parameters, "disconnect_below");
  if (settings.disconnect_below_v >= settings.charge_voltage_v) {
    throw std::invalid_argument("'disconnect_below' is not below the charge voltage of the bank");
  }
  // Of a full bank at its ten-hour current: what lies between its voltages at rest and under load.
  Parameters full = parameters;
  full["soc"] = Value(1.0);
  const auto probe = make_bank(full);
  const double rest_v = probe->look(0).terminal_voltage_v;
  const double strings = static_cast<double>(get(parameters, "strings").count());
  const double ten_hours_a = battery_number(parameters, "capacity") / 3600.0 / 10.0 * strings;
  probe->set_power(0, rest_v * ten_hours_a, 0.0);
  const StorageView loaded = probe->look(0);
  settings.resistance_ohm = (rest_v - loaded.terminal_voltage_v) / loaded.current_a;
  return settings;
}

void FloatingBank::wire(Wiring& wiring, const Parameters& parameters) {
  if (wiring.inlets.empty() || !wiring.network.node(wiring.inlets.front()).is_dc) {
    refuse_at_port(parameters);
    return;
  }
  settings_ = floating_settings(parameters);
  cap_w_ = settings_.recharge_limit_w;
  node_ = wiring.inlets.front();
  const network::NodeSpec& bus = wiring.network.node(node_);
  bus_v_ = bus.nominal_v;
  if (wiring.members != bus.members) {
    throw std::invalid_argument("one bank floats on each bus; more of it are 'strings'");
  }
  if (std::abs(settings_.charge_voltage_v - bus_v_) > kFitsFrac * bus_v_) {
    throw std::invalid_argument(
        fmt::format("it is charged to {:.4g} V and floats on a bus of {:.4g} V: look at 'series'",
                    settings_.charge_voltage_v, bus_v_));
  }
  source_ = wiring.network.add_source({.node = node_,
                                       .resistance_ohm = settings_.resistance_ohm,
                                       .kind = network::SourceKind::converter});
  wiring.network.add_owner(source_, wiring.process);
  demand_ = wiring.network.add_demand(node_, wiring.members, wiring.process);
}

void FloatingBank::react(Ports& ports, const Device& owner, DcStorage& bank) {
  if (!is_wired()) return;
  if (ports.is_first()) {
    emf_v_ = bank.look(0).terminal_voltage_v;
    ports.mark(owner);  // the bus is known only after the first solve
    return;
  }
  const core::Tick now = ports.now();
  if (matched_at_ != now) matches_ = 0;
  const bool is_live = ports.network().supply(demand_).is_energised;
  if (is_live != (live_since_ != core::kNever)) live_since_ = is_live ? now : core::kNever;
  follow_output(ports, bank);
  note_stop(now, bank);
  disconnect_if_low(ports, owner, bank);
  if (!give_or_rest(ports, bank)) match(ports, bank);
  charge(ports, bank);
  publish(ports);
}

void FloatingBank::follow_output(const Ports& ports, DcStorage& bank) {
  if (!gives_) return;
  const core::Line given = ports.network().source_flow(source_).power;
  if (given == given_) return;
  const core::Tick now = ports.now();
  given_ = given;
  drive(now, bank, given);
}

void FloatingBank::drive(core::Tick now, DcStorage& bank, const core::Line& power) {
  driven_at_ = now;
  bank.set_power(now, power.watts(now), power.watts_per_s());
}

void FloatingBank::note_stop(core::Tick now, DcStorage& bank) {
  if (!gives_ && taken_ == core::Line{}) return;
  if (bank.next_stop(now) > now) return;
  const bool is_final = bank.stop_reason() != StorageStop::charge_limit;
  if (gives_) {
    rest(now, bank);
    return;
  }
  recharge_.stopped(now, is_final);
}

/// On a bus that is lower than its own voltage it gives; where current would turn back it rests.
bool FloatingBank::give_or_rest(const Ports& ports, DcStorage& bank) {
  const core::Tick now = ports.now();
  if (gives_) {
    const double backwards_w = kBackwardsFrac * bus_v_ * bus_v_ / settings_.resistance_ohm;
    if (given_.watts(now) >= -backwards_w) return false;
    if (before_w_ > 0.0 && now < since_ + kTooMuch) cap_w_ = 0.5 * before_w_;
    rest(now, bank);
    return true;
  }
  const network::Supply bus = ports.network().supply(demand_);
  const double called_v = emf_v_ - kLowerFrac * bus_v_;
  if (bus.is_energised && (bus.voltage_pu * bus_v_ >= called_v || now < since_ + kRestsLeast)) {
    // What the network shows at the instant of a change may still be its own voltage.
    if (now > since_) is_disconnected_ = false;
    return false;
  }
  if (is_disconnected_ || bank.discharge_limit_w(now) <= 0.0) return false;
  give(now, bank);
  return true;
}

void FloatingBank::give(core::Tick now, DcStorage& bank) {
  before_w_ = taken_.watts(now);
  if (taken_ != core::Line{}) drive(now, bank, {});
  taken_ = given_ = {};
  recharge_.allow(now, false);
  gives_ = true;
  since_ = now;
  emf_v_ = bank.look(now).terminal_voltage_v;
}

void FloatingBank::rest(core::Tick now, DcStorage& bank) {
  if (now >= since_ + kTooMuch) cap_w_ = settings_.recharge_limit_w;
  gives_ = false;
  since_ = now;
  given_ = {};
  drive(now, bank, {});
  emf_v_ = bank.look(now).terminal_voltage_v;
}

/// The voltage at the terminals that the network has at `t`: E - R P / V.
double FloatingBank::modelled_v(core::Tick t) const {
  const double root = emf_v_ * emf_v_ - 4.0 * settings_.resistance_ohm * given_.watts(t);
  return 0.5 * (emf_v_ + std::sqrt(std::max(root, 0.0)));
}

bool FloatingBank::is_off(core::Tick t, const DcStorage& bank) const {
  const double terminal_v = bank.look(t).terminal_voltage_v;
  return std::abs(terminal_v - modelled_v(t)) > kMatchedFrac * bus_v_ ||
         terminal_v < settings_.disconnect_below_v;
}

/// Sets the source to what the cells show.
void FloatingBank::match(const Ports& ports, const DcStorage& bank) {
  const core::Tick now = ports.now();
  if (!gives_ || matches_ >= kMostMatches || !is_off(now, bank)) return;
  const StorageView seen = bank.look(now);
  emf_v_ = seen.terminal_voltage_v + settings_.resistance_ohm * seen.current_a;
  matched_at_ = now;
  ++matches_;
}

void FloatingBank::disconnect_if_low(const Ports& ports, const Device& owner, DcStorage& bank) {
  const core::Tick now = ports.now();
  if (!gives_ || bank.look(now).terminal_voltage_v >= settings_.disconnect_below_v) return;
  is_disconnected_ = true;
  ports.log_count(owner, "disconnections", disconnections_, disconnections_ + 1, "low_voltage");
  ++disconnections_;
  rest(now, bank);
}

void FloatingBank::charge(const Ports& ports, DcStorage& bank) {
  const core::Tick now = ports.now();
  recharge_.allow(now, !gives_ && now >= charges_from());
  if (recharge_.is_due(now)) recharge_.decide(now, bank.charge_limit_w(now), cap_w_, 0.0);
  if (gives_) return;
  const core::Line wanted = core::Line::of_watts(now, recharge_.power_w());
  if (wanted.watts(now) == taken_.watts(now) && bank.next_stop(now) > now) return;
  taken_ = wanted;
  drive(now, bank, wanted * -1);
  if (taken_ == core::Line{}) emf_v_ = bank.look(now).terminal_voltage_v;
}

void FloatingBank::publish(const Ports& ports) {
  network::Network& network = ports.network();
  network.set_source(source_, gives_, emf_v_ / bus_v_);
  network.set_demand(demand_, {taken_});
  const network::Band called{emf_v_ / bus_v_ - kLowerFrac};
  network.set_watch(demand_, gives_ ? network::Band{} : called);
}

void FloatingBank::account(const View& view, double delivered_j, core::Books& books) const {
  if (!is_wired()) return;
  books.in_j = view.network.served_energy(demand_, view.now).joules();
  books.out_j = view.network.source_energy(source_, view.now).joules();
  books.gap_j = std::abs(books.out_j - books.in_j - delivered_j);
}

void FloatingBank::report(Report& report) const {
  if (!is_wired()) return;
  report.findings.push_back({"disconnections", static_cast<double>(disconnections_), "1"});
}

core::Tick FloatingBank::charges_from() const {
  return core::later(live_since_ == core::kNever ? core::kNever : std::max(live_since_, since_),
                     kChargeDwell);
}

core::Tick FloatingBank::next(core::Tick now, DcStorage& bank) const {
  if (!is_wired()) return core::kNever;
  core::Tick next = recharge_.next();
  for (const core::Tick at : {since_ + kRestsLeast, charges_from()}) {
    if (!gives_ && at > now) next = std::min(next, at);
  }
  if (!gives_ && taken_ == core::Line{}) return next;
  const core::Tick first = gives_ ? kFirstSearchOfDischarge : kFirstSearchOfCharge;
  const core::Tick from = std::max(matched_at_, driven_at_);
  const core::Tick end = std::min(std::max(next, now), search_end(from, now, first));
  const core::Tick stop = std::max(now, std::min(end, bank.next_stop(end)));
  if (!gives_ || !is_off(stop, bank)) return stop;
  return std::max(now, first_tick(from, stop, [&](core::Tick t) { return is_off(t, bank); }));
}

}  // namespace ridethrough::devices::storage
