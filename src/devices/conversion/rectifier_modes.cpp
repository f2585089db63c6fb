#include <algorithm>
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
  return leave_if_unable(ports) || turn_with_bus(ports) || start_if_ready(ports) ||
         step_up(ports) || show_link(ports);
}

bool RectifierDevice::leave_if_unable(Ports& ports) {
  const core::Tick now = ports.now();
  if (state() == kPrecharge && !window_.is_usable()) {
    enter(ports, kOff, "input_lost");
    return true;
  }
  if (!feeds()) return false;
  if (piece_.link.at(now) <= empty_j()) {
    stop(ports, kOff, window_.zone() == InputZone::full ? "overload" : "dc_link");
    return true;
  }
  if (core::later(collapsed_since_, kCollapseDwell) <= now) {
    stop(ports, kOff, "voltage_collapse");
    return true;
  }
  return false;
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

/// It begins with the voltage of its bus, so without a share; beside a bus that sags lower than its
/// own droop, or on a dead one, at the droop below nominal.
void RectifierDevice::come_on(Ports& ports, std::string_view reason) {
  const network::Supply bus = ports.network().supply(bus_watch_);
  const double least_pu = 1.0 - droop_frac_;
  first_emf_pu_ = bus.is_energised ? std::clamp(bus.voltage_pu, least_pu, 1.0) : least_pu;
  emf_pu_ = first_emf_pu_;
  steps_ = 0;
  walk_start_ = ports.now();
  collapsed_since_ = core::kNever;
  end_incident(incidents_, ports.now());
  enter(ports, kWalkIn, reason);
}

bool RectifierDevice::step_up(Ports& ports) {
  if (state() != kWalkIn) return false;
  const core::Tick since = ports.now() - walk_start_;
  const auto due =
      static_cast<int>(std::min<core::Tick>(since * kWalkInSteps / ramp_, kWalkInSteps));
  if (due == steps_) return false;
  steps_ = due;
  emf_pu_ =
      steps_ == kWalkInSteps ? 1.0 : first_emf_pu_ + (1.0 - first_emf_pu_) * steps_ / kWalkInSteps;
  if (steps_ == kWalkInSteps) enter(ports, kOnline, "walked_in");
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
  if (state() == kWalkIn) {
    // Rounded up, so that the step is due when it wakes.
    const core::Tick step = (ramp_ * (steps_ + 1) + kWalkInSteps - 1) / kWalkInSteps;
    next = std::min(next, core::later(walk_start_, step));
  }
  for (const core::Tick dwell : {kIdleLeast, kIdleDwell}) {
    if (state() == kIdle && idle_ends(dwell) > now) next = std::min(next, idle_ends(dwell));
  }
  ports.wake(*this, next);
}

}  // namespace ridethrough::devices::conversion
