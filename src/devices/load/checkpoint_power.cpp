#include "devices/load/checkpoint_power.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

core::Tick edge_of(const Parameters& checkpoint, std::string_view name) {
  return core::ticks_nearest(number_or(checkpoint, name, 0.0));
}

}  // namespace

CheckpointPower::CheckpointPower(const Parameters& checkpoint, const Value& on_battery)
    : every_(std::max<core::Tick>(span_ticks(checkpoint, "every"), 1)),
      block_(span_ticks(checkpoint, "block")),
      fall_(edge_of(checkpoint, "fall")),
      rise_(edge_of(checkpoint, "rise")),
      level_(number_or(checkpoint, "level", -1.0)),
      save_level_(level_) {
  if (!on_battery.present()) return;
  const Value& save = get(on_battery.map(), "checkpoint");
  if (save.present()) save_level_ = number_or(save.map(), "level", level_);
}

void CheckpointPower::begin_run(core::Tick now) {
  since_ = now;
  played_ = 0;
  saves_ = false;
}

void CheckpointPower::begin_save(core::Tick now, core::Tick ends) {
  played_ = at(now).played;
  since_ = now;
  saves_ = true;
  save_ends_ = ends;
}

void CheckpointPower::end_save(core::Tick now) {
  played_ = at(now).played;
  since_ = now;
  saves_ = false;
}

CheckpointPower::Standing CheckpointPower::at(core::Tick now) const {
  const core::Tick ran = now - since_;
  if (saves_ && save_level_ >= 0.0) return {played_, true, since_, save_ends_, save_level_};
  if (saves_ || level_ < 0.0 || block_ == 0) return {played_ + ran};
  const core::Tick cycle = every_ + block_;
  const core::Tick begin = now - ran % cycle;
  const core::Tick stops = core::later(begin, every_);
  const core::Tick before = played_ + ran / cycle * every_;
  if (now < stops) return {before + now - begin, false, begin, stops};
  return {before + every_, true, stops, stops + block_, level_};
}

GpuLevel CheckpointPower::piece(const Standing& standing, double top, core::Tick now,
                                core::Tick& ends) const {
  const core::Tick whole = standing.until - standing.from;
  const core::Tick edges = fall_ + rise_;
  // One that is shorter than its edges never gets down.
  const double share =
      edges > whole ? static_cast<double>(whole) / static_cast<double>(edges) : 1.0;
  const auto part = [share](core::Tick edge) {
    return static_cast<core::Tick>(share * static_cast<double>(edge));
  };
  const core::Tick down = standing.from + part(fall_);
  const core::Tick up = std::max(standing.until - part(rise_), down);
  const double low = top + share * (standing.level - top);
  if (now < down) {
    ends = down;
    return {standing.from, top, (low - top) / core::seconds(down - standing.from)};
  }
  if (now < up) {
    ends = up;
    return {down, low, 0.0};
  }
  ends = standing.until;
  if (standing.until == up) return {up, low, 0.0};
  return {up, low, (top - low) / core::seconds(standing.until - up)};
}

}  // namespace ridethrough::devices
