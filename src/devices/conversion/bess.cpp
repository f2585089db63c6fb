#include "ridethrough/devices/conversion/bess.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/conversion/bess_device.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

enum BessQuantity : std::size_t {
  kBessPower,
  kBessVoltage,
  kBessSoc,
  kBessEnergy,
  kBessLoadLevel,
  kBessLoss,
  kBessBatteryVoltage,
  kBessAuxiliary,
  kBessFrequency,
  kBessCurrentLimits,
};

double window_end(const Parameters& parameters, std::size_t end) {
  return get(map_of(parameters, "window"), "voltage").list().at(end).number();
}

/// Notes which part of a demand the bus serves; true if that changed.
bool note_share(const network::Supply& supply, double& frac) {
  const double now_frac = supply.is_energised ? supply.served_frac : 0.0;
  const bool is_changed = now_frac != frac;
  frac = now_frac;
  return is_changed;
}

}  // namespace

BessDevice::BessDevice(const Parameters& parameters)
    : Device(bess_schema()),
      rating_w_(number_of(parameters, "rating")),
      loss_(efficiency_points(parameters)),
      climate_(cabinet_climate(parameters, loss_)),
      derated_w_(climate_.rating_frac * rating_w_),
      current_limit_frac_(number_of(parameters, "current_limit")),
      recharge_frac_(number_of(parameters, "recharge_limit")),
      sense_(span_ticks(map_of(parameters, "window"), "sense")),
      answer_(answer_time(parameters)),
      hold_(span_ticks(map_of(parameters, "reconnect"), "hold")),
      hand_over_(span_ticks(map_of(parameters, "reconnect"), "ramp")),
      control_(bess_control(parameters)),
      overload_(overload_classes(parameters)),
      feed_(window_end(parameters, 0), window_end(parameters, 1)) {
  if (control_.ride_through) ride_through_.emplace(*control_.ride_through);
}

void BessDevice::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  bank_.attach(wiring);
  bus_ = wiring.inlets.at(0);
  if (network.node(bus_).is_dc) control_.check_direct_current();
  demand_ = network.add_demand(bus_, wiring.members, wiring.process);
  if (climate_.has_auxiliaries()) {
    auxiliaries_ = network.add_demand(bus_, wiring.members, wiring.process);
  }
  if (control_.loop) phase_.emplace(*control_.loop, wiring.frequency_hz);
  wire_management(wiring);
  switch_ = wiring.peer("islanding_switch");
  if (switch_ == nullptr) {
    if (control_.black_start) throw std::invalid_argument("'black_start' needs 'islanding_switch'");
    upstream_ = network.add_observer(bus_, wiring.process);
    return;
  }
  contacts_ = switch_->islanding();
  if (contacts_ == nullptr) throw std::invalid_argument("'islanding_switch' is not a switch");
  contacts_->add_watcher(*this);
  upstream_ = network.add_observer(contacts_->upstream(), wiring.process);
  if (!control_.frequency.holds({.hz = wiring.frequency_hz}, 0)) {
    throw std::invalid_argument(fmt::format(
        "the {:.4g} Hz of its feed lie outside of 'window.frequency'", wiring.frequency_hz));
  }
  forming_ = wiring.forming;
  forming_->wire(network, bus_, wiring.frequency_hz, control_.law);
  handle_ = forming_->join(network, *this, wiring.members / network.node(bus_).members,
                           {derated_w_, current_limit_frac_ * rating_w_}, control_.law);
  network.add_owner(forming_->source(), wiring.process);
}

void BessDevice::wire_management(Wiring& wiring) {
  if (!control_.is_managed()) return;
  manager_.emplace(control_.manager(derated_w_, recharge_frac_));
  if (control_.response) {
    ResponseSettings response = *control_.response;
    response.nominal_hz = wiring.frequency_hz;
    response.power_w *= derated_w_;
    manager_->respond(response);
  }
  const Device* meter = wiring.peer("meter");
  if ((meter != nullptr) != control_.smoothing.has_value()) {
    throw std::invalid_argument("'smoothing' and 'meter' need each other");
  }
  if (meter == nullptr) return;
  network::Network& network = wiring.network;
  const Meter read{meter->metered_source(), meter->outlet_node()};
  if (read.source < 0) throw std::invalid_argument("'meter' is no utility or genset");
  const std::int64_t buses = network.node(bus_).members;
  if (network.node(read.node).members != buses) {
    throw std::invalid_argument("several buses of cabinets would smooth the same 'meter'");
  }
  manager_->smooth(*wiring.forming, read, wiring.members / buses, *control_.smoothing);
  network.add_owner(read.source, wiring.process);
}

void BessDevice::react(Ports& ports) {
  if (ports.is_first()) {
    ports.mark(*this);  // the bus is known only after the first solve
    return;
  }
  bool is_changed = obey(ports);
  is_changed |= read_ports(ports);
  is_changed |= follow_phase(ports);
  note_dead_bus(ports);
  is_changed |= note_bank_stop(ports);
  is_changed |= ports.now() >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports);
    is_changed = note_bank_stop(ports);
  }
  publish(ports);
  note_dip(ports);
  power_event().put(ports, state() == kForming || state() == kResyncing);
  if (is_offering_) forming_->follow(ports, *this);
  plan(ports);
}

bool BessDevice::read_ports(const Ports& ports) {
  const network::Network& network = ports.network();
  bool is_changed = note_share(network.supply(demand_), live_frac_);
  if (has_auxiliaries()) {
    is_changed |= note_share(network.supply(auxiliaries_), auxiliary_frac_);
  }
  if (bank_.was_repaired()) recharge_.ask_again(ports.now());
  if (read_feed(ports)) {
    is_changed = true;
    has_tripped_ = false;
    has_ordered_close_ = false;
  }
  return (has_switch() && read_source(ports)) || is_changed;
}

/// A feed off its frequency is as good as none to a cabinet that can do without it.
bool BessDevice::read_feed(const Ports& ports) {
  const core::Tick now = ports.now();
  network::Supply feed = ports.network().supply(upstream_);
  if (has_switch() && feed.is_energised) {
    const network::Frequency line = ports.network().frequency(contacts_->upstream());
    feed.is_energised = control_.frequency.holds(line, now);
    ports.network().set_frequency_watch(upstream_, control_.frequency.side_of(line.hz_at(now)));
  }
  return feed_.read(now, feed);
}

bool BessDevice::read_source(const Ports& ports) {
  // The feed is back on the bus: what is handed over is what was carried until now, whichever
  // cabinet of the bus lets go first.
  if (is_offering_ && !is_cut_off()) return false;
  const network::Network& network = ports.network();
  const core::Line source =
      is_offering_ ? network.source_flow(forming_->source()).power : core::Line{};
  const double share = is_offering_ ? forming_->share(handle_) : 0.0;
  const bool is_flipped = read_limit(ports);
  if (source == source_ && share == share_ && !is_flipped) return false;
  carry_overload(ports.now(), share, ramp_of(source, ports.now()));
  const double source_j = network.source_energy(forming_->source(), ports.now()).joules();
  forming_j_ += share_ * (source_j - source_j_);
  source_j_ = source_j;
  source_ = source;
  share_ = share;
  return true;
}

void BessDevice::publish(Ports& ports) {
  network::Network& network = ports.network();
  network::Demand demand;
  if (!is_offering_ && !setpoint_.power.is_zero()) {
    const Ramp& power = setpoint_.power;
    const double part = -in_step_frac();
    demand.power = core::Line::of_watts(setpoint_.at, part * power.w, part * power.w_per_s);
    demand.tan_phi = setpoint_.tan_phi;
    demand.current_limit_w = current_limit_frac_ * rating_w_;
  }
  network.set_demand(demand_, demand);
  if (has_auxiliaries()) {
    const Ramp& asked = piece_.asked;
    network.set_demand(auxiliaries_, {core::Line::of_watts(piece_.start, asked.w, asked.w_per_s)});
  }
  network.set_watch(upstream_, feed_.band());
  if (ride_through_)
    network.set_watch(demand_, may_ride() ? ride_through_->band() : network::Band{});
  if (phase_) {
    network.set_frequency_watch(demand_, kEveryNewLine);
  } else if (manager_) {
    network.set_frequency_watch(demand_, manager_->band());
  }
}

double BessDevice::forming_j(const View& view) const {
  if (!has_switch()) return 0.0;
  const double source_j = view.network.source_energy(forming_->source(), view.now).joules();
  return forming_j_ + share_ * (source_j - source_j_);
}

double BessDevice::look(std::size_t quantity, const View& view) const {
  const double span_s = core::seconds(view.now - piece_.start);
  const double power_w = piece_.bus.at(span_s);
  const double load_frac = std::abs(piece_.converter.at(span_s)) / rating_w_;
  switch (quantity) {
    case kBessPower:
      return power_w;
    case kBessVoltage:
      return view.network.voltage_pu(bus_);
    case kBessLoadLevel:
      return std::abs(power_w) / derated_w_;
    case kBessLoss:
      return piece_.is_working ? rating_w_ * loss_.loss_frac(load_frac) : 0.0;
    case kBessAuxiliary:
      return piece_.auxiliary.at(span_s);
    case kBessFrequency:
      return view.network.frequency(bus_).hz_at(view.now);
    case kBessCurrentLimits:
      return static_cast<double>(current_limits_);
    default:
      break;
  }
  if (!bank_.is_present()) return 0.0;
  const StorageView cells = bank_.bank().look(view.now);
  if (quantity == kBessSoc) return cells.soc_frac;
  if (quantity == kBessEnergy) return cells.energy_j;
  return quantity == kBessBatteryVoltage ? cells.terminal_voltage_v : 0.0;
}

core::Books BessDevice::account(const View& view) const {
  const double taken_j = view.network.served_energy(demand_, view.now).joules();
  const double fed_j =
      has_auxiliaries() ? view.network.served_energy(auxiliaries_, view.now).joules() : 0.0;
  const double cells_j = bank_.delivered_j(view.now);
  const double formed_j = forming_j(view);  // negative where others pushed more in
  core::Books books;
  books.in_j = std::max(0.0, taken_j) + fed_j + std::max(0.0, cells_j) + std::max(0.0, -formed_j);
  books.out_j = std::max(0.0, -taken_j) + std::max(0.0, -cells_j) + std::max(0.0, formed_j);
  books.loss_j = books.in_j - books.out_j;
  books.gap_j = std::abs(books.loss_j - loss_j(view.now) - auxiliary_j(view.now));
  return books;
}

void BessDevice::report(const View& view, Report& report) const {
  report.findings.push_back({"soc_end", look(kBessSoc, view), "%"});
  if (std::isfinite(soc_min_frac_)) {
    const double soc_frac = look(kBessSoc, view);
    const bool is_now = soc_frac < soc_min_frac_;
    report.findings.push_back(
        {"soc_min", std::min(soc_frac, soc_min_frac_), "%", is_now ? view.now : soc_min_at_});
  }
  report.findings.push_back({"energy_left", look(kBessEnergy, view), "kWh"});
  report.findings.push_back({"energy_formed", forming_j(view), "kWh"});
  if (has_auxiliaries()) {
    report.findings.push_back({"energy_auxiliary", auxiliary_j(view.now), "kWh"});
  }
  if (ride_through_) report.findings.push_back({"energy_into_dips", dip_j(view), "kWh"});
  if (manager_ && (manager_->reserve_frac() > 0.0 || manager_->room_from_frac() < 1.0)) {
    report.findings.push_back({"reserve_stops", static_cast<double>(reserve_stops_), "1"});
  }
  if (derated_w_ != rating_w_) report.findings.push_back({"rating_derated", derated_w_, "kW"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_bess(const Parameters& parameters) {
  return std::make_unique<conversion::BessDevice>(parameters);
}

}  // namespace ridethrough::devices
