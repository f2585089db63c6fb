#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/conversion/rectifier_device.hpp"
#include "devices/incidents.hpp"

// When a rectifier changes its mode. Every transition acts on the piece that runs, and ends it.
namespace ridethrough::devices::conversion {
namespace {

// All of them assumed.
/// A bus without a solution for this long is given up: before, supplies that drop out may free it.
constexpr core::Tick kCollapseDwell = 1'000'000;
/// So long a rectifier whose current would turn back stays off the bus at least, and until it tries
/// again beside others that carry the bus well: a load that falls would turn it back at once.
constexpr core::Tick kIdleLeast = 1'000'000;
constexpr core::Tick kIdleDwell = 100'000'000;
/// Its voltage rises in so many steps, each a twentieth of its rating beside a bus that does not
/// move.
constexpr int kWalkInSteps = 20;
/// Less than this part of the rating, backwards, is rounding of the solve.
constexpr double kBackwardsFrac = 1e-6;

}  // namespace

bool RectifierDevice::obey(Ports& ports) {
  if (commands_.empty()) return false;
  for (const Command& command : std::exchange(commands_, {})) {
    if (command.verb == Verb::fail && command.begins) {
      if (state() != kFailed) stop(ports, kFailed, get(command.arguments, "as").word());
    } else if (state() == kFailed) {
      enter(ports, kOff, "repaired");
    }
  }
  return true;
}

/// One transition at a time; react() repeats until none is left.
bool RectifierDevice::advance(Ports& ports) {
  return leave_if_unable(ports) || limit_beside_others(ports) || leave_limit(ports) ||
         turn_with_bus(ports) || start_if_ready(ports) || step_up(ports) || show_link(ports);
}

/// Not at the instant at which it left its limit: its link is where it was empty, and what it
/// carries is known only when a bank has let go.
bool RectifierDevice::is_link_spent(core::Tick now) const {
  const LinkPiece& link = piece_.link;
  return now > limited_until_ && link.at(now) <= empty_j() && link.surplus.is_negative();
}

bool RectifierDevice::leave_if_unable(Ports& ports) {
  const core::Tick now = ports.now();
  if (state() == kPrecharge && !window_.is_usable()) {
    enter(ports, kOff, "input_lost");
    return true;
  }
  if (!feeds()) return false;
  if (is_link_spent(now)) {
    const bool is_overload = window_.zone() == InputZone::full;
    stop(ports, kOff, is_overload ? "overload" : "dc_link");
    if (is_overload) {
      overloaded_at_ = now;
      ports.mark(*this);  // the bus is known without it after the next solve
    }
    return true;
  }
  if (core::later(collapsed_since_, kCollapseDwell) <= now) {
    stop(ports, kOff, "voltage_collapse");
    return true;
  }
  return false;
}

/// Off at this instant for overload, and somebody else, a bank, holds the bus: it goes on giving
/// its rating as constant power at whatever voltage that is.
bool RectifierDevice::limit_beside_others(Ports& ports) {
  const bool is_asked = state() == kOff && overloaded_at_ == ports.now() && was_off_;
  if (!is_asked || !ports.network().supply(bus_watch_).is_energised) return false;
  incidents_.pop_back();
  output_ = core::Line::of_watts(ports.now(), rating_w_);
  enter(ports, kLimiting, "bus_held");
  return true;
}

/// Once the bus is dead or as high as its own voltage it holds it again; and where it is so low
/// that the rating would be more than its fault current, that one is its limit.
bool RectifierDevice::leave_limit(Ports& ports) {
  if (state() != kLimiting) return false;
  if (window_.zone() != InputZone::full) {
    stop(ports, kOff, "dc_link");
    return true;
  }
  const network::Supply bus = ports.network().supply(bus_watch_);
  const bool is_low = bus.voltage_pu < least_limiting_pu();
  if (bus.is_energised && !is_low && bus.voltage_pu < 1.0 - droop_frac_) return false;
  emf_pu_ = 1.0;
  limited_until_ = ports.now();
  const std::string_view live = is_low ? "bus_low" : "bus_above";
  enter(ports, kOnline, bus.is_energised ? live : "bus_dead");
  return true;
}

/// Current flows one way: a bus above its own voltage turns it off, a lower one on again.
bool RectifierDevice::turn_with_bus(Ports& ports) {
  const core::Tick now = ports.now();
  if (feeds() && output_.watts(now) < -kBackwardsFrac * rating_w_) {
    idle_since_ = now;
    output_ = {};
    emf_pu_ = 1.0;  // what it will come to, and so compares the bus with
    enter(ports, kIdle, "bus_above");
    return true;
  }
  if (state() != kIdle || idle_ends(kIdleLeast) > now) return false;
  const network::Supply bus = ports.network().supply(bus_watch_);
  if (bus.is_energised && bus.voltage_pu >= called_at_pu(now)) return false;
  come_on(ports, "bus_below");
  return true;
}

/// Below this voltage of its bus an idle rectifier comes on again.
double RectifierDevice::called_at_pu(core::Tick now) const {
  return idle_ends(kIdleDwell) > now ? 1.0 - droop_frac_ : emf_pu_;
}

bool RectifierDevice::start_if_ready(Ports& ports) {
  if (start_at() <= ports.now()) {
    enter(ports, kPrecharge, "input_good");
    return true;
  }
  if (state() != kPrecharge || !is_link_full() || piece_.link.start != ports.now()) return false;
  come_on(ports, "input_good");
  return true;
}

/// It begins with the voltage of its bus, so without a share; on a dead one at the droop below
/// nominal.
void RectifierDevice::come_on(Ports& ports, std::string_view reason) {
  const network::Supply bus = ports.network().supply(bus_watch_);
  const double least_pu = 1.0 - droop_frac_;
  first_emf_pu_ = bus.is_energised ? std::min(bus.voltage_pu, 1.0) : least_pu;
  walk_steps_ = kWalkInSteps;
  emf_pu_ = first_emf_pu_;
  steps_ = 0;
  walk_start_ = ports.now();
  if (first_emf_pu_ < least_pu) walk_beside_bank(least_pu);
  collapsed_since_ = core::kNever;
  end_incident(incidents_, ports.now());
  enter(ports, kWalkIn, reason);
}

/// A bank holds its bus lower than rectifiers do. The steps are as small as else, and fall on ticks
/// that all rectifiers of one ramp share: one that is a little late would be turned back by each.
void RectifierDevice::walk_beside_bank(double least_pu) {
  walk_steps_ =
      static_cast<int>(kWalkInSteps * std::ceil((1.0 - first_emf_pu_) / (1.0 - least_pu)));
  const core::Tick step = std::max<core::Tick>(ramp_ / walk_steps_, 1);
  walk_start_ = (walk_start_ + step - 1) / step * step;
}

bool RectifierDevice::step_up(Ports& ports) {
  if (state() != kWalkIn) return false;
  const core::Tick since = ports.now() - walk_start_;
  const auto due =
      static_cast<int>(std::clamp<core::Tick>(since * walk_steps_ / ramp_, 0, walk_steps_));
  if (due == steps_) return false;
  steps_ = due;
  emf_pu_ =
      steps_ == walk_steps_ ? 1.0 : first_emf_pu_ + (1.0 - first_emf_pu_) * steps_ / walk_steps_;
  if (steps_ == walk_steps_) enter(ports, kOnline, "walked_in");
  return true;
}

/// The state tells whether the link pays for a part of the output.
bool RectifierDevice::show_link(Ports& ports) {
  const bool is_short = piece_.flows.is_short;
  if (piece_.link.start != ports.now()) return false;
  if (state() == kOnline && is_short) {
    const InputZone zone = window_.zone();
    enter(ports, kHolding,
          zone == InputZone::full   ? "overload"
          : zone == InputZone::high ? "over_voltage"
                                    : "under_voltage");
  } else if (state() == kHolding && !is_short) {
    enter(ports, kOnline, "rectifier_carries");
  }
  return false;
}

void RectifierDevice::stop(Ports& ports, int state, std::string_view reason) {
  off_since_ = ports.now();
  output_ = {};
  collapsed_since_ = core::kNever;
  enter(ports, state, reason);
  begin_incident(incidents_, ports.now(), state == kFailed, reason);
}

/// When it starts again, if the input stays good.
core::Tick RectifierDevice::start_at() const {
  if (state() != kOff || good_since_ == core::kNever) return core::kNever;
  return core::later(std::max(good_since_, off_since_ == core::kNever ? 0 : off_since_), hold_off_);
}

void RectifierDevice::plan(Ports& ports) {
  const core::Tick now = ports.now();
  core::Tick next = std::min(
      {piece_.end, window_.retry_at(), start_at(), core::later(collapsed_since_, kCollapseDwell)});
  if (feeds() && limited_until_ == now) next = std::min(next, now + 1);
  if (state() == kWalkIn) {
    // Rounded up, so that the step is due when it wakes.
    const core::Tick step = (ramp_ * (steps_ + 1) + walk_steps_ - 1) / walk_steps_;
    next = std::min(next, core::later(walk_start_, step));
  }
  for (const core::Tick dwell : {kIdleLeast, kIdleDwell}) {
    if (state() == kIdle && idle_ends(dwell) > now) next = std::min(next, idle_ends(dwell));
  }
  ports.wake(*this, next);
}

}  // namespace ridethrough::devices::conversion
