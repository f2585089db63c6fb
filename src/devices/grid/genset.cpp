#include "ridethrough/devices/grid/genset.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/grid/genset_device.hpp"
#include "devices/grid/genset_parameters.hpp"
#include "ridethrough/devices/forming_group.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's tables.
enum GensetQuantity {
  kGensetPower,
  kGensetVoltage,
  kGensetFrequency,
  kGensetLoadLevel,
  kGensetStarts,
  kGensetEnergyOut,
  kGensetReactive,
  kGensetMechanicalPower,
  kGensetRocof,
  kGensetFuelLevel,
  kGensetAlarms
};
}  // namespace

Genset::Genset(const Parameters& parameters)
    : Device(genset_schema()),
      constants_(machine_constants(parameters)),
      rating_w_(get(parameters, "rating").number()),
      nominal_v_(get(parameters, "voltage").number()),
      frequency_hz_(get(parameters, "frequency").number()),
      cooldown_(span_ticks(parameters, "cooldown")),
      sequence_(get(parameters, "start").map()),
      synchroniser_(get(parameters, "sync"), frequency_hz_),
      fuel_(get(parameters, "fuel")),
      on_line_(parameters, constants_),
      life_(get(parameters, "reliability").map()) {
  if (get(parameters, "state").word() != "running") return;
  start_in(kSetRunning);
  callers_.emplace("operator");
}

void Genset::wire(Wiring& wiring) {
  wiring.frequency_hz = frequency_hz_;
  node_ = wiring.make_outlet(nominal_v_, false);
  network::SourceSpec spec;
  spec.node = node_;
  spec.kind = network::SourceKind::generator;
  const double base_va = rating_w_ / constants_.power_factor;
  spec.reactance_ohm = constants_.regulator.transient_reactance * nominal_v_ * nominal_v_ / base_va;
  source_ = wiring.network.add_source(spec);
  wiring.network.add_owner(source_, wiring.process);
  on_line_.wire({source_, node_, spec.reactance_ohm},
                wiring.network.add_observer(node_, wiring.process));
  if (wiring.forming != nullptr && wiring.forming->swings) {
    on_line_.join(*this, wiring.forming->swings);
  }
}

void Genset::react(Ports& ports) {
  if (ports.is_first() && state() == kSetRunning) {
    on_line_.start_settled(ports.now());
    burn(ports.now());
    life_.turn(ports.now(), true);
  }
  for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
  advance(ports);
  carry(ports);
  ports.network().set_source(source_, state() == kSetRunning, on_line_.drive().emf());
  ports.wake(*this, std::min(next_time(ports.now()), life_.next()));
}

double Genset::look(std::size_t quantity, const View& view) const {
  const network::Flow flow = view.network.source_flow(source_);
  const bool is_on = state() == kSetRunning;
  const GensetDrive& drive = on_line_.drive();
  switch (quantity) {
    case kGensetPower:
      return flow.power.watts(view.now);
    case kGensetVoltage:
      return view.network.voltage_pu(node_);
    case kGensetFrequency:
      return is_on ? drive.frequency().hz_at(view.now) : 0.0;
    case kGensetLoadLevel:
      return flow.power.watts(view.now) / rating_w_;
    case kGensetStarts:
      return static_cast<double>(starts_);
    case kGensetReactive:
      return flow.reactive.watts(view.now);
    case kGensetMechanicalPower:
      if (!is_on) return 0.0;
      return on_line_.moves() ? rating_w_ * drive.mechanical_power(view.now)
                              : flow.power.watts(view.now);
    case kGensetRocof:
      return is_on ? drive.frequency().hz_per_s : 0.0;
    case kGensetFuelLevel:
      return fuel_.level(view.now, drive.work(view.now));
    case kGensetAlarms:
      return static_cast<double>(alarms_);
    default:
      return view.network.source_energy(source_, view.now).joules();
  }
}

core::Books Genset::account(const View& view) const {
  core::Books books;
  books.in_j = books.out_j = view.network.source_energy(source_, view.now).joules();
  if (!on_line_.moves()) return books;
  const GensetDrive& drive = on_line_.drive();
  books.in_j = rating_w_ * drive.work(view.now);
  books.loss_j = rating_w_ * drive.lost(view.now);
  books.stored_change_j = rating_w_ * drive.stored(view.now);
  if (!on_line_.has_swung()) return books;
  // The network shows the mean of each chord; what that misses is no flow.
  const double missed_j = rating_w_ * drive.given(view.now) - books.out_j;
  books.loss_j += missed_j;
  books.gap_j = std::abs(missed_j);
  return books;
}

void Genset::report(const View& view, Report& report) const {
  const Extreme peak = peak_.at(view.now);
  report.findings.push_back(
      {"energy_out", view.network.source_energy(source_, view.now).joules(), "kWh"});
  report.findings.push_back({"peak", peak.value, "kW", peak.time});
  report.findings.push_back({"starts", static_cast<double>(starts_), "1"});
  if (fuel_.has_tank()) {
    const double work_s = on_line_.drive().work(view.now);
    report.findings.push_back({"fuel_end", fuel_.level(view.now, work_s), "%"});
  }
  on_line_.report(view.now, state() == kSetRunning, report);
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

std::unique_ptr<Device> make_genset(const Parameters& parameters) {
  return std::make_unique<Genset>(parameters);
}

}  // namespace ridethrough::devices
