#include "devices/load/rack_sharing.hpp"

#include <algorithm>
#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

/// A capacity written in per cent and a demand added up from watts differ by rounding.
constexpr double kCapacityMargin = 1.0 + 1e-9;

/// The grid of powers, at both ends of a line.
constexpr double kSameEndW = 2.0 / core::kUnitsPerWatt;

/// Above a level, or just leaving it upwards.
bool is_above(const core::Line& line, double level_w, core::Tick now) {
  const double excess_w = line.watts(now) - level_w;
  return excess_w > 0.0 || (excess_w == 0.0 && line.slope > 0);
}

/// One `count`-th of `line` as it is at `now`; what division drops below 1 unit/s is in the rest.
core::Line part_of(const core::Line& line, std::int64_t count, core::Tick now) {
  const core::Int128 value = line.offset + core::Int128{line.slope} * now;
  const std::int64_t slope = line.slope / count;
  return {value / count - core::Int128{slope} * now, slope};
}

}  // namespace

RackSharing::RackSharing(const Parameters& rack, double capacity_w, const SupplyPeakSettings& peak)
    : prefers_first_(get(map_of(rack, "cords"), "share").word() == "prefer_first"),
      is_immediate_(get(map_of(rack, "cords"), "failover").word() == "immediate"),
      draw_(map_of(rack, "supplies"), capacity_w),
      capacity_w_(capacity_w),
      peak_frac_(peak.limit),
      peak_longest_(peak.longest) {
  full_.reserve(kCordsMax);
}

RackSharing::Verdict RackSharing::split(const core::Line& demand, std::vector<RackCord>& cords,
                                        core::Tick now, bool is_relieved) {
  // Cords with an input take all that they can before the shelf must give it.
  const Verdict verdict = try_split(demand, cords, is_immediate_ || is_relieved, now);
  if (verdict == Verdict::overload && is_relieved) return try_split(demand, cords, false, now);
  const bool may_return = std::any_of(cords.begin(), cords.end(),
                                      [now](const RackCord& c) { return c.holds_since(now); });
  if (verdict != Verdict::overload || !is_immediate_ || !may_return) return verdict;
  // A feeder that is dead in one round of an instant may be back in the next.
  try_split(demand, cords, false, now);
  next_ = std::min(next_, core::later(now, 1));
  return Verdict::carried;
}

RackSharing::Verdict RackSharing::try_split(const core::Line& asked, std::vector<RackCord>& cords,
                                            bool is_immediate, core::Tick now) {
  const auto is_live = [](const RackCord& c) { return c.mode() == RackCord::Mode::live; };
  const bool any_live = std::any_of(cords.begin(), cords.end(), is_live);
  const auto takes_part = [&](const RackCord& cord) {
    if (cord.mode() == RackCord::Mode::live) return true;
    return cord.mode() == RackCord::Mode::holding && !(is_immediate && any_live);
  };
  std::size_t parts = 0;
  bool any_full = false;
  for (const RackCord& cord : cords) {
    if (!takes_part(cord)) continue;
    ++parts;
    any_full = any_full || !cord.is_soft();
  }
  next_ = core::kNever;
  if (parts == 0) return Verdict::unfed;
  if (cords.size() == 1) {
    cords.front().skip_soft_start();
    shares_.front() = asked;
    return Verdict::carried;
  }
  // The first cord is loaded as ever while it is there, or the next one is in its place.
  const std::size_t evenly = prefers_first_ ? cords.size() : parts;
  const core::Line demand = draw_.along(asked, evenly, cords.size(), now);
  next_ = draw_.next();
  core::Line rest = demand;
  full_.clear();
  std::size_t place = 0;
  for (std::size_t i = 0; i < cords.size(); ++i) {
    shares_[i] = {};
    RackCord& cord = cords[i];
    if (!takes_part(cord)) continue;
    ++place;
    if (!any_full) cord.skip_soft_start();
    if (!cord.is_soft()) {
      full_.push_back(i);
      continue;
    }
    const double end_w = demand.watts(cord.soft_until());
    shares_[i] = soft_share(cord, steady_share_w(end_w, place - 1, parts), now);
    rest -= shares_[i];
  }
  const double left_w =
      draw_.watts(static_cast<double>(full_.size()) * capacity_w_, evenly, cords.size()) *
      kCapacityMargin;
  if (full_.size() == cords.size()) {
    over_since_ = core::kNever;
  } else if (is_overload(rest, left_w, now)) {
    return Verdict::overload;
  }
  prefers_first_ ? fill_first(rest, full_, now) : share_equally(rest, full_, now);
  return Verdict::carried;
}

/// More than the cords that are left can carry, and more or longer than their peak.
bool RackSharing::is_overload(const core::Line& rest, double capacity_w, core::Tick now) {
  plan_crossing(rest, capacity_w, now);
  if (!is_above(rest, capacity_w, now)) {
    over_since_ = core::kNever;
    return false;
  }
  over_since_ = std::min(over_since_, now);
  const core::Tick ends = core::later(over_since_, peak_longest_);
  if (ends <= now || is_above(rest, peak_frac_ * capacity_w, now)) return true;
  plan_crossing(rest, peak_frac_ * capacity_w, now);
  next_ = std::min(next_, ends);
  return false;
}

/// From what it carries to `to_w` at the end of the soft start. A line that leads there already is
/// kept: drawn anew every nanosecond it would never rise, by rounding.
core::Line RackSharing::soft_share(const RackCord& cord, double to_w, core::Tick now) {
  const core::Tick until = cord.soft_until();
  if (std::abs(cord.share().watts(until) - to_w) <= kSameEndW) return cord.share();
  const double from_w = cord.share().watts(now);
  return core::Line::of_watts(now, from_w, (to_w - from_w) / core::seconds(until - now));
}

bool RackSharing::can_carry(double demand_w, std::size_t count, std::size_t cords) const {
  if (count == 0) return false;
  return count == cords || demand_w <= static_cast<double>(count) * capacity_w_ * kCapacityMargin;
}

double RackSharing::drawn_w(double demand_w, std::size_t count, std::size_t cords) const {
  return prefers_first_ ? demand_w : draw_.watts(demand_w, count, cords);
}

double RackSharing::steady_share_w(double drawn_w, std::size_t place, std::size_t count) const {
  if (!prefers_first_) return drawn_w / static_cast<double>(count);
  const double rest_w = std::max(drawn_w - static_cast<double>(place) * capacity_w_, 0.0);
  return place + 1 < count ? std::min(rest_w, capacity_w_) : rest_w;
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
    const bool fits = !is_above(rest, capacity_w_, now);
    if (!is_last) plan_crossing(rest, capacity_w_, now);
    shares_[full[k]] = is_last || fits ? rest : core::Line::of_watts(now, capacity_w_);
    rest -= shares_[full[k]];
  }
}

/// Rounded up, and never now: what has reached its level is on its new side.
void RackSharing::plan_crossing(const core::Line& line, double level_w, core::Tick now) {
  if (line.is_flat()) return;
  const double span_s = (level_w - line.watts(now)) / line.watts_per_s();
  if (span_s <= 0.0) return;
  const core::Tick span = std::max<core::Tick>(core::ticks_up(span_s), 1);
  next_ = std::min(next_, core::later(now, span));
}

}  // namespace ridethrough::devices
