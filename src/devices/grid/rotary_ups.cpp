#include "ridethrough/devices/grid/rotary_ups.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/grid/rotary_ups_device.hpp"
#include "devices/series_element.hpp"

namespace ridethrough::devices {
namespace {

// In the order of the schema's table.
enum RotaryQuantity : std::size_t {
  kRotaryPower,
  kRotaryVoltage,
  kRotaryInputPower,
  kRotaryMachinePower,
  kRotaryEnginePower,
  kRotarySpeed,
  kRotaryEnergy,
  kRotaryFrequency,
  kRotaryFedBackPower,
  kRotaryEnergyFedBack,
  kRotaryLoadLevel,
  kRotaryLoss,
  kRotaryStarts,
};

/// A phase that is off by more has jumped.
constexpr double kSamePhaseRad = 1e-6;
/// A flywheel this much above full speed coasts down to it; nearer to it it is at it.
constexpr double kAboveFull = 1.0 + 1e-9;

}  // namespace

RotaryUps::RotaryUps(const Parameters& parameters)
    : Device(rotary_ups_schema()),
      settings_(parameters),
      flywheel_(settings_.full_j, settings_.drag_w),
      feed_(settings_.low_pu, settings_.high_pu),
      regulator_(settings_.base_va / settings_.choke_pu, settings_.most_reactive_w()),
      lowest_j_(settings_.full_j) {}

void RotaryUps::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  inlet_ = wiring.inlets.at(0);
  const network::NodeSpec feed = network.node(inlet_);
  if (feed.is_dc) throw std::invalid_argument("a rotary_ups needs a feed of alternating current");
  outlet_ = wiring.make_outlet(feed.nominal_v, false);
  nominal_hz_ = wiring.frequency_hz;
  network::LinkSpec choke;
  choke.upper = inlet_;
  choke.lower = outlet_;
  choke.reactance_ohm = settings_.choke_pu * feed.nominal_v * feed.nominal_v / settings_.base_va;
  link_ = network.add_link(choke);
  network.add_link_owner(link_, wiring.process);
  network::SourceSpec machine;
  machine.node = outlet_;
  machine.kind = network::SourceKind::converter;
  machine.current_limit_w = settings_.short_circuit_va;
  source_ = network.add_source(machine);
  network.add_owner(source_, wiring.process);
  demand_ = network.add_demand(outlet_, wiring.members, wiring.process);
  observer_ = network.add_observer(inlet_, wiring.process);
  network.set_frequency_watch(observer_, kEveryNewLine);
  held_ = before_ = emf_ = {.frequency = {.hz = nominal_hz_}, .nominal_hz = nominal_hz_};
}

void RotaryUps::react(Ports& ports) {
  if (ports.is_first()) {
    publish(ports);
    ports.mark(*this);  // the feed is known only after the first solve
    return;
  }
  const core::Tick now = ports.now();
  obey(ports);
  judge_feed(ports);
  while (advance(ports)) {
  }
  if (state() == kMains) {
    hold_phase(ports);
    regulator_.follow(now, ports.network().voltage_pu(outlet_));
  }
  renew(ports);
  note_fed_back(ports);
  power_event().put(ports, state() == kFlywheel);
  publish(ports);
  plan(ports);
}

/// Keeps what the outlet was like while the feed was good. In a sag its angle jumps with the
/// current that makes it; a machine that idled has the voltage and the angle from before.
void RotaryUps::hold_phase(const Ports& ports) {
  const core::Tick now = ports.now();
  const network::Network& network = ports.network();
  const double voltage_pu = network.voltage_pu(outlet_);
  const double angle_rad = network.angle_rad(outlet_);
  const network::Frequency line = network.frequency(outlet_);
  const double phase_rad = network.phase_rad(outlet_, now);
  const bool is_same = voltage_pu == held_.magnitude_pu && angle_rad == held_rad_ &&
                       line.hz_per_s == held_.frequency.hz_per_s &&
                       line.hz_at(held_.frequency.at) == held_.frequency.hz &&
                       std::abs(held_.angle_at(now) - phase_rad) <= kSamePhaseRad;
  if (is_same) return;
  if (held_.frequency.at != now) before_ = held_;
  held_ = {.magnitude_pu = voltage_pu,
           .frequency = {now, line.hz_at(now), line.hz_per_s},
           .angle_rad = phase_rad,
           .nominal_hz = nominal_hz_};
  held_rad_ = angle_rad;
}

/// What the flywheel is to get from whoever drives the shaft.
core::Line RotaryUps::wish_of_flywheel(core::Tick now) const {
  const double energy_j = flywheel_.energy_j(now);
  if (energy_j > settings_.full_j * kAboveFull) return {};
  const bool is_full = energy_j >= settings_.full_j;
  return core::Line::of_watts(0, is_full ? settings_.drag_w : settings_.recharge_w);
}

RotaryUps::Flows RotaryUps::flows_at(core::Tick now, const network::Network& network) const {
  Flows flows;
  if (state() == kLockedOut) return flows;
  flows.standing = core::Line::of_watts(0, settings_.standing_w);
  const core::Line wish = wish_of_flywheel(now);
  if (state() == kMains) {
    flows.taken = flows.standing + wish;
  } else {
    flows.machine = network.source_flow(source_).power;
    if (is_engine_on_) {
      const core::Line wanted = flows.machine + flows.standing + wish;
      const double over_w = (wanted - engine_limit()).watts(now);
      const bool is_limited = over_w > 0.0 || (over_w == 0.0 && wanted.slope > 0);
      flows.engine = is_limited ? engine_limit() : wanted;
    }
  }
  flows.net = flows.taken + flows.engine - flows.machine - flows.standing;
  const double energy_j = flywheel_.energy_j(now);
  const bool is_full = energy_j >= settings_.full_j && energy_j <= settings_.full_j * kAboveFull;
  flows.holds = is_full && flows.net == wish;
  return flows;
}

void RotaryUps::renew(const Ports& ports) {
  const core::Tick now = ports.now();
  const double energy_j = flywheel_.energy_j(now);
  if (energy_j < lowest_j_) {
    lowest_j_ = energy_j;
    lowest_at_ = now;
  }
  const Flows next = flows_at(now, ports.network());
  if (is_started_ && next == flows_ && now < flows_end_) return;
  is_started_ = true;
  flows_ = next;
  flows_.holds ? flywheel_.hold(now) : flywheel_.drive(now, flows_.net);
  net_.carry(now, flows_.net);
  standing_.carry(now, flows_.standing);
  engine_.carry(now, flows_.engine);
  flows_end_ = end_of_flows(now);
}

/// When the flywheel is full, or too slow, or the engine comes to its limit or off it.
core::Tick RotaryUps::end_of_flows(core::Tick now) const {
  core::Tick end = core::kNever;
  const double energy_j = flywheel_.energy_j(now);
  if (energy_j < settings_.full_j) end = flywheel_.rises_to(now, settings_.full_j);
  if (energy_j > settings_.full_j && !flows_.holds) {
    end = flywheel_.falls_to(now, settings_.full_j);
  }
  if (is_machine_on() && energy_j > settings_.lowest_j) {
    end = std::min(end, flywheel_.falls_to(now, settings_.lowest_j));
  }
  if (is_engine_on_ && flows_.machine.slope != 0) {
    const core::Line wanted = flows_.machine + flows_.standing + wish_of_flywheel(now);
    const double to_go_s = (engine_limit() - wanted).watts(now) / flows_.machine.watts_per_s();
    if (to_go_s > 0.0) end = std::min(end, core::later(now, core::ticks_up(to_go_s)));
  }
  return end;
}

void RotaryUps::note_fed_back(const Ports& ports) {
  const core::Tick now = ports.now();
  const core::Line into_outlet = ports.network().lower_flow(link_).power;
  const bool leaves = state() == kFeedingBack && into_outlet.watts(now) < 0.0;
  const core::Line line = leaves ? core::Line{} - into_outlet : core::Line{};
  if (line != fed_back_.line()) fed_back_.carry(now, line);
}

void RotaryUps::publish(Ports& ports) const {
  network::Network& network = ports.network();
  network.set_link(link_, is_closed_);
  network.set_source(source_, is_machine_on(), emf_);
  network::Demand demand;
  if (state() == kMains && is_started_) {
    demand.power = flows_.taken;
    demand.tan_phi = -regulator_.reactive_w() / flows_.taken.watts(0);
  }
  network.set_demand(demand_, demand);
  network.set_watch(observer_, feed_.band());
}

core::Line RotaryUps::machine_power(const network::Network& network) const {
  return network.source_flow(source_).power - network.served(demand_);
}

double RotaryUps::look(std::size_t quantity, const View& view) const {
  const core::Tick now = view.now;
  const network::Network& network = view.network;
  const core::Line own = machine_power(network);
  const core::Line power = network.lower_flow(link_).power + own;
  switch (quantity) {
    case kRotaryPower:
      return power.watts(now);
    case kRotaryVoltage:
      return network.voltage_pu(outlet_);
    case kRotaryInputPower:
      return network.upper_flow(link_).power.watts(now);
    case kRotaryMachinePower:
      return own.watts(now);
    case kRotaryEnginePower:
      return flows_.engine.watts(now);
    case kRotarySpeed:
      return flywheel_.speed_frac(now);
    case kRotaryEnergy:
      return flywheel_.energy_j(now);
    case kRotaryFrequency:
      return network.is_energised(outlet_) ? network.frequency(outlet_).hz_at(now) : 0.0;
    case kRotaryFedBackPower:
      return fed_back_.line().watts(now);
    case kRotaryEnergyFedBack:
      return fed_back_.total(now).joules();
    case kRotaryLoadLevel:
      return power.watts(now) / settings_.rating_w;
    case kRotaryLoss: {
      const core::Line choke = network.upper_flow(link_).power - network.lower_flow(link_).power;
      return (flows_.standing + choke).watts(now) + flywheel_.drag_w(now);
    }
    default:
      return static_cast<double>(starts_);
  }
}

/// What the engine gives at its shaft is taken out of its fuel: a store, as the flywheel is one.
/// What the balance leaves as loss is held against the law of the flywheel.
core::Books RotaryUps::account(const View& view) const {
  const core::Tick now = view.now;
  core::Books books = link_books(view.network, link_, now);
  const double choke_j = books.loss_j;
  const double flywheel_j = flywheel_.energy_j(now) - settings_.full_j;
  books.in_j += view.network.served_energy(demand_, now).joules();
  books.out_j += view.network.source_energy(source_, now).joules();
  books.stored_change_j = flywheel_j - engine_.total(now).joules();
  books.loss_j = books.in_j - books.out_j - books.stored_change_j;
  const double own_j = standing_.total(now).joules() + net_.total(now).joules() - flywheel_j;
  books.gap_j += std::abs(books.loss_j - choke_j - own_j);
  return books;
}

void RotaryUps::report(const View& view, Report& report) const {
  const double energy_j = flywheel_.energy_j(view.now);
  const bool is_now = energy_j < lowest_j_;
  const double lowest_frac = std::sqrt(std::min(energy_j, lowest_j_) / settings_.full_j);
  report.findings.push_back({"lowest_speed", lowest_frac, "%", is_now ? view.now : lowest_at_});
  report.findings.push_back({"energy_fed_back", fed_back_.total(view.now).joules(), "kWh"});
  report.findings.push_back({"starts", static_cast<double>(starts_), "1"});
  report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
}

std::unique_ptr<Device> make_rotary_ups(const Parameters& parameters) {
  return std::make_unique<RotaryUps>(parameters);
}

}  // namespace ridethrough::devices
