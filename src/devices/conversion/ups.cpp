#include "ridethrough/devices/conversion/ups.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/conversion/ups_device.hpp"
#include "devices/loop_check.hpp"
#include "devices/synchronism.hpp"

namespace ridethrough::devices::conversion {

UpsDevice::UpsDevice(const Parameters& parameters)
    : Device(ups_schema()),
      settings_(parameters),
      modules_(settings_.modules),
      window_(settings_.window),
      overload_(settings_.overload),
      dips_(settings_.dip_counter.dips, settings_.dip_counter.window),
      overloads_(settings_.bypass.overloads, settings_.bypass.per),
      transfers_(settings_.bypass.transfers, settings_.bypass.per),
      clock_(settings_.synchronism),
      taps_(settings_.mains.taps),
      mains_watch_(taps_.feed_band().low_pu, taps_.feed_band().high_pu),
      bypass_heat_(settings_.bypass.withstand, rating_w()) {
  const double full_power = (1.0 + settings_.recharge_frac) / settings_.window.full_low_pu;
  current_limit_w_ = rating_w() * full_power * std::hypot(1.0, settings_.tan_phi) * kCurrentMargin;
  walk_ = {modules_, settings_.module_w * (1.0 + settings_.recharge_frac), settings_.ramp,
           settings_.stagger};
  piece_.link.energy_j = full_j();
  if (!settings_.mains.is_used) return;
  start_in(kMains);
  is_inverter_on_ = false;
}

void UpsDevice::wire(Wiring& wiring) {
  network::Network& network = wiring.network;
  bank_.attach(wiring);
  inlet_ = wiring.inlets.at(0);
  input_ = network.add_demand(inlet_, wiring.members, wiring.process);
  outlet_ = wiring.make_outlet(settings_.voltage_v, false);
  input_frequency_ = settings_.frequency.about(wiring.frequency_hz);
  bypass_frequency_ = settings_.bypass.frequency.about(wiring.frequency_hz);
  clock_.start(wiring.frequency_hz);
  source_ = network.add_source({.node = outlet_,
                                .kind = network::SourceKind::converter,
                                .current_limit_w = source_limit_w()});
  network.add_owner(source_, wiring.process);
  joint_.wire(wiring, outlet_, source_, clock_.emf());
  const Device* bypass = wiring.peer("bypass");
  const bool has_own = bypass != nullptr && bypass->outlet_node() >= 0;
  feed_ = has_own ? bypass->outlet_node() : inlet_;
  check_feeds(wiring);
  bypass_ = network.add_link({.upper = feed_, .lower = outlet_, .is_closed = false});
  bypass_feed_ = network.add_observer(feed_, wiring.process);
  outlet_watch_ = network.add_observer(outlet_, wiring.process);
  network.set_frequency_watch(input_, kEveryNewLine);
  network.set_frequency_watch(bypass_feed_, kEveryNewLine);
  called_ = wiring.peer("on_battery_calls");
  if (called_ != nullptr && called_->schema().name != "ats") {
    throw std::invalid_argument("'on_battery_calls' names a transfer switch (ats), not a " +
                                std::string(called_->schema().name));
  }
  bypass_heat_.wire(network, bypass_, wiring.process);
  if (!settings_.mains.is_used) return;
  const double ohm =
      settings_.mains.series_frac * settings_.voltage_v * settings_.voltage_v / rating_w();
  mains_ = network.add_link({.upper = feed_, .lower = outlet_, .resistance_ohm = ohm});
  bypass_heat_.wire_feed(network, mains_, wiring.process);
  if (settings_.mains.taps.ratios.empty()) return;
  tapped_ = network.add_demand(feed_, wiring.members, wiring.process);
}

void UpsDevice::react(Ports& ports) {
  if (ports.is_first()) {
    ports.network().set_source(source_, feeds(), clock_.emf());
    ports.mark(*this);  // the input is known only after the first solve
    return;
  }
  const core::Tick now = ports.now();
  output_watch_.read(now, ports.network().voltage_pu(outlet_));
  read_bypass(ports);
  follow_bypass_load(ports);
  const bool was_tapped = is_tapped();
  bool is_changed = read_taps(ports);
  is_changed |= obey(ports);
  is_changed |= read_ports(ports);
  is_changed |= note_bank_stop(now);
  is_changed |= now >= piece_.end || !is_started_;
  is_started_ = true;
  while (advance(ports) || is_changed) {
    renew(ports);
    is_changed = note_bank_stop(now);
  }
  // Between inverter and tap the power may stay as it is, and would tell nobody whose it is.
  if (is_tapped() != was_tapped) ports.mark(*this);
  call(ports);
  follow_bypass_load(ports);  // a path that it left carries nothing from now on
  publish(ports);
  joint_.tell(ports, *this);
  plan(ports);
  power_event().put(ports, state() == kBattery || state() == kLatched);
}

bool UpsDevice::read_ports(const Ports& ports) {
  const core::Tick now = ports.now();
  const network::Supply supply = ports.network().supply(input_);
  bool is_changed = window_.read(now, supply);
  is_changed |= read_feed(now, supply);
  input_line_ = ports.network().frequency(inlet_);
  const bool was_good = is_frequency_good_;
  is_frequency_good_ = input_frequency_.holds(input_line_, now);
  is_changed |= is_frequency_good_ != was_good;
  if (is_changed || !is_started_) judge_input(now);
  is_changed |= read_output(ports);
  if (bank_.was_repaired()) recharge_.ask_again(now);
  return is_changed;
}

/// Who holds up the input, or did so last. To a latch a feed of another kind is a new input.
bool UpsDevice::read_feed(core::Tick now, const network::Supply& supply) {
  if (!supply.is_energised || supply.fed_by == fed_by_) return false;
  const bool was_refused = latch_.refuses(fed_by_);
  fed_by_ = supply.fed_by;
  if (latch_.refuses(fed_by_) == was_refused) return false;
  if (good_since_ != core::kNever) good_since_ = now;
  return true;
}

/// Since when the input is what it is.
void UpsDevice::judge_input(core::Tick now) {
  if (!is_input_full()) good_since_ = core::kNever;
  if (is_input_full() && good_since_ == core::kNever) good_since_ = now;
  if (is_input_usable()) {
    outside_since_ = core::kNever;
    is_dip_seen_ = false;
  } else if (outside_since_ == core::kNever) {
    outside_since_ = now;
    is_switched_ = is_switching();
  }
}

bool UpsDevice::read_output(const Ports& ports) {
  const core::Line output = feeds() ? ports.network().source_flow(source_).power : core::Line{};
  const bool is_flipped = read_limit(ports);
  if (output == output_ && !is_flipped) return false;
  output_ = output;
  carry_overload(ports.now(), ramp_of(output, ports.now()));
  return true;
}

Ramp UpsDevice::full_limit() const {
  return {rating_w() * (1.0 + settings_.recharge_frac) * window_.capability_frac(), 0.0};
}

/// What the rectifier may draw, however fast it comes there.
Ramp UpsDevice::rectifier_limit(core::Tick now) const {
  if (!has_modules_) return {};
  const Ramp cap = full_limit();
  if (state() == kBypass || state() == kMains) return cap;
  if (state() != kOnline && state() != kWalkIn) return {};
  if (!is_walking()) return cap;
  const Ramp walked = walk_.limit(now - walk_start_);
  return walked.w < cap.w ? walked : cap;
}

double UpsDevice::idle_w() const {
  if (state() == kBypass) return rating_w() * settings_.loss.loss_frac(0.0);
  return state() == kMains ? rating_w() * settings_.mains.standing_frac : 0.0;
}

Balance UpsDevice::balance_at(core::Tick now, const Ramp& need, const Ramp& limit) {
  BalanceInput input;
  input.need = need;
  input.limit = limit;
  const bool is_on = state() != kOff && state() != kFailed && state() != kMaintenance;
  const bool wants_refill = is_on && !is_link_full();
  input.refill_w = wants_refill ? kRefillFrac * rating_w() : 0.0;
  input.charge_w = recharge_.power_w();
  input.battery_helps = battery_is_up_ && bank_stop_ == StorageStop::none;
  input.battery_limit_w = settings_.battery_limit_frac * rating_w();
  input.rounding_w = kPowerRounding * rating_w();
  if (settings_.response_s > 0.0 && now > 0) {
    const double before_w = piece_.flows.rectifier.at(core::seconds(now - piece_.link.start));
    input.lagged =
        Ramp{before_w, rating_w() * (1.0 + settings_.recharge_frac) / settings_.response_s};
  }
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
  next.link = piece_.link.anew(now, full_j());
  next.output = ramp_of(output_, now);
  const Ramp limit = rectifier_limit(now);
  Ramp need;
  next.has_loss = feeds();
  if (feeds()) {
    const LossCurve::Chord chord = settings_.loss.chord(next.output, rating_w(), now);
    need = chord.total;
    next.end = chord.end;
  } else if (is_tapped()) {
    next.end = pass_through(now, next);
  } else if (limit.w > idle_w()) {
    next.idle_w = need.w = idle_w();
  }
  piece_.flows.rectifier.w = piece_.flows.rectifier.at(core::seconds(now - piece_.link.start));
  piece_.link = next.link;
  next.flows = balance_at(now, need, limit);
  piece_ = next;
  const Balance& flows = piece_.flows;
  const bool has_link = feeds() || state() == kWalkIn || state() == kBypass || state() == kMains;
  piece_.link.surplus = has_link ? flows.rectifier + flows.battery - need : Ramp{};
  judge_deficit(now);
  piece_.end = std::min(piece_.end, flows.holds_until(now));
  if (!is_link_full()) piece_.end = std::min(piece_.end, piece_.link.reaches(full_j()));
  if (feeds()) piece_.end = std::min(piece_.end, piece_.link.reaches(empty_j()));
  if (is_walking()) {
    const core::Tick kink = walk_.next_kink(now - walk_start_);
    piece_.end = std::min(piece_.end, core::later(walk_start_, kink));
    piece_.end = std::min(piece_.end, meeting_at(full_limit(), limit, now));
  }
  const bool has_bank = feeds() || state() == kMains || state() == kWalkIn;
  bank_.drive(ports, has_bank ? flows.battery : Ramp{});
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
  const double span_s = core::seconds(now - piece_.link.start);
  double idle_j = loss_j_ + piece_.idle_w * span_s;
  if (!piece_.passed.is_zero()) {
    idle_j += settings_.mains.series.loss_j(piece_.passed, rating_w(), span_s);
  }
  return piece_.has_loss ? idle_j + settings_.loss.loss_j(piece_.output, rating_w(), span_s)
                         : idle_j;
}

void UpsDevice::publish(Ports& ports) {
  network::Network& network = ports.network();
  const bool is_joined = gap_until_ == core::kNever;
  network.set_source(source_, feeds() || is_tapped(), outlet_emf());
  network.set_source_limit(source_, outlet_limit_w());
  const bool is_bypassed = is_joined && (state() == kBypass || state() == kMaintenance);
  if (is_bypassed && !network.is_closed(bypass_)) tell_loop(*this, network.link(bypass_), ports);
  network.set_link(bypass_, is_bypassed);
  if (mains_ >= 0) network.set_link(mains_, is_joined && state() == kMains && taps_.is_direct());
  const Ramp& drawn = piece_.flows.rectifier;
  const bool is_drawing =
      piece_.has_loss || piece_.idle_w > 0.0 || state() == kWalkIn || state() == kMains;
  network::Demand demand;
  if (is_drawing) {
    demand.power = core::Line::of_watts(piece_.link.start, drawn.w, drawn.w_per_s);
    demand.tan_phi = settings_.tan_phi;
    demand.current_limit_w = current_limit_w_;
  }
  network.set_demand(input_, demand);
  network.set_watch(input_, window_.band());
  network.set_watch(outlet_watch_, output_watch_.band());
  publish_taps(network);
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

std::unique_ptr<Device> make_ups(const Parameters& parameters) {
  return std::make_unique<conversion::UpsDevice>(parameters);
}

}  // namespace ridethrough::devices
