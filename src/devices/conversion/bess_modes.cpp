#include <algorithm>
#include <string>
#include <utility>

#include "devices/conversion/bess_device.hpp"
#include "devices/incidents.hpp"

// When a bess changes its mode.
namespace ridethrough::devices::conversion {
namespace {

/// A collapse of the bus is looked for this long after forming began.
constexpr core::Tick kBessCollapseCheck = 1'000'000;

}  // namespace

bool BessDevice::obey(Ports& ports) {
  if (commands_.empty()) return false;
  for (const Command& command : std::exchange(commands_, {})) {
    if (command.verb == Verb::grow) {
      bank_.pass(ports, command);
      continue;
    }
    const bool ends = !command.begins;
    const bool fails = command.verb == Verb::fail && !ends;
    const bool stops =
        (command.verb == Verb::stop && !ends) || (command.verb == Verb::start && ends);
    if (fails) {
      stop(ports, kFailed, get(command.arguments, "as").word());
    } else if (command.verb == Verb::fail || command.verb == Verb::repair) {
      if (state() == kFailed) enter(ports, kStopped, "repaired");
    } else if (stops) {
      is_disabled_ = true;
      if (state() != kFailed) stop(ports, kStopped, "order");
    } else {
      is_disabled_ = false;
      is_asked_to_start_ = control_.black_start;
    }
  }
  return true;
}

void BessDevice::move_switch(Ports& ports, Verb verb) {
  Command command;
  command.verb = verb;
  switch_->order(command);
  ports.mark(*switch_);
}

void BessDevice::offer(Ports& ports, bool is_on) {
  if (is_offering_ == is_on) return;
  is_offering_ = is_on;
  limiting_since_ = core::kNever;
  forming_->offer(ports.network(), ports.now(), handle_, is_on);
  // The shares of all others changed.
  for (const Device* other : forming_->devices()) ports.mark(*other);
}

void BessDevice::stop(Ports& ports, int state, std::string_view reason) {
  if (has_switch()) offer(ports, false);
  is_synchronising_ = is_black_starting_ = false;
  setpoint_ = {};
  ready_at_ = core::kNever;
  enter(ports, state, reason);
  begin_incident(incidents_, ports.now(), state == kFailed, reason);
}

/// One transition at a time; react() repeats until none is left.
bool BessDevice::advance(Ports& ports) {
  return give_up_if_unable(ports) || leave_limit(ports) || trip(ports) || black_start(ports) ||
         form(ports) || closed_out_of_step(ports) || reconnect(ports) || hand_over(ports) ||
         ride_through(ports) || manage(ports) || recharge_if_due(ports.now());
}

bool BessDevice::give_up_if_unable(Ports& ports) {
  const core::Tick now = ports.now();
  if (!is_offering_) return false;
  if (overload_.expires() <= now) {
    stop(ports, kStopped, "overload");
    return true;
  }
  if (now > formed_at_ && ports.network().has_collapsed(forming_->source())) {
    stop(ports, kStopped, "voltage_collapse");
    return true;
  }
  return false;
}

core::Tick BessDevice::trip_at() const {
  const bool is_on_feed = state() == kFollowing || state() == kResyncing;
  if (!has_switch() || !is_on_feed || has_tripped_) return core::kNever;
  return core::later(feed_.bad_since(), sense_);
}

bool BessDevice::trip(Ports& ports) {
  if (trip_at() > ports.now()) return false;
  has_tripped_ = true;
  if (is_offering_) {
    stop_synchronising(ports);
    move_switch(ports, Verb::open);
    enter(ports, kForming, "feed_lost");
    return true;
  }
  const bool is_able = bank_.is_present() && bank_.bank().discharge_limit_w(ports.now()) > 0.0;
  if (!is_able) return true;  // better a poor feed than none
  move_switch(ports, Verb::open);
  setpoint_ = {};
  ready_at_ = core::later(ports.now(), answer_);
  enter(ports, kIslanding, "feed_lost");
  return true;
}

core::Tick BessDevice::form_at() const {
  return state() == kIslanding && is_cut_off() ? ready_at_ : core::kNever;
}

bool BessDevice::form(Ports& ports) {
  if (form_at() > ports.now()) return false;
  formed_at_ = ports.now();
  ready_at_ = core::kNever;
  is_black_starting_ = has_ordered_close_ = false;
  offer(ports, true);
  enter(ports, kForming, "switch_open");
  return true;
}

core::Tick BessDevice::close_at() const {
  const core::Tick good_at = core::later(feed_.good_since(), hold_);
  if (is_synchronising_) return std::max(in_step_at_, good_at);
  const bool waits = state() == kForming || state() == kIslanding || state() == kStopped;
  if (!has_switch() || !waits || is_disabled_ || has_ordered_close_ || is_black_starting_) {
    return core::kNever;
  }
  return good_at;
}

bool BessDevice::reconnect(Ports& ports) {
  if (close_at() <= ports.now()) {
    if (!is_in_step(ports)) return synchronise(ports);
    is_synchronising_ = false;
    has_ordered_close_ = true;
    if (is_cut_off()) move_switch(ports, Verb::close);
    if (state() == kForming) enter(ports, kResyncing, "feed_good");
    if (state() == kIslanding) enter(ports, kFollowing, "feed_good");
    return true;
  }
  const bool may_follow = state() == kStopped && !is_disabled_ && !is_cut_off() && live_frac_ > 0.0;
  if (!may_follow) return false;
  end_incident(incidents_, ports.now());
  enter(ports, kFollowing, "bus_live");
  return true;
}

/// The feed is back on the bus: what the cells gave as a source they give as a negative demand,
/// less and less.
bool BessDevice::hand_over(Ports& ports) {
  const core::Tick now = ports.now();
  if (is_offering_ && !is_cut_off()) {
    // The bus feeds the auxiliaries now: the converter begins with what it gave to both.
    const double power_w =
        formed_power(now).w + piece_.auxiliary.at(core::seconds(now - piece_.start));
    offer(ports, false);
    setpoint_ = {now, {power_w, -power_w / core::seconds(hand_over_)}, now + hand_over_};
    enter(ports, kResyncing, "feed_good");
    return true;
  }
  if (setpoint_.until > now) return false;
  setpoint_ = {};
  if (state() == kResyncing) enter(ports, kFollowing, "handed_over");
  return true;
}

bool BessDevice::note_bank_stop(Ports& ports) {
  const core::Tick now = ports.now();
  const StorageStop reason = bank_.stop_by(now);
  if (reason == StorageStop::none) return false;
  const bool is_managed = manager_ && state() == kFollowing && !is_riding_;
  // Who forms a bus cannot refuse what others push into it.
  if (is_offering_ || (!is_managed && bank_.is_discharging())) {
    stop(ports, kStopped, word_of(reason));
  } else if (is_managed) {
    manager_->refused(now, !bank_.is_discharging(), reason != StorageStop::charge_limit);
  } else {
    recharge_.stopped(now, reason != StorageStop::charge_limit);
  }
  return true;
}

void BessDevice::plan(Ports& ports) {
  const core::Tick now = ports.now();
  core::Tick next = std::min({piece_.end, trip_at(), form_at(), close_at(), setpoint_.until,
                              recharge_.next(), black_start_at(), following_next(now)});
  if (is_offering_) {
    next = std::min({next, overload_.expires(), forming_->next(), limit_next()});
    if (formed_at_ + kBessCollapseCheck > now) {
      next = std::min(next, formed_at_ + kBessCollapseCheck);
    }
  }
  next = reserve_at(now, std::max(next, now));
  ports.wake(*this, bank_.next_wake(now, next));
}

}  // namespace ridethrough::devices::conversion
