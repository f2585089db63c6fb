#include "devices/switchgear/pickup_record.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

namespace {

void join(std::vector<Pickup>& spans, const Pickup& span) {
  if (!spans.empty() && spans.back().to >= span.from) {
    spans.back().to = span.to;
    spans.back().multiple = std::max(spans.back().multiple, span.multiple);
  } else if (spans.size() < PickupRecord::kPickupsKept) {
    spans.push_back(span);
  }
}

}  // namespace

void PickupRecord::carry(core::Tick now, const CurrentCourse& course) {
  append(spans_, now);
  anchor_ = now;
  course_ = course;
}

std::vector<Pickup> PickupRecord::until(core::Tick now) const {
  std::vector<Pickup> spans = spans_;
  append(spans, now);
  return spans;
}

void PickupRecord::append(std::vector<Pickup>& spans, core::Tick now) const {
  const double level = pickup_a_ * pickup_a_;
  const auto multiple = [&](core::Tick at) {
    return std::sqrt(std::max(0.0, course_.at(core::seconds(at - anchor_)) / level));
  };
  core::Tick from = anchor_;
  const auto roots = course_.crossings(level);
  for (const core::Tick root : {core::later(anchor_, core::ticks_up(roots[0])),
                                core::later(anchor_, core::ticks_up(roots[1])), now}) {
    const core::Tick to = std::min(root, now);
    if (to <= from) continue;
    // The square is convex: its highest value lies at an end.
    const double middle_s = 0.5 * (core::seconds(from - anchor_) + core::seconds(to - anchor_));
    if (course_.at(middle_s) > level)
      join(spans, {from, to, std::max(multiple(from), multiple(to))});
    from = to;
  }
}

}  // namespace ridethrough::devices
