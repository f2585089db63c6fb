#include "ridethrough/devices/conversion/ups.hpp"

#include <algorithm>
#include <cmath>

#include "devices/conversion/ups_device.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Surplus with which the link is brought back, over the rating: a full link in tens of ms.
constexpr double kRefillFrac = 0.1;
/// Link energy this near to full is full: a crossing is rounded up by at most one tick.
constexpr double kLinkRounding = 1e-6;
/// Powers nearer than this part of the rating are equal: rounding of lines is 2^-11 W.
constexpr double kPowerRounding = 1e-9;
/// The rectifier's own limit bites before that of the network, which is met only inside an instant.
constexpr double kCurrentMargin = 1.05;

enum UpsQuantity : std::size_t {
  kUpsPower,
  kUpsVoltage,
  kUpsInputPower,
  kUpsInputVoltage,
  kUpsLoadLevel,
  kUpsLoss,
  kUpsDcVoltage,
  kUpsBatteryPower,
  kUpsEnergyIn,
  kUpsEnergyOut,
  kUpsOnBattery,
};

}  // namespace

UpsDevice::UpsDevice(const Parameters& parameters)
    : Device(ups_schema()),
      settings_(parameters),
      modules_(settings_.modules),
      window_(settings_.window),
      overload_(settings_.overload) {
  const double full_power = (1.0 + settings_.recharge_frac) / settings_.window.full_low_pu;
  current_limit_w_ = rating_w() * full_power * std::hypot(1.0, settings_.tan_phi) * kCurrentMargin;
  walk_ = {modules_, settings_.module_w * (1.0 + settings_.recharge_frac), settings_.ramp,
           settings_.stagger};
  piece_.link.energy_j = full_j();
}

void UpsDevice::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  bank_.attach(wiring);
  input_ = network.add_demand(wiring.inlets.at(0), wiring.members, wiring.process);
  outlet_ = wiring.make_outlet(settings_.voltage_v, false);
  emf_ = {.frequency = {.hz = wiring.frequency_hz}, .nominal_hz = wiring.frequency_hz};
  source_ = network.add_source({.node = outlet_, .kind = network::SourceKind::converter});
  network.add_owner(source_, wiring.process);
  const Device* bypass = wiring.peer("bypass");
  const network::NodeId feed = bypass != nullptr && bypass->outlet_node() >= 0
                                   ? bypass->outlet_node()
                                   : wiring.inlets.front();
  bypass_ = network.add_link({.upper = feed, .lower = outlet_, .is_closed = false});
  bypass_feed_ = network.add_observer(feed, wiring.process);
}

void UpsDevice::react(Ports& ports) {
  if (ports.is_first()) {
    ports.network().set_source(source_, true, emf_);
    ports.mark(*this);  // the input is known only after the first solve
    return;
  }
  bool is_changed = obey(ports);
  is_changed |= read_ports(ports);
  is_changed |= note_bank_stop(ports.now());
  is_changed |= ports.now() >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports);
    is_changed = note_bank_stop(ports.now());
  }
  publish(ports);
  plan(ports);
}

bool UpsDevice::read_ports(const Ports& ports) {
  const core::Tick now = ports.now();
  bool is_changed = window_.read(now, ports.network().supply(input_));
  if (is_changed || !is_started_) {
    const bool is_full = window_.zone() == InputZone::full;
    if (!is_full) good_since_ = core::kNever;
    if (is_full && good_since_ == core::kNever) good_since_ = now;
    if (window_.is_usable()) outside_since_ = core::kNever;
    if (!window_.is_usable() && outside_since_ == core::kNever) outside_since_ = now;
  }
  const core::Line output = feeds() ? ports.network().source_flow(source_).power : core::Line{};
  if (output != output_) {
    output_ = output;
    is_changed = true;
    const Ramp load = ramp_of(output, now);
    overload_.carry(now, load.w / rating_w(), load.w_per_s / rating_w());
  }
  if (bank_.was_repaired()) recharge_.ask_again(now);
  return is_changed;
}

Ramp UpsDevice::rectifier_limit(core::Tick now) const {
  const Ramp cap{rating_w() * (1.0 + settings_.recharge_frac) * window_.capability_frac(), 0.0};
  if (state() == kBypass) return cap;
  if (state() != kOnline && state() != kWalkIn) return {};
  if (!is_walking()) return cap;
  const Ramp walked = walk_.limit(now - walk_start_);
  return walked.w < cap.w ? walked : cap;
}

Balance UpsDevice::balance_at(core::Tick now, const Ramp& need, const Ramp& limit) {
  BalanceInput input;
  input.need = need;
  input.limit = limit;
  const bool wants_refill = state() != kOff && state() != kFailed && !is_link_full();
  input.refill_w = wants_refill ? kRefillFrac * rating_w() : 0.0;
  input.charge_w = recharge_.power_w();
  input.battery_helps = battery_is_up_ && bank_stop_ == StorageStop::none;
  input.battery_limit_w = settings_.battery_limit_frac * rating_w();
  input.rounding_w = kPowerRounding * rating_w();
  if (input.battery_helps && wants_refill) {
    // A weak bank carries the load first; the link waits.
    const double able_w = bank_.bank().discharge_limit_w(now);
    if (need.w + input.refill_w - limit.w > able_w) input.refill_w = 0.0;
  }
  return balance(input);
}

/// A new piece from now on: link energy, what is needed, who gives it, and how long that holds.
void UpsDevice::renew(Ports& ports) {
  const core::Tick now = ports.now();
  loss_j_ = loss_j(now);
  Piece next;
  next.link.start = now;
  next.link.energy_j = piece_.link.at(now);
  if (std::abs(next.link.energy_j - full_j()) <= kLinkRounding * full_j()) {
    next.link.energy_j = full_j();
  }
  next.output = ramp_of(output_, now);
  const Ramp limit = rectifier_limit(now);
  Ramp need;
  next.has_loss = feeds() || (state() == kBypass && limit.w > standby_w());
  if (next.has_loss) {
    const LossCurve::Chord chord = settings_.loss.chord(next.output, rating_w(), now);
    need = chord.total;
    next.end = chord.end;
  }
  piece_ = next;
  piece_.flows = balance_at(now, need, limit);
  const Balance& flows = piece_.flows;
  piece_.link.surplus = feeds() || state() == kWalkIn || state() == kBypass
                            ? flows.rectifier + flows.battery - need
                            : Ramp{};
  judge_deficit(now);
  const auto hold = std::max<core::Tick>(core::ticks_up(flows.holds_s), 1);
  piece_.end = std::min(piece_.end, core::later(now, hold));
  if (!is_link_full()) piece_.end = std::min(piece_.end, piece_.link.reaches(full_j()));
  if (feeds()) piece_.end = std::min(piece_.end, piece_.link.reaches(empty_j()));
  if (is_walking()) {
    const core::Tick kink = walk_.next_kink(now - walk_start_);
    piece_.end = std::min(piece_.end, core::later(walk_start_, kink));
    const Ramp cap{rating_w() * (1.0 + settings_.recharge_frac) * window_.capability_frac(), 0.0};
    const core::Tick met = core::later(now, core::ticks_up(meeting_s(cap, limit)));
    if (met > now) piece_.end = std::min(piece_.end, met);
  }
  bank_.drive(ports, feeds() ? flows.battery : Ramp{});
}

void UpsDevice::judge_deficit(core::Tick now) {
  if (feeds() && piece_.flows.is_short) {
    if (short_since_ != core::kNever) return;
    short_since_ = now;
    bank_stop_ = StorageStop::none;
    return;
  }
  short_since_ = core::kNever;
  if (is_link_full()) battery_is_up_ = false;
}

double UpsDevice::loss_j(core::Tick now) const {
  if (!piece_.has_loss) return loss_j_;
  const double span_s = core::seconds(now - piece_.link.start);
  return loss_j_ + settings_.loss.loss_j(piece_.output, rating_w(), span_s);
}

void UpsDevice::publish(Ports& ports) {
  network::Network& network = ports.network();
  network.set_source(source_, feeds(), emf_);
  network.set_link(bypass_, state() == kBypass);
  const Ramp& drawn = piece_.flows.rectifier;
  const bool is_drawing = piece_.has_loss || state() == kWalkIn;
  network::Demand demand;
  if (is_drawing) {
    demand.power = core::Line::of_watts(piece_.link.start, drawn.w, drawn.w_per_s);
    demand.tan_phi = settings_.tan_phi;
    demand.current_limit_w = current_limit_w_;
  }
  network.set_demand(input_, demand);
  network.set_watch(input_, window_.band());
}

double UpsDevice::look(std::size_t quantity, const View& view) const {
  const network::Network& network = view.network;
  const core::Tick now = view.now;
  const auto output_w = [&] {
    return network.source_flow(source_).power.watts(now) +
           network.lower_flow(bypass_).power.watts(now);
  };
  switch (quantity) {
    case kUpsPower:
      return output_w();
    case kUpsVoltage:
      return network.voltage_pu(outlet_);
    case kUpsInputPower:
      return network.served(input_).watts(now) + network.upper_flow(bypass_).power.watts(now);
    case kUpsInputVoltage:
      return network.supply(input_).voltage_pu;
    case kUpsLoadLevel:
      return rating_w() > 0.0 ? output_w() / rating_w() : 0.0;
    case kUpsLoss: {
      if (!piece_.has_loss) return 0.0;
      const double load_w = piece_.output.at(core::seconds(now - piece_.link.start));
      return rating_w() * settings_.loss.loss_frac(load_w / rating_w());
    }
    case kUpsDcVoltage:
      return full_j() > 0.0 ? std::sqrt(std::max(0.0, piece_.link.at(now) / full_j())) : 0.0;
    case kUpsBatteryPower:
      return bank_.power_w(now);
    case kUpsEnergyIn:
      return (network.served_energy(input_, now) + network.upper_energy(bypass_, now)).joules();
    case kUpsEnergyOut:
      return (network.source_energy(source_, now) + network.lower_energy(bypass_, now)).joules();
    default:
      return static_cast<double>(on_battery_);
  }
}

core::Books UpsDevice::account(const View& view) const {
  const double battery_j = bank_.delivered_j(view.now);
  core::Books books;
  books.in_j = look(kUpsEnergyIn, view) + std::max(0.0, battery_j);
  books.out_j = look(kUpsEnergyOut, view) + std::max(0.0, -battery_j);
  const double stored_at_start_j = settings_.modules * settings_.module_w * settings_.link_s;
  books.stored_change_j = piece_.link.at(view.now) - stored_at_start_j;
  // What chords and rounding leave over is booked as loss, and shown as gap beside the equation.
  books.loss_j = books.in_j - books.out_j - books.stored_change_j;
  books.gap_j = std::abs(books.loss_j - loss_j(view.now) - link_change_j_);
  return books;
}

void UpsDevice::report(const View& view, Report& report) const {
  report.findings.push_back({"on_battery", static_cast<double>(on_battery_), ""});
  report.findings.push_back({"loss_energy", account(view).loss_j, "kWh"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_ups(const Parameters& parameters) {
  return std::make_unique<conversion::UpsDevice>(parameters);
}

}  // namespace ridethrough::devices
