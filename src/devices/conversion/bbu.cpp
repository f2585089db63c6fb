#include "ridethrough/devices/conversion/bbu.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/conversion/bbu_device.hpp"
#include "devices/conversion/link_piece.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

enum BbuQuantity : std::size_t {
  kBbuPower,
  kBbuSoc,
  kBbuEnergy,
  kBbuLoss,
  kBbuLoadLevel,
  kBbuBatteryVoltage,
  kBbuDischarges,
};

/// Either of them is zero.
Ramp net_of(const RackBusState& bus, core::Tick now) {
  return ramp_of(bus.gives, now) - ramp_of(bus.takes, now);
}

}  // namespace

BbuDevice::BbuDevice(const Parameters& parameters)
    : Device(bbu_schema()),
      per_shelf_(static_cast<int>(get(parameters, "modules").count())),
      modules_(per_shelf_ * static_cast<int>(get(parameters, "shelves").count())),
      working_(modules_),
      module_w_(number_of(parameters, "module_rating")),
      strings_(get(map_of(parameters, "cells"), "strings").count()),
      loss_(efficiency_points(parameters)),
      below_v_(number_of(map_of(parameters, "trigger"), "below")),
      for_(span_ticks(map_of(parameters, "trigger"), "for")),
      start_(span_ticks(parameters, "start")),
      return_after_(span_ticks(parameters, "return_after")),
      hold_(span_ticks(parameters, "hold")),
      recharge_after_(span_ticks(parameters, "recharge_after")),
      recharge_frac_(number_of(parameters, "recharge_limit")) {}

void BbuDevice::wire(Wiring& wiring) {
  bank_.attach(wiring);
  if (!wiring.feeders.empty()) rack_ = wiring.feeders.front();
}

void BbuDevice::follow(core::Tick now, const RackBusState& bus) {
  if (bus.is_whole != (whole_since_ != core::kNever)) {
    whole_since_ = bus.is_whole ? now : core::kNever;
  }
  if (bus.gives != given_.line()) given_.carry(now, bus.gives);
  if (bus.takes != taken_.line()) taken_.carry(now, bus.takes);
  bus_ = bus;
  has_news_ = true;
}

void BbuDevice::react(Ports& ports) {
  bool is_changed = obey(ports);
  is_changed |= std::exchange(has_news_, false);
  is_changed |= note_bank_stop(ports);
  is_changed |= ports.now() >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports);
    is_changed = note_bank_stop(ports);
  }
  plan(ports);
  power_event().put(ports, state() == kDischarging);
}

/// What flows from now on, and how long that holds.
void BbuDevice::renew(Ports& ports) {
  const core::Tick now = ports.now();
  loss_j_ = loss_j(now);
  piece_ = {now, net_of(bus_, now), core::kNever};
  const Ramp size = piece_.bus.magnitude();
  const bool takes = piece_.bus.is_negative();
  if (size.is_zero() || working_ == 0 || (takes && !is_charge_settled(now))) {
    piece_.bus = {};
    bank_.drive(ports, {});
    return;
  }
  const LossCurve::Chord chord = loss_.chord(size, rating_w(), now, takes ? -1.0 : 1.0);
  piece_.end =
      std::min({chord.end, meeting_at(size, {}, now), meeting_at({rating_w(), 0.0}, size, now)});
  bank_.drive(ports, takes ? Ramp{} - chord.total : chord.total);
}

/// Inside an instant the rack may still give a charge that was changed; it will follow.
bool BbuDevice::is_charge_settled(core::Tick now) const {
  return bus_.takes == core::Line::of_watts(now, recharge_.power_w());
}

double BbuDevice::loss_j(core::Tick now) const {
  const Ramp size = piece_.bus.magnitude();
  if (size.is_zero()) return loss_j_;
  return loss_j_ + loss_.loss_j(size, rating_w(), core::seconds(now - piece_.start));
}

double BbuDevice::look(std::size_t quantity, const View& view) const {
  const core::Tick now = view.now;
  const Ramp bus = net_of(bus_, now);
  const StorageView cells = bank_.is_present() ? bank_.bank().look(now) : StorageView{};
  switch (quantity) {
    case kBbuPower:
      return bus.w;
    case kBbuSoc:
      return cells.soc_frac;
    case kBbuEnergy:
      return cells.energy_j;
    case kBbuLoss: {
      const Ramp size = bus.magnitude();
      return size.is_zero() ? 0.0 : rating_w() * loss_.loss_frac(size.w / rating_w());
    }
    case kBbuLoadLevel:
      return working_ > 0 ? std::abs(bus.w) / rating_w() : 0.0;
    case kBbuBatteryVoltage:
      return cells.terminal_voltage_v;
    default:
      return static_cast<double>(discharges_);
  }
}

core::Books BbuDevice::account(const View& view) const {
  const double cells_j = bank_.delivered_j(view.now);
  core::Books books;
  books.in_j = taken_.total(view.now).joules() + std::max(0.0, cells_j);
  books.out_j = given_.total(view.now).joules() + std::max(0.0, -cells_j);
  books.loss_j = books.in_j - books.out_j;
  books.gap_j = std::abs(books.loss_j - loss_j(view.now));
  return books;
}

void BbuDevice::report(const View& view, Report& report) const {
  report.findings.push_back({"discharges", static_cast<double>(discharges_), ""});
  report.findings.push_back({"energy_given", given_.total(view.now).joules(), "kWh"});
  report.findings.push_back({"loss_energy", account(view).loss_j, "kWh"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_bbu(const Parameters& parameters) {
  return std::make_unique<conversion::BbuDevice>(parameters);
}

void size_bbu_cells(const Parameters& bbu, Parameters& cells) {
  const std::int64_t modules = get(bbu, "modules").count() * get(bbu, "shelves").count();
  cells["strings"] = Value(get(cells, "strings").count() * modules);
}

}  // namespace ridethrough::devices
