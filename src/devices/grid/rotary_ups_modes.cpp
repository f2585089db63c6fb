#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "devices/grid/rotary_ups_device.hpp"
#include "devices/incidents.hpp"

// When a rotary UPS changes its mode, its breaker moves and its engine starts.
namespace ridethrough::devices {
namespace {

/// It has engaged for this long before it judges the feed again: what it gives lifts the voltage.
constexpr core::Tick kRotaryDwell = 1'000'000;
/// So far inside its window the feed has to be while the machine supports it.
constexpr double kSupportedPu = 0.05;
/// And the machine gives nearly what it gave before: part of the rating.
constexpr double kSupportFrac = 0.05;

core::Tick soonest(core::Tick now, std::initializer_list<core::Tick> times) {
  core::Tick next = core::kNever;
  for (const core::Tick at : times) {
    if (at > now) next = std::min(next, at);
  }
  return next;
}

}  // namespace

void RotaryUps::obey(Ports& ports) {
  for (const Command& command : std::exchange(orders_, {})) {
    if (command.verb == Verb::reset) {
      is_reset_ = is_reset_ || state() == kLockedOut;
    } else if (command.verb == Verb::fail && command.begins) {
      const bool is_breaker = get(command.arguments, "as").word() == "breaker_stuck";
      (is_breaker ? is_stuck_ : cannot_start_) = true;
    } else {
      mend(ports.now());
    }
  }
}

void RotaryUps::mend(core::Tick now) {
  is_stuck_ = cannot_start_ = false;
  if (!has_given_up_) return;
  has_given_up_ = false;
  called_at_ = now;
  end_incident(incidents_, now);
}

void RotaryUps::judge_feed(const Ports& ports) {
  const core::Tick now = ports.now();
  feed_.read(now, ports.network().supply(observer_));
  line_ = ports.network().frequency(inlet_);
  const bool is_good = feed_.good_since() != core::kNever && settings_.frequency.holds(line_, now);
  if (!is_good) good_since_ = core::kNever;
  if (is_good && good_since_ == core::kNever) good_since_ = now;
}

/// Does what is due by now; true if something came of it.
bool RotaryUps::advance(Ports& ports) {
  if (move_breaker(ports) || run_engine(ports)) return true;
  switch (state()) {
    case kMains:
      if (good_since_ != core::kNever) return false;
      engage(ports);
      return true;
    case kFeedingBack:
      return feed_back(ports);
    case kResyncing:
      return resync(ports);
    case kLockedOut:
      return wait_for_reset(ports);
    default:
      return carry_alone(ports);
  }
}

/// The machine goes on with the voltage and the angle that the outlet had.
void RotaryUps::engage(Ports& ports) {
  const core::Tick now = ports.now();
  const bool goes_on =
      released_at_ != core::kNever && now < core::later(released_at_, settings_.detect);
  if (!goes_on) disturbed_at_ = now;
  engaged_at_ = now;
  idle_w_ = flows_.taken.watts(now);
  emf_ = held_.frequency.at == now ? before_ : held_;
  turn(now, {now, emf_.frequency.hz_at(now), 0.0});
  enter(ports, kFeedingBack, "feed_disturbed");
}

void RotaryUps::turn(core::Tick now, const network::Frequency& frequency) {
  emf_.angle_rad = emf_.angle_at(now);
  emf_.frequency = frequency;
}

bool RotaryUps::feed_back(Ports& ports) {
  if (lock_out_if_slow(ports, "drained_by_feed")) return true;
  if (!is_feed_back(ports)) return false;
  released_at_ = ports.now();
  go_back(ports, "feed_back");
  return true;
}

/// A feed that has lost its own source is held up by this machine, or by another one: seen here by
/// who feeds it, in a real set by its reverse power or frequency.
bool RotaryUps::is_feed_back(const Ports& ports) const {
  const core::Tick now = ports.now();
  if (now < core::later(engaged_at_, kRotaryDwell) || now >= detected_at()) return false;
  const network::Network& network = ports.network();
  const network::Supply feed = network.supply(observer_);
  const bool is_fed = feed.is_energised && feed.fed_by != network::SourceKind::converter;
  const bool is_inside = feed.lowest_phase_pu >= settings_.low_pu + kSupportedPu &&
                         feed.highest_phase_pu <= settings_.high_pu - kSupportedPu;
  if (!is_fed || !is_inside || !settings_.frequency.holds(line_, now)) return false;
  const network::Flow given = network.source_flow(source_);
  const double support_w = std::hypot(given.power.watts(now) + idle_w_,
                                      given.reactive.watts(now) - regulator_.reactive_w());
  return support_w <= kSupportFrac * settings_.rating_w;
}

core::Tick RotaryUps::opens_at() const {
  const bool is_ordered = state() == kFeedingBack || state() == kLockedOut;
  if (!is_closed_ || is_stuck_ || !is_ordered) return core::kNever;
  return core::later(detected_at(), settings_.opens_in);
}

bool RotaryUps::move_breaker(Ports& ports) {
  const core::Tick now = ports.now();
  if (now < opens_at()) return false;
  is_closed_ = false;
  opened_at_ = now;
  if (state() == kLockedOut) return true;
  emf_.magnitude_pu = 1.0;
  turn(now, {now, nominal_hz_, 0.0});
  enter(ports, kFlywheel, "isolated");
  return true;
}

core::Tick RotaryUps::engine_due_at() const {
  if (is_engine_on_ || has_given_up_ || called_at_ == core::kNever) return core::kNever;
  const StartSequence& start = settings_.start;
  return cannot_start_ ? start.end_of_try(called_at_, start.tries - 1)
                       : start.at_speed(called_at_, 0);
}

/// Called when the disturbance is detected; the clutch takes hold only behind an open breaker.
bool RotaryUps::run_engine(Ports& ports) {
  const core::Tick now = ports.now();
  if (!is_machine_on()) return false;
  if (called_at_ == core::kNever && now >= detected_at()) {
    called_at_ = now;
    ports.log_count(*this, "starts", starts_, starts_ + 1, "start_order");
    ++starts_;
  }
  if (now < engine_due_at()) return false;
  if (cannot_start_) {
    has_given_up_ = true;
    begin_incident(incidents_, now, true, "fail_to_start");
    return false;
  }
  if (!is_alone()) return false;
  is_engine_on_ = true;
  if (state() == kFlywheel) enter(ports, kDiesel, "clutch");
  return true;
}

core::Tick RotaryUps::returns_at() const {
  if (good_since_ == core::kNever) return core::kNever;
  return core::later(std::max(good_since_, opened_at_), settings_.return_after);
}

bool RotaryUps::carry_alone(Ports& ports) {
  if (lock_out_if_slow(ports, "underspeed")) return true;
  if (ports.now() < returns_at()) return false;
  aim_until_ = ports.now();
  enter(ports, kResyncing, "feed_good");
  return true;
}

bool RotaryUps::resync(Ports& ports) {
  if (lock_out_if_slow(ports, "underspeed")) return true;
  const core::Tick now = ports.now();
  if (good_since_ == core::kNever) {
    release_feed(ports);
    return true;
  }
  if (now < aim_until_) return false;
  const network::Network& network = ports.network();
  if (!is_stuck_ && settings_.sync.allow(gap_between(network, outlet_, inlet_, now))) {
    released_at_ = core::kNever;
    go_back(ports, "in_step");
    return true;
  }
  const Aim aim = aim_at(network, outlet_, inlet_, now, settings_.slip_hz);
  aim_until_ = aim.until;
  turn(now, aim.frequency);
  return false;
}

void RotaryUps::release_feed(Ports& ports) {
  aim_until_ = core::kNever;
  turn(ports.now(), {ports.now(), nominal_hz_, 0.0});
  enter(ports, is_engine_on_ ? kDiesel : kFlywheel, "feed_disturbed");
}

void RotaryUps::go_back(Ports& ports, std::string_view reason) {
  is_closed_ = true;
  is_engine_on_ = has_given_up_ = false;
  called_at_ = aim_until_ = core::kNever;
  enter(ports, kMains, reason);
}

bool RotaryUps::lock_out_if_slow(Ports& ports, std::string_view reason) {
  if (flywheel_.energy_j(ports.now()) > settings_.lowest_j) return false;
  incidents_.push_back({"locked_out", ports.now(), core::kNever, std::string(reason)});
  is_engine_on_ = has_given_up_ = false;
  called_at_ = aim_until_ = core::kNever;
  enter(ports, kLockedOut, reason);
  return true;
}

/// After a reset the feed alone carries the load, and the flywheel is brought up again.
bool RotaryUps::wait_for_reset(Ports& ports) {
  if (!is_reset_ || ports.now() < returns_at()) return false;
  if (is_stuck_ && !is_closed_) return false;
  is_reset_ = false;
  released_at_ = core::kNever;
  end_incident(incidents_, ports.now());
  go_back(ports, "reset");
  return true;
}

void RotaryUps::plan(Ports& ports) {
  const core::Tick now = ports.now();
  core::Tick next = soonest(now, {flows_end_, opens_at(), engine_due_at(),
                                  settings_.frequency.next_crossing(line_, now)});
  if (state() == kFeedingBack) {
    next = std::min(next, soonest(now, {core::later(engaged_at_, kRotaryDwell), detected_at()}));
  } else if (state() == kResyncing) {
    next = std::min(next, soonest(now, {aim_until_}));
  } else if (is_alone() || is_reset_) {
    next = std::min(next, soonest(now, {returns_at()}));
  }
  ports.wake(*this, next);
}

}  // namespace ridethrough::devices
