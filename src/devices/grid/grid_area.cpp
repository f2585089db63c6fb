#include "devices/grid/grid_area.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ridethrough::devices {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// A corner of the response is crossed this far beyond it: the response itself does not jump
/// there, and an area that comes to rest at a corner must not cross it for ever.
constexpr double kCornerSlackHz = 1e-9;

}  // namespace

GridArea::GridArea(const AreaSettings& settings)
    : settings_(settings), mass_(2.0 * settings.kinetic_energy_j / settings.nominal_hz) {
  const double band = settings.deadband_hz;
  const double limit = settings.stiffness_w_per_hz > 0.0
                           ? band + settings.reserve_w / settings.stiffness_w_per_hz
                           : kInfinity;
  corners_hz_ = {-limit, -band, band, limit};
  law_.damping_per_s = settings.damping_w_per_hz / mass_;
  law_.lag_s = settings.response_lag_s;
  for (const SheddingStage& stage : settings.shedding) relays_.push_back({stage, {}, false});
  set_region(2);
}

double GridArea::Ramp::watts(core::Tick now) const {
  if (now >= end) return to_w;
  return from_w + (to_w - from_w) * (core::seconds(now - begin) / core::seconds(end - begin));
}

double GridArea::Ramp::slope(core::Tick now) const {
  return now >= end ? 0.0 : (to_w - from_w) / core::seconds(end - begin);
}

void GridArea::set_region(int region) {
  region_ = region;
  const double gain = settings_.stiffness_w_per_hz / mass_;
  const bool is_low = region < 2;
  const bool is_limited = region == 0 || region == 4;
  const bool is_idle = region == 2;
  law_.gain_per_s = is_limited || is_idle ? 0.0 : gain;
  law_.target_hz_per_s = 0.0;
  if (is_idle) return;
  const double size = is_limited ? settings_.reserve_w / mass_ : -gain * settings_.deadband_hz;
  law_.target_hz_per_s = is_low ? size : -size;
}

bool GridArea::is_empty(int region) const {
  if (region == 0 || region == 4) return false;
  const auto at = static_cast<std::size_t>(region);
  return corners_hz_[at] <= corners_hz_[at - 1];
}

SwingPush GridArea::push(core::Tick now) const {
  const double fed_w = feed_.watts(now) - feed_at_start_w_;
  const double surplus_w = imbalance_.watts(now) + shed_w_ - fed_w;
  return {surplus_w / mass_, (imbalance_.slope(now) - feed_.watts_per_s()) / mass_};
}

SwingPush GridArea::anchored_push(core::Tick now) const {
  const double span_s = core::seconds(now - anchor_);
  return {start_push_.hz_per_s + start_push_.hz_per_s2 * span_s, start_push_.hz_per_s2};
}

AreaState GridArea::state(core::Tick now) const {
  return law_.after(start_, start_push_, core::seconds(now - anchor_));
}

double GridArea::hz(core::Tick now) const { return settings_.nominal_hz + state(now).off_hz; }

double GridArea::hz_per_s(core::Tick now) const {
  return law_.rate(state(now), anchored_push(now).hz_per_s);
}

double GridArea::response_w(core::Tick now) const { return state(now).response_hz_per_s * mass_; }

std::size_t GridArea::stages_shed() const {
  return static_cast<std::size_t>(
      std::count_if(relays_.begin(), relays_.end(), [](const Relay& r) { return r.is_open; }));
}

/// From here on the present surplus acts.
void GridArea::anchor(core::Tick now) {
  start_ = state(now);
  anchor_ = now;
  start_push_ = push(now);
  is_drawn_ = false;
}

void GridArea::set_imbalance(core::Tick now, double power_w, core::Tick span) {
  imbalance_ = {now, core::later(now, span), imbalance_.watts(now), power_w};
  ramp_due_ = span > 0 ? imbalance_.end : core::kNever;
  anchor(now);
}

void GridArea::carry(core::Tick now, const core::Line& feed) {
  if (feed == feed_) return;
  feed_ = feed;
  if (now == 0) feed_at_start_w_ = feed.watts(0);
  anchor(now);
}

core::Tick GridArea::next() const {
  if (is_dark_) return core::kNever;
  core::Tick next = std::min(chord_.end, ramp_due_);
  for (const Relay& relay : relays_) {
    if (!relay.is_open && relay.below_since) {
      next = std::min(next, core::later(*relay.below_since, relay.stage.dwell));
    }
  }
  return next;
}

void GridArea::advance(core::Tick now) {
  if (is_dark_) return;
  if (now >= ramp_due_) {
    ramp_due_ = core::kNever;
    anchor(now);
  }
  if (now >= chord_.end) {
    is_drawn_ = false;
    if (chord_.ends != Ends::plain) cross(now, chord_.ends == Ends::above);
  }
  if (shed(now)) anchor(now);
  if (!is_drawn_ && !is_dark_) draw(now);
}

/// Opens what has been low for long enough.
bool GridArea::shed(core::Tick now) {
  const double before_w = shed_w_;
  for (Relay& relay : relays_) {
    if (relay.is_open || !relay.below_since) continue;
    if (now < core::later(*relay.below_since, relay.stage.dwell)) continue;
    relay.is_open = true;
    shed_w_ += relay.stage.power_w;
  }
  return shed_w_ != before_w;
}

/// The nearest frequencies at which something happens, below and above.
GridArea::Levels GridArea::levels() const {
  Levels levels{settings_.low_hz - settings_.nominal_hz, settings_.high_hz - settings_.nominal_hz};
  if (region_ > 0) {
    const double corner = corners_hz_[static_cast<std::size_t>(region_) - 1];
    levels.low_hz = std::max(levels.low_hz, corner - kCornerSlackHz);
  }
  if (region_ < 4) {
    const double corner = corners_hz_[static_cast<std::size_t>(region_)];
    levels.high_hz = std::min(levels.high_hz, corner + kCornerSlackHz);
  }
  for (const Relay& relay : relays_) {
    if (relay.is_open) continue;
    const double at = relay.stage.below_hz - settings_.nominal_hz;
    if (relay.below_since) {
      levels.high_hz = std::min(levels.high_hz, at + kCornerSlackHz);
    } else {
      levels.low_hz = std::max(levels.low_hz, at);
    }
  }
  return levels;
}

void GridArea::cross(core::Tick now, bool upward) {
  const Levels reached = levels();
  const double level = upward ? reached.high_hz : reached.low_hz;
  watch_relays(now, level, upward);
  const bool is_end = upward ? level >= settings_.high_hz - settings_.nominal_hz
                             : level <= settings_.low_hz - settings_.nominal_hz;
  if (is_end) {
    is_dark_ = true;
    return;
  }
  int region = region_;
  const auto corner = [&](int index) { return corners_hz_[static_cast<std::size_t>(index)]; };
  const bool at_corner =
      upward ? region < 4 && level >= corner(region) : region > 0 && level <= corner(region - 1);
  if (!at_corner) return;
  do {
    region += upward ? 1 : -1;
  } while (is_empty(region));
  anchor(now);
  set_region(region);
}

void GridArea::watch_relays(core::Tick now, double reached_hz, bool upward) {
  for (Relay& relay : relays_) {
    const double at = relay.stage.below_hz - settings_.nominal_hz;
    if (upward && relay.below_since && reached_hz >= at) relay.below_since.reset();
    if (!upward && !relay.below_since && reached_hz <= at) relay.below_since = now;
  }
}

}  // namespace ridethrough::devices
