#include "ridethrough/devices/conversion/bess.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/conversion/bess_device.hpp"
#include "devices/conversion/link_piece.hpp"

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
};

core::Tick nested_span(const Parameters& parameters, std::string_view map, std::string_view name) {
  return core::ticks_nearest(get(get(parameters, map).map(), name).number());
}

double window_end(const Parameters& parameters, std::size_t end) {
  return get(get(parameters, "window").map(), "voltage").list().at(end).number();
}

Ramp magnitude(const Ramp& power) {
  const bool is_negative = power.w < 0.0 || (power.w == 0.0 && power.w_per_s < 0.0);
  return is_negative ? Ramp{-power.w, -power.w_per_s} : power;
}

}  // namespace

BessDevice::BessDevice(const Parameters& parameters)
    : Device(bess_schema()),
      rating_w_(get(parameters, "rating").number()),
      loss_(efficiency_points(parameters)),
      current_limit_frac_(get(parameters, "current_limit").number()),
      recharge_frac_(get(parameters, "recharge_limit").number()),
      sense_(nested_span(parameters, "window", "sense")),
      answer_(core::ticks_nearest(get(parameters, "latency").number()) +
              core::ticks_nearest(get(parameters, "response").number())),
      hold_(nested_span(parameters, "reconnect", "hold")),
      hand_over_(nested_span(parameters, "reconnect", "ramp")),
      overload_(overload_classes(parameters)),
      feed_(window_end(parameters, 0), window_end(parameters, 1)) {}

void BessDevice::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  bank_.attach(wiring);
  bus_ = wiring.inlets.at(0);
  demand_ = network.add_demand(bus_, wiring.members, wiring.process);
  switch_ = wiring.peer("islanding_switch");
  if (switch_ == nullptr) {
    upstream_ = network.add_observer(bus_, wiring.process);
    return;
  }
  contacts_ = switch_->islanding();
  if (contacts_ == nullptr) throw std::invalid_argument("'islanding_switch' is not a switch");
  contacts_->add_watcher(*this);
  upstream_ = network.add_observer(contacts_->upstream(), wiring.process);
  forming_ = wiring.forming;
  forming_->wire(network, bus_);
  handle_ = forming_->join(*this, wiring.members / network.node(bus_).members, rating_w_);
  network.add_owner(forming_->source(), wiring.process);
}

void BessDevice::react(Ports& ports) {
  if (ports.is_first()) {
    ports.mark(*this);  // the bus is known only after the first solve
    return;
  }
  bool is_changed = obey(ports);
  is_changed |= read_ports(ports);
  is_changed |= note_bank_stop(ports);
  is_changed |= ports.now() >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports);
    is_changed = note_bank_stop(ports);
  }
  publish(ports);
  plan(ports);
}

bool BessDevice::read_ports(const Ports& ports) {
  const network::Network& network = ports.network();
  const network::Supply bus = network.supply(demand_);
  const double live_frac = bus.is_energised ? bus.served_frac : 0.0;
  bool is_changed = live_frac != live_frac_;
  live_frac_ = live_frac;
  if (bank_.was_repaired()) recharge_.ask_again(ports.now());
  if (feed_.read(ports.now(), network.supply(upstream_))) {
    is_changed = true;
    has_tripped_ = false;
    has_ordered_close_ = false;
  }
  return (has_switch() && read_source(ports)) || is_changed;
}

bool BessDevice::read_source(const Ports& ports) {
  // The feed is back on the bus: what is handed over is what was carried until now, whichever
  // cabinet of the bus lets go first.
  if (is_offering_ && !is_cut_off()) return false;
  const network::Network& network = ports.network();
  const core::Line source =
      is_offering_ ? network.source_flow(forming_->source()).power : core::Line{};
  const double share = is_offering_ ? forming_->share(handle_) : 0.0;
  if (source == source_ && share == share_) return false;
  const Ramp load = ramp_of(source, ports.now());
  overload_.carry(ports.now(), share * load.w / rating_w_, share * load.w_per_s / rating_w_);
  const double source_j = network.source_energy(forming_->source(), ports.now()).joules();
  forming_j_ += share_ * (source_j - source_j_);
  source_j_ = source_j;
  source_ = source;
  share_ = share;
  return true;
}

Ramp BessDevice::bus_power(core::Tick now) const {
  if (is_offering_) {
    const Ramp load = ramp_of(source_, now);
    return {share_ * load.w, share_ * load.w_per_s};
  }
  const double asked_w = setpoint_.power.at(core::seconds(now - setpoint_.at));
  // Where its current limit bites, the network holds what it serves.
  if (live_frac_ < 1.0) return {live_frac_ * asked_w, 0.0};
  return {asked_w, setpoint_.power.w_per_s};
}

void BessDevice::renew(Ports& ports) {
  const core::Tick now = ports.now();
  loss_j_ = loss_j(now);
  Piece next;
  next.start = now;
  next.bus = bus_power(now);
  next.is_working = is_offering_ || !next.bus.is_zero();
  Ramp cells;
  if (next.is_working) {
    const Ramp size = magnitude(next.bus);
    const bool charges = size != next.bus;
    const LossCurve::Chord chord = loss_.chord(size, rating_w_, now, charges ? -1.0 : 1.0);
    cells = charges ? Ramp{} - chord.total : chord.total;
    next.end = chord.end;
    const core::Tick zero = core::ticks_up(meeting_s(size, {}));
    const Ramp most{current_limit_frac_ * rating_w_, 0.0};
    const core::Tick limit = core::ticks_up(meeting_s(most, size));
    for (const core::Tick span : {zero, limit}) {
      if (span > 0) next.end = std::min(next.end, core::later(now, span));
    }
  }
  piece_ = next;
  bank_.drive(ports, cells);
  if (!bank_.is_present()) return;
  const double soc_frac = bank_.bank().look(now).soc_frac;
  if (soc_frac >= soc_min_frac_) return;
  soc_min_frac_ = soc_frac;
  soc_min_at_ = now;
}

double BessDevice::loss_j(core::Tick now) const {
  if (!piece_.is_working) return loss_j_;
  return loss_j_ +
         loss_.loss_j(magnitude(piece_.bus), rating_w_, core::seconds(now - piece_.start));
}

void BessDevice::publish(Ports& ports) {
  network::Network& network = ports.network();
  network::Demand demand;
  if (!is_offering_ && !setpoint_.power.is_zero()) {
    const Ramp& power = setpoint_.power;
    demand.power = core::Line::of_watts(setpoint_.at, -power.w, -power.w_per_s);
    demand.current_limit_w = current_limit_frac_ * rating_w_;
  }
  network.set_demand(demand_, demand);
  network.set_watch(upstream_, feed_.band());
}

double BessDevice::forming_j(const View& view) const {
  if (!has_switch()) return 0.0;
  const double source_j = view.network.source_energy(forming_->source(), view.now).joules();
  return forming_j_ + share_ * (source_j - source_j_);
}

double BessDevice::look(std::size_t quantity, const View& view) const {
  const double power_w = piece_.bus.at(core::seconds(view.now - piece_.start));
  switch (quantity) {
    case kBessPower:
      return power_w;
    case kBessVoltage:
      return view.network.voltage_pu(bus_);
    case kBessLoadLevel:
      return std::abs(power_w) / rating_w_;
    case kBessLoss:
      return piece_.is_working ? rating_w_ * loss_.loss_frac(std::abs(power_w) / rating_w_) : 0.0;
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
  const double cells_j = bank_.delivered_j(view.now);
  core::Books books;
  books.in_j = std::max(0.0, taken_j) + std::max(0.0, cells_j);
  books.out_j = std::max(0.0, -taken_j) + std::max(0.0, -cells_j) + forming_j(view);
  books.loss_j = books.in_j - books.out_j;
  books.gap_j = std::abs(books.loss_j - loss_j(view.now));
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
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_bess(const Parameters& parameters) {
  return std::make_unique<conversion::BessDevice>(parameters);
}

}  // namespace ridethrough::devices
