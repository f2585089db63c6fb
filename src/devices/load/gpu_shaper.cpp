#include "devices/load/gpu_shaper.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

GpuShaper::GpuShaper(const Parameters& gpu) {
  const double tdp_w = get(gpu, "tdp").number();
  const Value& cap = get(gpu, "cap");
  own_cap_ = cap.present() ? cap.number() / tdp_w : std::numeric_limits<double>::infinity();
  cap_ = own_cap_;
  own_secondary_ = secondary_ = optional_number(gpu, "secondary_floor") / tdp_w;
  const Value& smoothing = get(gpu, "smoothing");
  if (!smoothing.present()) return;
  own_floor_ = floor_ = get(smoothing.map(), "floor").number();
  up_per_s_ = get(smoothing.map(), "ramp_up").number() / tdp_w;
  down_per_s_ = get(smoothing.map(), "ramp_down").number() / tdp_w;
  hysteresis_ = span_ticks(smoothing.map(), "hysteresis");
}

void GpuShaper::want(const GpuLevel& level) {
  is_new_ = is_new_ || level != asked_;
  asked_ = level;
}

void GpuShaper::reset(core::Tick now) {
  mode_ = Mode::rising;
  drawn_ = lifted(capped(now), now);
  is_new_ = true;
}

void GpuShaper::limit(core::Tick now, double level) {
  cap_ = std::min(own_cap_, level);
  floor_ = std::min(own_floor_, cap_);
  secondary_ = std::min(own_secondary_, cap_);
  mode_ = Mode::rising;
  drawn_ = {now, std::min(drawn_.at(now), cap_), 0.0};
  is_new_ = true;
}

bool GpuShaper::settle(core::Tick now) {
  if (!is_new_ && now < next_) return false;
  is_new_ = false;
  const GpuLevel before = drawn_;
  useful_ = capped(now);
  wanted_ = lifted(useful_, now);
  next_ = std::min(meets(cap_, now), meets(secondary_, now));
  if (!is_smoothing()) {
    drawn_ = wanted_;
    return drawn_ != before;
  }
  while (advance(now)) {
  }
  drawn_ = line(now);
  next_ = std::min(next_, ends(now));
  return drawn_ != before;
}

GpuLevel GpuShaper::burnt(core::Tick now) const {
  if (!may_burn() || drawn_.at(now) <= useful_.at(now)) return {now, 0.0, 0.0};
  return {now, drawn_.at(now) - useful_.at(now), drawn_.slope_per_s - useful_.slope_per_s};
}

GpuLevel GpuShaper::capped(core::Tick now) const {
  const double asks = asked_.at(now);
  const bool is_above = asks > cap_ || (asks == cap_ && asked_.slope_per_s > 0.0);
  return is_above ? GpuLevel{now, cap_, 0.0} : asked_;
}

/// A burn workload takes what the job leaves of the secondary floor.
GpuLevel GpuShaper::lifted(const GpuLevel& level, core::Tick now) const {
  const double draws = level.at(now);
  const bool is_below =
      draws < secondary_ || (draws == secondary_ && level.slope_per_s < 0.0 && secondary_ > 0.0);
  return is_below ? GpuLevel{now, secondary_, 0.0} : level;
}

/// When what the job asks for is at `level` next.
core::Tick GpuShaper::meets(double level, core::Tick now) const {
  const double room = level - asked_.at(now);
  return room > 0.0 ? closed_at(now, room, asked_.slope_per_s)
                    : closed_at(now, -room, -asked_.slope_per_s);
}

/// On the level, the way that it goes decides.
bool GpuShaper::wants(double level, core::Tick now) const {
  const double above = wanted_.at(now) - level;
  return std::abs(above) <= kSameLevel ? wanted_.slope_per_s >= 0.0 : above > 0.0;
}

/// One change of the mode, if one is due.
bool GpuShaper::advance(core::Tick now) {
  const double draws = drawn_.at(now);
  switch (mode_) {
    case Mode::rising: {
      const bool is_there = draws >= floor_ - kSameLevel;
      if (!is_there && wants(draws, now)) return false;
      mode_ = Mode::held;
      height_ = is_there ? floor_ : draws;
      low_since_ = core::kNever;
      return true;
    }
    case Mode::held:
      if (wants(height_, now)) {
        low_since_ = core::kNever;
        if (height_ == floor_) return false;
        mode_ = Mode::rising;
        return true;
      }
      low_since_ = std::min(low_since_, now);
      if (core::later(low_since_, hysteresis_) > now) return false;
      mode_ = Mode::falling;
      drawn_ = {now, height_, -down_per_s_};
      return true;
    case Mode::falling:
      if (draws > wanted_.at(now) + kSameLevel) return false;
      mode_ = Mode::rising;
      return true;
  }
  return false;
}

GpuLevel GpuShaper::line(core::Tick now) const {
  if (mode_ == Mode::falling) return drawn_;
  if (mode_ == Mode::held) return wants(height_, now) ? wanted_ : GpuLevel{now, height_, 0.0};
  const double draws = drawn_.at(now);
  const double wants = wanted_.at(now);
  if (wants > draws + kSameLevel) return {now, draws, up_per_s_};
  return wanted_.slope_per_s > up_per_s_ ? GpuLevel{now, wants, up_per_s_} : wanted_;
}

/// When the mode or its line changes if the job goes on like this.
core::Tick GpuShaper::ends(core::Tick now) const {
  const double asks = wanted_.at(now);
  const double slope_per_s = wanted_.slope_per_s;
  switch (mode_) {
    case Mode::rising:
      return drawn_ == wanted_ ? closed_at(now, floor_ - asks, slope_per_s) : rise_ends(now);
    case Mode::held:
      if (wants(height_, now)) return closed_at(now, asks - height_, -slope_per_s);
      return std::min(core::later(low_since_, hysteresis_),
                      closed_at(now, height_ - asks, slope_per_s));
    case Mode::falling:
      return closed_at(now, drawn_.at(now) - asks, slope_per_s + down_per_s_);
  }
  return core::kNever;
}

core::Tick GpuShaper::rise_ends(core::Tick now) const {
  const double draws = drawn_.at(now);
  return std::min(closed_at(now, floor_ - draws, up_per_s_),
                  closed_at(now, wanted_.at(now) - draws, up_per_s_ - wanted_.slope_per_s));
}

}  // namespace ridethrough::devices
