#include "ridethrough/devices/conversion/rectifier.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/conversion/rectifier_device.hpp"
#include "devices/parameter_access.hpp"
#include "devices/power_factor.hpp"

namespace ridethrough::devices::conversion {
namespace {

enum RectifierQuantity : std::size_t {
  kRectifierPower,
  kRectifierVoltage,
  kRectifierInputPower,
  kRectifierInputVoltage,
  kRectifierLoadLevel,
  kRectifierLoss,
  kRectifierLinkVoltage,
  kRectifierEnergyIn,
  kRectifierEnergyOut,
};

}  // namespace

RectifierDevice::RectifierDevice(const Parameters& parameters)
    : Device(rectifier_schema()),
      rating_w_(number_of(parameters, "rating")),
      voltage_v_(number_of(parameters, "voltage")),
      loss_(efficiency_points(parameters)),
      tan_phi_(tan_phi_of(parameters)),
      droop_frac_(number_of(parameters, "droop")),
      limit_frac_(number_of(parameters, "current_limit")),
      fault_frac_(number_of(parameters, "fault_current")),
      link_s_(number_of(parameters, "dc_link")),
      link_empty_frac_(std::pow(number_of(parameters, "dc_link_min"), 2)),
      hold_off_(span_ticks(map_of(parameters, "walk_in"), "hold_off")),
      ramp_(span_ticks(map_of(parameters, "walk_in"), "ramp")),
      window_(window_limits(parameters)) {
  if (fault_frac_ < limit_frac_) {
    throw std::invalid_argument("'fault_current' is below 'current_limit'");
  }
  piece_.link.energy_j = full_j();
}

void RectifierDevice::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  if (network.node(wiring.inlets.at(0)).is_dc) {
    throw std::invalid_argument("a rectifier needs an ac feeder");
  }
  input_ = network.add_demand(wiring.inlets.at(0), wiring.members, wiring.process);
  outlet_ = wiring.make_outlet(voltage_v_, true);
  wiring.frequency_hz = 0.0;
  // At rating the output is `droop` below the no-load voltage: R I = droop U with I = P / U.
  source_ = network.add_source({.node = outlet_,
                                .resistance_ohm = droop_frac_ * voltage_v_ * voltage_v_ / rating_w_,
                                .kind = network::SourceKind::converter,
                                .current_limit_w = fault_frac_ * rating_w_});
  network.add_owner(source_, wiring.process);
  limited_ = network.add_demand(outlet_, wiring.members, wiring.process);
  bus_watch_ = network.add_observer(outlet_, wiring.process);
}

void RectifierDevice::react(Ports& ports) {
  if (ports.is_first()) {
    ports.network().set_source(source_, true, emf_pu_);
    ports.mark(*this);  // the input is known only after the first solve
    return;
  }
  was_off_ = state() == kOff;
  bool is_changed = obey(ports);
  is_changed |= read_ports(ports);
  is_changed |= ports.now() >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports.now());
    is_changed = false;
  }
  publish(ports);
  plan(ports);
}

bool RectifierDevice::read_ports(const Ports& ports) {
  const core::Tick now = ports.now();
  bool is_changed = window_.read(now, ports.network().supply(input_));
  const bool is_full = window_.zone() == InputZone::full;
  if (is_full != (good_since_ != core::kNever)) good_since_ = is_full ? now : core::kNever;
  const bool has_collapsed = feeds() && ports.network().has_collapsed(source_);
  if (has_collapsed != (collapsed_since_ != core::kNever)) {
    collapsed_since_ = has_collapsed ? now : core::kNever;
  }
  core::Line output;
  if (feeds()) output = ports.network().source_flow(source_).power;
  if (state() == kLimiting) output = core::Line::of_watts(now, rating_w_);
  if (output == output_) return is_changed;
  output_ = output;
  return true;
}

/// Drawn at the inlet at most: the output at its limit with its loss; less in a derated window.
double RectifierDevice::input_limit_w() const {
  return rating_w_ * (limit_frac_ + loss_.loss_frac(limit_frac_));
}

/// A new piece from now on: link energy, what is needed, what the inlet gives, how long that holds.
void RectifierDevice::renew(core::Tick now) {
  loss_j_ = loss_j(now);
  Piece next;
  next.link = piece_.link.anew(now, full_j());
  next.output = ramp_of(output_, now);
  next.has_loss = gives();
  BalanceInput input;
  if (next.has_loss) {
    const LossCurve::Chord chord = loss_.chord(next.output, rating_w_, now);
    input.need = chord.total;
    next.end = chord.end;
  }
  piece_ = next;
  if (!gives() && state() != kPrecharge) return;
  input.limit = {input_limit_w() * window_.capability_frac(), 0.0};
  input.refill_w = is_link_full() ? 0.0 : kRefillFrac * rating_w_;
  input.rounding_w = kPowerRounding * rating_w_;
  piece_.flows = balance(input);
  piece_.link.surplus = piece_.flows.rectifier - input.need;
  piece_.end = std::min(piece_.end, piece_.flows.holds_until(now));
  if (!is_link_full()) piece_.end = std::min(piece_.end, piece_.link.reaches(full_j()));
  if (feeds()) piece_.end = std::min(piece_.end, piece_.link.reaches(empty_j()));
}

double RectifierDevice::loss_j(core::Tick now) const {
  if (!piece_.has_loss) return loss_j_;
  const double span_s = core::seconds(now - piece_.link.start);
  return loss_j_ + loss_.loss_j(piece_.output, rating_w_, span_s);
}

void RectifierDevice::publish(Ports& ports) {
  network::Network& network = ports.network();
  network.set_source(source_, feeds(), emf_pu_);
  network::Demand limited;
  if (state() == kLimiting) {
    limited.power = core::Line::of_watts(ports.now(), -rating_w_);
    limited.current_limit_w = fault_frac_ * rating_w_;
  }
  network.set_demand(limited_, limited);
  network::Demand demand;
  if (gives() || state() == kPrecharge) {
    const Ramp& drawn = piece_.flows.rectifier;
    demand.power = core::Line::of_watts(piece_.link.start, drawn.w, drawn.w_per_s);
    demand.tan_phi = tan_phi_;
    demand.current_limit_w =
        kCurrentMargin * input_limit_w() * std::hypot(1.0, tan_phi_) / window_.limits().full_low_pu;
  }
  network.set_demand(input_, demand);
  network.set_watch(input_, window_.band());
  network::Band called;
  if (state() == kIdle) called.low_pu = called_at_pu(ports.now());
  if (state() == kLimiting) called = {least_limiting_pu(), 1.0 - droop_frac_};
  network.set_watch(bus_watch_, called);
}

double RectifierDevice::output_w(const View& view) const {
  return (view.network.source_flow(source_).power - view.network.served(limited_)).watts(view.now);
}

double RectifierDevice::look(std::size_t quantity, const View& view) const {
  const network::Network& network = view.network;
  const core::Tick now = view.now;
  switch (quantity) {
    case kRectifierPower:
      return output_w(view);
    case kRectifierVoltage:
      return network.voltage_pu(outlet_);
    case kRectifierInputPower:
      return network.served(input_).watts(now);
    case kRectifierInputVoltage:
      return network.supply(input_).voltage_pu;
    case kRectifierLoadLevel:
      return output_w(view) / rating_w_;
    case kRectifierLoss: {
      if (!piece_.has_loss) return 0.0;
      const double load_w = piece_.output.at(core::seconds(now - piece_.link.start));
      return rating_w_ * loss_.loss_frac(load_w / rating_w_);
    }
    case kRectifierLinkVoltage:
      return std::sqrt(std::max(0.0, piece_.link.at(now) / full_j()));
    case kRectifierEnergyIn:
      return network.served_energy(input_, now).joules();
    default:
      return (network.source_energy(source_, now) - network.served_energy(limited_, now)).joules();
  }
}

core::Books RectifierDevice::account(const View& view) const {
  core::Books books;
  books.in_j = look(kRectifierEnergyIn, view);
  books.out_j = look(kRectifierEnergyOut, view);
  books.stored_change_j = piece_.link.at(view.now) - full_j();
  // What chords and rounding leave over is booked as loss, and shown as gap beside the equation.
  books.loss_j = books.in_j - books.out_j - books.stored_change_j;
  books.gap_j = std::abs(books.loss_j - loss_j(view.now));
  return books;
}

void RectifierDevice::report(const View& view, Report& report) const {
  report.findings.push_back({"loss_energy", account(view).loss_j, "kWh"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_rectifier(const Parameters& parameters) {
  return std::make_unique<conversion::RectifierDevice>(parameters);
}

}  // namespace ridethrough::devices
