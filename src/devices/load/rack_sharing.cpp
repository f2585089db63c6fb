#include "devices/load/rack_sharing.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

namespace {

/// A capacity written in per cent and a demand added up from watts differ by rounding.
constexpr double kCapacityMargin = 1.0 + 1e-9;

/// One `count`-th of `line` as it is at `now`; what division drops below 1 unit/s is in the rest.
core::Line part_of(const core::Line& line, std::int64_t count, core::Tick now) {
  const core::Int128 value = line.offset + core::Int128{line.slope} * now;
  const std::int64_t slope = line.slope / count;
  return {value / count - core::Int128{slope} * now, slope};
}

}  // namespace

RackSharing::RackSharing(const Parameters& cords, double capacity_w)
    : prefers_first_(get(cords, "share").word() == "prefer_first"),
      is_immediate_(get(cords, "failover").word() == "immediate"),
      capacity_w_(capacity_w) {
  full_.reserve(kCordsMax);
}

bool RackSharing::takes_part(const RackCord& cord, bool any_live) const {
  if (cord.mode() == RackCord::Mode::live) return true;
  return cord.mode() == RackCord::Mode::holding && !(is_immediate_ && any_live);
}

RackSharing::Verdict RackSharing::split(const core::Line& demand, std::vector<RackCord>& cords,
                                        core::Tick now) {
  const auto is_live = [](const RackCord& c) { return c.mode() == RackCord::Mode::live; };
  const bool any_live = std::any_of(cords.begin(), cords.end(), is_live);
  std::size_t parts = 0;
  bool any_full = false;
  for (const RackCord& cord : cords) {
    if (!takes_part(cord, any_live)) continue;
    ++parts;
    any_full = any_full || !cord.is_soft();
  }
  next_ = core::kNever;
  if (parts == 0) return Verdict::unfed;
  if (cords.size() == 1) {
    cords.front().skip_soft_start();
    shares_.front() = demand;
    return Verdict::carried;
  }
  core::Line rest = demand;
  full_.clear();
  for (std::size_t i = 0; i < cords.size(); ++i) {
    shares_[i] = {};
    RackCord& cord = cords[i];
    if (!takes_part(cord, any_live)) continue;
    if (!any_full) cord.skip_soft_start();
    if (!cord.is_soft()) {
      full_.push_back(i);
      continue;
    }
    const core::Tick until = cord.soft_until();
    const double from_w = cord.share().watts(now);
    const double to_w = demand.watts(until) / static_cast<double>(parts);
    shares_[i] = core::Line::of_watts(now, from_w, (to_w - from_w) / core::seconds(until - now));
    rest -= shares_[i];
  }
  const double limit_w = static_cast<double>(full_.size()) * capacity_w_ * kCapacityMargin;
  if (full_.size() < cords.size()) {
    if (rest.watts(now) > limit_w) return Verdict::overload;
    plan_crossing(rest, limit_w, now);
  }
  prefers_first_ ? fill_first(rest, full_, now) : share_equally(rest, full_, now);
  return Verdict::carried;
}

void RackSharing::share_equally(core::Line rest, const std::vector<std::size_t>& full,
                                core::Tick now) {
  auto left = static_cast<std::int64_t>(full.size());
  for (const std::size_t cord : full) {
    shares_[cord] = left > 1 ? part_of(rest, left, now) : rest;
    rest -= shares_[cord];
    --left;
  }
}

void RackSharing::fill_first(core::Line rest, const std::vector<std::size_t>& full,
                             core::Tick now) {
  for (std::size_t k = 0; k < full.size(); ++k) {
    const bool is_last = k + 1 == full.size();
    const bool fits = rest.watts(now) < capacity_w_;
    if (!is_last) plan_crossing(rest, capacity_w_, now);
    shares_[full[k]] = is_last || fits ? rest : core::Line::of_watts(now, capacity_w_);
    rest -= shares_[full[k]];
  }
}

/// Rounded up, and never now: what has reached its level has been dealt with.
void RackSharing::plan_crossing(const core::Line& line, double level_w, core::Tick now) {
  if (line.is_flat()) return;
  const double span_s = (level_w - line.watts(now)) / line.watts_per_s();
  if (span_s < 0.0) return;
  const core::Tick span = std::max<core::Tick>(core::ticks_up(span_s), 1);
  next_ = std::min(next_, core::later(now, span));
}

}  // namespace ridethrough::devices
