#include "devices/load/rack_demand.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr core::Tick kChordsPerRamp = 8;
/// Distance of a chord from its parabola, of the rating: what is booked as gap stays invisible.
constexpr double kChordHeightFrac = 1e-5;

/// What a GPU can not draw, or never comes down to.
void check_levels(const Parameters& gpu) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  const double tdp_w = get(gpu, "tdp").number();
  const double most_w = std::min(tdp_w, number_or(gpu, "cap", kNone));
  if (get(gpu, "idle").number() > most_w) {
    throw std::invalid_argument(get(gpu, "idle").number() > tdp_w
                                    ? "'gpu.idle' is above 'gpu.tdp'"
                                    : "'gpu.cap' is below 'gpu.idle'");
  }
  if (optional_number(gpu, "secondary_floor") > most_w) {
    throw std::invalid_argument("'gpu.secondary_floor' is above 'gpu.tdp' or 'gpu.cap'");
  }
}

}  // namespace

RackPower::RackPower(const Parameters& parameters)
    : host_w(get(parameters, "host").number()),
      gpus_w(static_cast<double>(get(parameters, "gpus").count()) *
             get(get(parameters, "gpu").map(), "tdp").number()) {
  const Parameters& gpu = get(parameters, "gpu").map();
  const Value& cap = get(gpu, "cap");
  if (cap.present()) cap_level_frac = cap.number() / get(gpu, "tdp").number();
}

RackDemand::RackDemand(const Parameters& parameters)
    : gpus_(get(parameters, "gpus").count()),
      with_job_(parameters),
      power_w_(get(parameters, "power").number()),
      edges_(get(parameters, "gpu").map()),
      shaper_(get(parameters, "gpu").map()),
      without_job_w_(power_w_),
      storage_(get(parameters, "gpu").map()),
      excursion_(number_or(parameters, "excursion", 1.0)) {
  const Parameters& gpu = get(parameters, "gpu").map();
  check_levels(gpu);
  idle_frac_ = get(gpu, "idle").number() / get(gpu, "tdp").number();
  load_target_frac_ = load_.value = get(parameters, "load").number();
}

void RackDemand::carry_job() {
  has_job_ = true;
  edges_.want({0, idle_frac_, 0.0});
  begin_anew(0);
}

void RackDemand::run(core::Tick from, double level_frac, double slope_per_s) {
  edges_.want({from, level_frac, slope_per_s});
}

/// It was without power, or without a job.
void RackDemand::begin_anew(core::Tick now) {
  edges_.reset(now);
  shaper_.want(edges_.drawn());
  shaper_.reset(now);
}

void RackDemand::set_load(core::Tick now, double target_frac, core::Tick over) {
  load_target_frac_ = target_frac;
  const double from_frac = load_.at(now);
  load_ = over > 0 ? Ramp{now, from_frac, (target_frac - from_frac) / core::seconds(over),
                          core::later(now, over)}
                   : Ramp{now, target_frac, 0.0, core::kNever};
  is_dirty_ = true;
}

void RackDemand::set_excursion(double factor) {
  excursion_ = factor;
  is_dirty_ = true;
}

void RackDemand::stop(core::Tick now) {
  start_up(now, 0);
  storage_.stop(now);
  is_stopped_ = true;
}

void RackDemand::throttle(core::Tick now, double most_frac) {
  shaper_.limit(now, most_frac);
  const double most_w = gpus_ > 0 ? with_job_.at(most_frac) : power_w_ * most_frac;
  without_job_w_ = std::min(power_w_, most_w);
  is_dirty_ = true;
}

void RackDemand::start_up(core::Tick now, core::Tick span) {
  is_stopped_ = false;
  start_ = span > 0 ? Ramp{now, 0.0, 1.0 / core::seconds(span), core::later(now, span)} : Ramp{};
  begin_anew(now);
  is_dirty_ = true;
}

bool RackDemand::settle(core::Tick now) {
  edges_.settle(now);
  shaper_.want(edges_.drawn());
  is_dirty_ = shaper_.settle(now) || is_dirty_;
  if (has_job_ && !is_stopped_) is_dirty_ = storage_.settle(now, shaper_.drawn()) || is_dirty_;
  if (load_.ends <= now) {
    load_ = {now, load_target_frac_, 0.0, core::kNever};
    is_dirty_ = true;
  }
  if (start_.ends <= now) {
    start_ = {};
    is_dirty_ = true;
  }
  if (!is_dirty_ && now < next_) return false;
  is_dirty_ = false;
  draw_line(now);
  draw_flows(now);
  return true;
}

const GpuLevel& RackDemand::level() const {
  return is_stopped_ ? shaper_.drawn() : storage_.input();
}

double RackDemand::base_w(core::Tick time) const {
  if (!has_job_) return without_job_w_ + (excursion_ - 1.0) * with_job_.gpus_w;
  return with_job_.at(level().at(time) * excursion_);
}

double RackDemand::most_w() const {
  return base_w(level().from) * std::max(load_.value, load_target_frac_);
}

double RackDemand::base_slope_w_per_s() const {
  return has_job_ ? with_job_.gpus_w * level().slope_per_s * excursion_ : 0.0;
}

double RackDemand::watts(core::Tick time) const {
  return base_w(time) * load_.at(time) * start_.at(time);
}

void RackDemand::draw_flows(core::Tick now) {
  flows_ = {};
  if (!has_job_ || is_stopped_) return;
  flows_.burnt = part(shaper_.burnt(now), now);
  flows_.given = part(storage_.given(now), now);
  flows_.lost = part(storage_.lost(now), now);
}

/// Along the slope that it has now: where the load or the start moves too, a part of the chord's
/// height goes to the wrong side of the books, never out of them.
core::Line RackDemand::part(const GpuLevel& level, core::Tick now) const {
  if (level.value == 0.0 && level.slope_per_s == 0.0) return {};
  const double share = load_.at(now) * start_.at(now);
  const double share_per_s =
      load_.slope_per_s * start_.at(now) + load_.at(now) * start_.slope_per_s;
  return core::Line::of_watts(
      now, with_job_.gpus_w * level.value * share,
      with_job_.gpus_w * (level.slope_per_s * share + level.value * share_per_s));
}

void RackDemand::draw_line(core::Tick now) {
  gap_j_ = gap_j(now);
  chord_from_ = now;
  chord_span_ = 0;
  next_ = std::min(load_.ends, start_.ends);
  const double base = base_w(now);
  const double load = load_.at(now);
  const double start = start_.at(now);
  const double base_slope = base_slope_w_per_s();
  const int moving = (base_slope != 0.0 ? 1 : 0) + (load_.slope_per_s != 0.0 ? 1 : 0) +
                     (start_.slope_per_s != 0.0 ? 1 : 0);
  const double value_w = base * load * start;
  if (moving <= 1) {
    const double slope = base_slope * load * start + base * load_.slope_per_s * start +
                         base * load * start_.slope_per_s;
    line_ = core::Line::of_watts(now, value_w, slope);
    return;
  }
  const double bend =
      2.0 * (base_slope * load_.slope_per_s * start + base_slope * load * start_.slope_per_s +
             base * load_.slope_per_s * start_.slope_per_s);
  const double span_s = std::sqrt(8.0 * kChordHeightFrac * power_w_ / std::abs(bend));
  next_ = std::min(
      {load_.next_eighth(now), start_.next_eighth(now), core::later(now, core::ticks_up(span_s))});
  chord_span_ = next_ - now;
  const double end_w = watts(next_);
  chord_height_w_ = watts(now + chord_span_ / 2) - 0.5 * (value_w + end_w);
  line_ = core::Line::of_watts(now, value_w, (end_w - value_w) / core::seconds(chord_span_));
}

core::Tick RackDemand::Ramp::next_eighth(core::Tick now) const {
  if (ends == core::kNever) return core::kNever;
  const core::Tick span = ends - from;
  const core::Tick done = (now - from) * kChordsPerRamp / span;
  for (core::Tick k = done; k < kChordsPerRamp; ++k) {
    const core::Tick corner = from + span * (k + 1) / kChordsPerRamp;
    if (corner > now) return corner;
  }
  return ends;
}

/// Under a parabola of height h over a chord of length T: 4 h T (u^2/2 - u^3/3) up to u = t/T.
double RackDemand::gap_j(core::Tick now) const {
  if (chord_span_ == 0) return gap_j_;
  const double span_s = core::seconds(chord_span_);
  const double u = core::seconds(now - chord_from_) / span_s;
  return gap_j_ + 4.0 * std::abs(chord_height_w_) * span_s * u * u * (0.5 - u / 3.0);
}

}  // namespace ridethrough::devices
