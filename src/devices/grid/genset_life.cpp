#include "devices/grid/genset_life.hpp"

#include <algorithm>

namespace ridethrough::devices {

GensetLife::GensetLife(const Parameters& reliability)
    : starts_(known_failures(get(reliability, "failing_starts"), "number")),
      breakdowns_(known_failures(get(reliability, "breakdowns"), "after")) {}

bool GensetLife::fails_start(std::int64_t start) const {
  return std::any_of(starts_.begin(), starts_.end(),
                     [&](const KnownFailure& each) { return each.at == start; });
}

void GensetLife::turn(core::Tick now, bool turns) {
  const bool turned = turns_since_ != core::kNever;
  if (turns == turned) return;
  if (turned) ran_ += now - turns_since_;
  turns_since_ = turns ? now : core::kNever;
}

core::Tick GensetLife::breaks_at() const {
  if (turns_since_ == core::kNever || next_breakdown_ == breakdowns_.size()) return core::kNever;
  return core::later(turns_since_, std::max<core::Tick>(0, breakdowns_[next_breakdown_].at - ran_));
}

void GensetLife::fail_start(core::Tick now, std::int64_t start) {
  const auto found = std::find_if(starts_.begin(), starts_.end(),
                                  [&](const KnownFailure& each) { return each.at == start; });
  go_down(now, found->repair);
}

void GensetLife::break_down(core::Tick now) { go_down(now, breakdowns_[next_breakdown_++].repair); }

void GensetLife::go_down(core::Tick now, core::Tick repair) {
  is_down_ = true;
  mended_at_ = core::later(now, repair);
}

void GensetLife::mend() {
  is_down_ = false;
  mended_at_ = core::kNever;
}

core::Tick GensetLife::next() const { return std::min(breaks_at(), mended_at_); }

}  // namespace ridethrough::devices
