#include "devices/load/gpu_storage.hpp"

#include <algorithm>
#include <cmath>

#include "devices/load/rack_cord.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// So little is nothing, or so little room: what a GPU at its TDP draws in 4 ns.
constexpr double kNothing = 4e-9;
/// Levels as powers, so fine that the grid of powers does not show.
constexpr double kScaleW = 1e6;

}  // namespace

GpuStorage::GpuStorage(const Parameters& gpu) {
  const Parameters* storage = optional_map(gpu, "storage");
  if (storage == nullptr) return;
  const double tdp_w = get(gpu, "tdp").number();
  full_ = stored_ = get(*storage, "energy").number() / tdp_w;
  target_ = get(*storage, "shave_to").number();
  most_ = get(*storage, "power").number() / tdp_w;
  kept_ = get(*storage, "efficiency").number();
}

bool GpuStorage::settle(core::Tick now, const GpuLevel& load) {
  const GpuLevel before = input_;
  if (!exists()) {
    input_ = load;
    return input_ != before;
  }
  if (!is_new_ && load == load_ && now < next_) return false;
  is_new_ = false;
  stored_ = stored(now);
  load_ = load;
  side_ = side(now);
  flow_ = flow(now);
  next_ = ends(now);
  const bool rests = flow_.value == 0.0 && flow_.slope_per_s == 0.0;
  input_ = rests ? load
                 : GpuLevel{now, load.at(now) - flow_.value, load.slope_per_s - flow_.slope_per_s};
  return input_ != before;
}

void GpuStorage::stop(core::Tick now) {
  stored_ = stored(now);
  flow_ = {now, 0.0, 0.0};
  next_ = core::kNever;
  is_new_ = true;
}

GpuLevel GpuStorage::lost(core::Tick now) const {
  if (!takes()) return {now, 0.0, 0.0};
  const double lost = kept_ - 1.0;
  return {now, lost * flow_.at(now), lost * flow_.slope_per_s};
}

double GpuStorage::stored(core::Tick now) const {
  const double span_s = core::seconds(now - flow_.from);
  const double flown = span_s * (flow_.value + 0.5 * flow_.slope_per_s * span_s);
  return std::clamp(stored_ - (takes() ? kept_ : 1.0) * flown, 0.0, full_);
}

int GpuStorage::side(core::Tick now) const {
  const double above = load_.at(now) - target_;
  const double way = std::abs(above) > kSameLevel ? above : load_.slope_per_s;
  return way > 0.0 ? 1 : way < 0.0 ? -1 : 0;
}

GpuLevel GpuStorage::flow(core::Tick now) const {
  const bool can = side_ > 0 ? stored_ > kNothing : full_ - stored_ > kNothing;
  if (side_ == 0 || !can) return {now, 0.0, 0.0};
  const double above = side_ * (load_.at(now) - target_);
  const double rises = side_ * load_.slope_per_s;
  if (above > most_ || (above == most_ && rises > 0.0)) return {now, side_ * most_, 0.0};
  return {now, side_ * std::max(above, 0.0), load_.slope_per_s};
}

/// When the load crosses the target or goes beyond what the storage can give or take, or that ends.
core::Tick GpuStorage::ends(core::Tick now) const {
  if (side_ == 0) return core::kNever;
  const double above = side_ * (load_.at(now) - target_);
  const double rises = side_ * load_.slope_per_s;
  core::Tick at = std::min(closed_at(now, above, -rises), runs_out(now));
  if (above < most_) return std::min(at, closed_at(now, most_ - above, rises));
  return std::min(at, closed_at(now, above - most_, -rises));
}

core::Tick GpuStorage::runs_out(core::Tick now) const {
  const double left = side_ > 0 ? stored_ : (full_ - stored_) / kept_;
  const core::Line drain =
      core::Line::of_watts(now, side_ * flow_.value * kScaleW, side_ * flow_.slope_per_s * kScaleW);
  if (drain == core::Line{}) return core::kNever;
  const core::Tick at = drained_at(left * kScaleW, drain, now);
  return at == core::kNever ? at : std::max(at, core::later(now, 1));
}

}  // namespace ridethrough::devices
