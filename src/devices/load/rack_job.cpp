#include "devices/load/rack_job.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// `never` waits for an order.
core::Tick start_of(const Value& start) {
  const bool is_word = std::holds_alternative<std::string>(start.data());
  return is_word ? core::kNever : core::ticks_nearest(start.number());
}

}  // namespace

RackJob::RackJob(const TypeSchema& schema, const Parameters& parameters, int stopped, int paused,
                 core::Tick block)
    : Device(schema),
      reaction_(get(parameters, "on_battery"), block),
      stopped_(stopped),
      paused_(paused),
      fall_(span_ticks(parameters, "fall")),
      price_per_gpu_s_(optional_number(parameters, "price")),
      start_at_(start_of(get(parameters, "start"))),
      until_(get(parameters, "until").present() ? span_ticks(parameters, "until") : core::kNever),
      slowdown_(number_or(parameters, "slowdown", 1.0)) {
  if (start_at_ != core::kNever && until_ <= start_at_) {
    throw std::invalid_argument("'until' comes after 'start'");
  }
}

void RackJob::set_idle(double level) { level_.value = idle_level_ = level; }

void RackJob::wire(Wiring& wiring) {
  racks_.wire(wiring, *this);
  needs_.wire(wiring, *this);
  reaction_.wire(wiring, *this);
}

void RackJob::react(Ports& ports) {
  const core::Tick now = ports.now();
  for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
  Seen seen;
  seen.has_lost_rack = racks_.read();
  seen.has_lost_need = needs_.read();
  reaction_.read();
  set_paces(now);
  if (until_ <= now && !is_stopped()) stop(ports, "until");
  if (state() == kJobWaits) {
    const bool starts = start_at_ <= now && can_start(now) && !reaction_.is_pause_due(now);
    if (starts && racks_.take(*this)) begin(ports);
  } else if (!is_stopped()) {
    go_on(ports, seen);
  }
  if (falls_until_ <= now) drive(ports, idle(now));
  if (is_stopped() && falls_until_ == core::kNever) racks_.leave(*this, ports);
  note(now);
  const core::Tick start = start_at_ > now ? start_at_ : core::kNever;
  const core::Tick end = until_ > now ? until_ : core::kNever;
  ports.wake(*this, std::min({start, end, falls_until_, reaction_.next(now), next_own(now)}));
}

JobPower RackJob::power(core::Tick now) const {
  const JobDemand live = racks_.live_demand();
  const double held_w = live.at(idle_level_);
  if (state() != kJobRuns) return {held_w, held_w};
  const double level = mean_level(now, reaction_.cap_level(now));
  return {held_w + racks_.working_demand().gpus_w * (level - idle_level_), held_w};
}

/// Work goes with its power, as far as `slowdown` says. What limits the GPUs all the time is their
/// usual pace.
double RackJob::pace_of(const PlacedRack& rack, core::Tick now) {
  const double usual = rack.ceiling == nullptr ? std::numeric_limits<double>::infinity()
                                               : rack.ceiling->usual_level();
  const double present = rack.ceiling == nullptr ? usual : rack.ceiling->present_level();
  const double most = std::min(present, reaction_.cap_level(now));
  return most >= usual ? 1.0 : 1.0 - slowdown_ * (1.0 - power_left(now, usual, most));
}

void RackJob::set_paces(core::Tick now) {
  double slowest = 1.0;
  for (std::size_t i = 0; i < racks_.placed().size(); ++i) {
    const PlacedRack& rack = racks_.placed()[i];
    if (is_in_step() && (rack.is_down || rack.rests)) continue;
    const double pace = pace_of(rack, now);
    slowest = std::min(slowest, pace);
    if (!is_in_step()) shares_[i].account.set_pace(now, pace);
  }
  if (is_in_step()) shares_[0].account.set_pace(now, slowest);
}

void RackJob::obey(const Command& command, Ports& ports) {
  const core::Tick now = ports.now();
  if (command.verb == Verb::crash && command.begins) crash_by_order(ports);
  if (command.verb != Verb::start && command.verb != Verb::stop) return;
  const bool starts = (command.verb == Verb::start) == command.begins;
  if (starts && (is_stopped() || state() == kJobWaits)) {
    if (until_ <= now) until_ = core::kNever;
    start_at_ = std::min(start_at_, now);
    enter(ports, kJobWaits, "start_order");
  } else if (!starts && !is_stopped()) {
    stop(ports, "stop_order");
  }
}

void RackJob::stop(Ports& ports, std::string_view reason) {
  settle(ports.now());
  if (state() != kJobWaits) fall_idle(ports);
  give_up(ports, reason);
}

void RackJob::give_up(Ports& ports, std::string_view reason) {
  start_at_ = core::kNever;
  close();
  enter(ports, stopped_, reason);
}

void RackJob::log_interruptions(Ports& ports, std::int64_t before, std::string_view reason) const {
  const std::int64_t after = shares_.interruptions();
  if (after != before) ports.log_count(*this, "interruptions", before, after, reason);
}

void RackJob::follow(const GpuLevel& level) {
  level_ = level;
  falls_until_ = core::kNever;
}

void RackJob::drive(const Ports& ports, const GpuLevel& level) {
  follow(level);
  racks_.run(ports, level);
}

void RackJob::fall_idle(const Ports& ports) {
  const core::Tick now = ports.now();
  const double from = level_.at(now);
  if (fall_ == 0 || from == idle_level_) return drive(ports, idle(now));
  follow({now, from, (idle_level_ - from) / core::seconds(fall_)});
  racks_.fall(ports, idle(now), fall_);
  falls_until_ = core::later(now, fall_);
}

}  // namespace ridethrough::devices
