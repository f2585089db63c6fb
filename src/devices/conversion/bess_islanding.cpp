#include "devices/conversion/bess_device.hpp"
#include "devices/incidents.hpp"

// Back to the feed in step with it, and up from a dead bus.
namespace ridethrough::devices::conversion {
namespace {

/// While the contacts move, the angle goes on; beyond this many times its limit it was not meant.
constexpr double kClosedAngles = 2.0;

}  // namespace

/// A feed that is dead, or a bus that somebody else holds, has no angle to wait for.
bool BessDevice::is_in_step(const Ports& ports) const {
  if (!is_offering_ || !is_cut_off()) return true;
  return forming_->is_in_step(ports.network(), ports.now(), contacts_->upstream(), control_.sync);
}

bool BessDevice::synchronise(Ports& ports) {
  is_synchronising_ = true;
  in_step_at_ =
      forming_->steer(ports.network(), ports.now(), contacts_->upstream(), control_.slew_hz);
  if (state() == kResyncing) return false;
  enter(ports, kResyncing, "feed_good");
  return true;
}

void BessDevice::stop_synchronising(Ports& ports) {
  is_synchronising_ = false;
  forming_->release(ports.network(), ports.now());
}

/// Somebody else closed the switch: both sides still show what they were at that instant, because
/// zones are joined after the converters acted.
bool BessDevice::closed_out_of_step(Ports& ports) {
  if (!is_offering_ || is_cut_off() || has_ordered_close_) return false;
  if (!ports.network().is_energised(contacts_->upstream())) return false;
  SyncLimits limits = control_.sync;
  limits.angle_rad *= kClosedAngles;
  if (limits.allow(gap_between(ports.network(), bus_, contacts_->upstream(), ports.now()))) {
    return false;
  }
  stop(ports, kStopped, "out_of_step");
  return true;
}

void BessDevice::note_dead_bus(const Ports& ports) {
  if (!control_.black_start) return;
  const bool is_live = ports.network().is_energised(bus_);
  if (is_live) {
    dead_since_ = core::kNever;
    is_asked_to_start_ = false;
  } else if (dead_since_ == core::kNever) {
    dead_since_ = ports.now();
  }
}

core::Tick BessDevice::black_start_at() const {
  const bool may = (state() == kFollowing || state() == kStopped) && !is_offering_ &&
                   !is_disabled_ && dead_since_ != core::kNever;
  if (!control_.black_start || !may) return core::kNever;
  return is_asked_to_start_ ? dead_since_ : core::later(dead_since_, control_.black_start_after);
}

bool BessDevice::black_start(Ports& ports) {
  const core::Tick now = ports.now();
  if (black_start_at() > now) return false;
  is_asked_to_start_ = false;
  dead_since_ = now;  // if it does not succeed, the next try waits as long
  const bool is_able = bank_.is_present() && bank_.bank().discharge_limit_w(now) > 0.0;
  if (!is_able) return true;
  if (!is_cut_off()) move_switch(ports, Verb::open);
  if (state() == kStopped) end_incident(incidents_, now);
  setpoint_ = {};
  has_tripped_ = true;
  is_black_starting_ = true;
  ready_at_ = core::later(now, answer_);
  enter(ports, kIslanding, "black_start");
  return true;
}

}  // namespace ridethrough::devices::conversion
