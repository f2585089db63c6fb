#include "devices/contacted_gear.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "devices/power_factor.hpp"

namespace ridethrough::devices {

namespace {

enum GearQuantity { kPowerDrawn, kVoltageAtInlet, kEnergyDrawn, kTripCount, kTrippedFor };

}  // namespace

ContactedGear::ContactedGear(const TypeSchema& schema, const Parameters& parameters)
    : Device(schema), tan_phi_(tan_phi_of(parameters)) {
  const Value& contactor = get(parameters, "contactor");
  if (contactor.present()) contactor_.emplace(contactor.map());
}

void ContactedGear::wire(Wiring& wiring) {
  if (wiring.network.node(wiring.inlets.at(0)).is_dc && tan_phi_ != 0.0) {
    throw std::invalid_argument("'power_factor' on a dc bus");
  }
  demand_ = wiring.network.add_demand(wiring.inlets.at(0), wiring.members, wiring.process);
}

void ContactedGear::react(Ports& ports) {
  const core::Tick now = ports.now();
  for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
  if (contactor_) follow_contactor(ports);
  const core::Line line = draw(ports);
  const core::Line wanted = state() == kGearOff ? core::Line{} : line;
  if (wanted != asked_.line()) asked_.carry(now, wanted);
  const core::Line drawn = is_on() ? line : core::Line{};
  ports.network().set_demand(demand_, {drawn, tan_phi_, limit_w_});
  if (!ports.is_first()) {  // the voltage is known only after the first solve
    const bool is_fed = ports.network().supply(demand_).is_energised;
    is_dark().put(ports, !is_on() || !is_fed);
  }
  const core::Tick due = next(now);
  ports.wake(*this, contactor_ ? std::min(due, contactor_->next(now)) : due);
}

double ContactedGear::look(std::size_t quantity, const View& view) const {
  switch (quantity) {
    case kPowerDrawn:
      return view.network.served(demand_).watts(view.now);
    case kVoltageAtInlet:
      return view.network.supply(demand_).voltage_pu;
    case kTripCount:
      return contactor_ ? static_cast<double>(contactor_->trips()) : 0.0;
    case kTrippedFor:
      return contactor_ ? core::seconds(contactor_->tripped_time(view.now)) : 0.0;
    default:
      return view.network.served_energy(demand_, view.now).joules();
  }
}

core::Books ContactedGear::account(const View& view) const {
  const core::Energy served = view.network.served_energy(demand_, view.now);
  core::Energy unserved = asked_.total(view.now);
  unserved -= served;
  core::Books books;
  books.in_j = books.out_j = served.joules();
  books.unserved_j = unserved.joules();
  return books;
}

void ContactedGear::report(const View& view, Report& report) const {
  report.findings.push_back(
      {"energy", view.network.served_energy(demand_, view.now).joules(), "kWh"});
  report.findings.push_back({"unserved", account(view).unserved_j, "kWh"});
  if (contactor_) contactor_->report(view.now, report);
}

void ContactedGear::obey(const Command& command, Ports& ports) {
  const bool goes_off = (command.verb == Verb::stop) == command.begins;
  if (command.verb == Verb::start || command.verb == Verb::stop) turn(ports, goes_off);
  if (command.verb == Verb::set) set_value(command, ports.now());
}

/// A tripped contactor pulls in when there is voltage to do it with.
void ContactedGear::turn(Ports& ports, bool goes_off) {
  if (state() == kGearTripped && !goes_off) return contactor_->order_start();
  if (state() == kGearTripped) contactor_->release(ports.now());
  enter(ports, goes_off ? kGearOff : kGearOn, goes_off ? "stop_order" : "start_order");
}

void ContactedGear::follow_contactor(Ports& ports) {
  const core::Tick now = ports.now();
  contactor_->read(now, ports.network().supply(demand_).lowest_phase_pu);
  if (state() == kGearTripped && contactor_->pulls_in(now)) {
    const bool is_ordered = contactor_->release(now);
    enter(ports, kGearOn, is_ordered ? "start_order" : "restarted");
  } else if (is_on() && contactor_->drops_out(now)) {
    ports.log_count(*this, "trips", contactor_->trips(), contactor_->trips() + 1, "under_voltage");
    contactor_->trip(now);
    enter(ports, kGearTripped, "under_voltage");
  }
  ports.network().set_watch(demand_, contactor_->band());
}

}  // namespace ridethrough::devices
