#include "devices/grid/grid_dip.hpp"

#include <algorithm>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

GridDip::GridDip(const Parameters& arguments, core::Tick begin, const StepSize& size,
                 const DistantFault::Source& source)
    : arguments_(arguments),
      phases_(arguments),
      size_(size),
      jump_rad_(optional_number(arguments, "phase_jump")) {
  if (get(arguments, "distance").present()) distant_.emplace(arguments, source);
  residual_pu_ = distant_ ? distant_->residual_pu() : number_of(arguments, "to");
  if (const Value& shape = get(arguments, "shape"); shape.present()) {
    fall_ = span_ticks(shape.map(), "fall");
    rise_ = span_ticks(shape.map(), "rise");
  }
  if (const Value& overshoot = get(arguments, "overshoot"); overshoot.present()) {
    overshoot_pu_ = get(overshoot.map(), "to").number();
    overshoot_ = span_ticks(overshoot.map(), "for");
  }
  if (const Value& reclose = get(arguments, "reclose"); reclose.present()) {
    for (const Value& pause : get(reclose.map(), "pauses").list()) {
      pauses_.push_back(core::ticks_nearest(pause.number()));
    }
    is_own_feeder_ = get(reclose.map(), "feeder").word() == "own";
    const Value& succeeds = get(reclose.map(), "succeeds");
    if (succeeds.present()) succeeds_ = static_cast<std::size_t>(succeeds.count());
  }
  strike(begin, 1.0);
}

void GridDip::strike(core::Tick now, double from_pu) {
  stage_ = Stage::fault;
  mode_ = Mode::disturbed;
  struck_ = now;
  due_ = shots_ == 0 ? core::kNever : core::later(now, lasted_);
  ramp_ = {now, core::later(now, fall_), from_pu, residual_pu_, size_};
}

void GridDip::clear(core::Tick now) {
  lasted_ = now - struck_;
  open(now);
}

/// A breaker has cleared the fault.
void GridDip::open(core::Tick now) {
  if (has_shot_left()) reclosing_ = core::later(now, pauses_[shots_]);
  if (!is_own_feeder_) return recover(now);
  stage_ = Stage::healthy;
  due_ = core::kNever;
  mode_ = has_shot_left() ? Mode::dead : Mode::locked_out;
}

void GridDip::recover(core::Tick now) {
  stage_ = Stage::recovery;
  ramp_ = {now, core::later(now, rise_), ramp_.at(now), overshoot_pu_, size_};
  due_ = ramp_.end();
}

void GridDip::heal(core::Tick now) {
  if (stage_ == Stage::recovery && overshoot_ > 0) {
    stage_ = Stage::overshoot;
    due_ = core::later(now, overshoot_);
    return;
  }
  stage_ = Stage::healthy;
  due_ = core::kNever;
  if (reclosing_ == core::kNever) mode_ = Mode::over;
}

void GridDip::reclose(core::Tick now) {
  reclosing_ = core::kNever;
  ++shots_;
  if (shots_ == succeeds_) {
    mode_ = Mode::over;
    return;
  }
  strike(now, mode_ == Mode::dead ? residual_pu_ : level_pu(now));
}

void GridDip::advance(core::Tick now) {
  for (;;) {
    if (mode_ == Mode::over || mode_ == Mode::locked_out) return;
    if (now >= reclosing_) {
      reclose(now);
    } else if (now >= due_ && stage_ == Stage::fault) {
      open(now);
    } else if (now >= due_) {
      heal(now);
    } else {
      return;
    }
  }
}

core::Tick GridDip::next(core::Tick now) const {
  if (mode_ == Mode::over || mode_ == Mode::locked_out) return core::kNever;
  const core::Tick step = stage_ == Stage::healthy ? core::kNever : ramp_.next(now);
  return std::min({step, due_, reclosing_});
}

double GridDip::level_pu(core::Tick now) const {
  return stage_ == Stage::healthy ? 1.0 : ramp_.at(now);
}

/// A stated residual voltage is of nominal, so a voltage that is lower already stays.
SequenceVoltages GridDip::left(core::Tick now, double own_pu) const {
  const double level_pu = this->level_pu(now);
  if (distant_) return distant_->left(level_pu, own_pu);
  const double held_pu = level_pu < 1.0 ? std::min(own_pu, level_pu) : std::max(own_pu, level_pu);
  return phases_.left(held_pu, own_pu);
}

double GridDip::jump_rad() const {
  return stage_ == Stage::fault && mode_ == Mode::disturbed ? jump_rad_ : 0.0;
}

void GridDip::reset() {
  if (mode_ == Mode::locked_out) mode_ = Mode::over;
}

void GridDips::begin(const Parameters& arguments, core::Tick now) {
  dips_.emplace_back(arguments, now, size_, source_);
}

void GridDips::clear(const Parameters& arguments, core::Tick now) {
  const auto over = std::find_if(dips_.begin(), dips_.end(),
                                 [&](const GridDip& dip) { return dip.is_cleared_by(arguments); });
  if (over != dips_.end()) over->clear(now);
}

void GridDips::reset() {
  for (GridDip& dip : dips_) dip.reset();
}

void GridDips::advance(core::Tick now) {
  for (GridDip& dip : dips_) dip.advance(now);
  std::erase_if(dips_, [](const GridDip& dip) { return dip.mode() == GridDip::Mode::over; });
}

core::Tick GridDips::next(core::Tick now) const {
  core::Tick next = core::kNever;
  for (const GridDip& dip : dips_) next = std::min(next, dip.next(now));
  return next;
}

const GridDip* GridDips::leading(core::Tick now) const {
  const auto is_lower = [now](const GridDip& left, const GridDip& right) {
    return left.level_pu(now) < right.level_pu(now);
  };
  const auto [lowest, highest] = std::minmax_element(dips_.begin(), dips_.end(), is_lower);
  if (lowest == dips_.end()) return nullptr;
  if (lowest->level_pu(now) < 1.0) return &*lowest;
  return highest->level_pu(now) > 1.0 ? &*highest : nullptr;
}

bool GridDips::is_dead() const {
  return std::any_of(dips_.begin(), dips_.end(), [](const GridDip& dip) {
    return dip.mode() == GridDip::Mode::dead || dip.mode() == GridDip::Mode::locked_out;
  });
}

bool GridDips::is_locked_out() const {
  return std::any_of(dips_.begin(), dips_.end(),
                     [](const GridDip& dip) { return dip.mode() == GridDip::Mode::locked_out; });
}

double GridDips::jump_rad() const {
  double sum = 0.0;
  for (const GridDip& dip : dips_) sum += dip.jump_rad();
  return sum;
}

}  // namespace ridethrough::devices
