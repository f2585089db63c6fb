#include "ridethrough/devices/metered_smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ridethrough::devices {
namespace {

/// Chords of the target are within this part of the rating of all cabinets.
constexpr double kTargetToleranceFrac = 2e-4;
/// A load that differs less than this part from what was expected is the expected one: the losses
/// between meter and cabinets move a little with what they give.
constexpr double kSameLoadFrac = 1e-3;
/// Slower than the ramp by less than this part is the ramp.
constexpr double kRampRounding = 1e-9;

}  // namespace

void RampedLag::rest(core::Tick now, double y) {
  lag_.rest(now, y);
  is_lagging_ = true;
  input_per_s_ = 0.0;
  piece_ = {now, y, 0.0, core::kNever};
}

StraightPiece RampedLag::slewing(core::Tick now, double y, double gap, double u_per_s) const {
  const double side = gap > 0.0 ? 1.0 : -1.0;
  const double closing = most_per_s_ - side * u_per_s;
  const double left = std::abs(gap) - most_per_s_ * lag_.lag_s();
  const core::Tick span =
      closing > 0.0 ? std::max<core::Tick>(core::ticks_up(left / closing), 1) : core::kNever;
  return {now, y, side * most_per_s_, core::later(now, span)};
}

StraightPiece RampedLag::lagging(core::Tick now) const {
  StraightPiece piece = lag_.piece(now);
  // An input steeper than the ramp bends the lag until it slews.
  const double beyond = std::abs(input_per_s_) - most_per_s_;
  const double bent = std::abs(input_per_s_ - lag_.slope_at(now));
  if (beyond > 0.0 && bent > beyond) {
    const double wait_s = lag_.lag_s() * std::log(bent / beyond);
    piece.until =
        std::min(piece.until, core::later(now, std::max<core::Tick>(core::ticks_up(wait_s), 1)));
  }
  return piece;
}

const StraightPiece& RampedLag::advance(core::Tick now, const StraightPiece& u) {
  const double y = is_lagging_ ? lag_.at(now) : piece_.at(now);
  const double gap = u.at(now) - y;
  const double most = most_per_s_ * lag_.lag_s() * (1.0 + kRampRounding);
  const bool leaves = std::abs(gap) >= most_per_s_ * lag_.lag_s() * (1.0 - kRampRounding) &&
                      (gap > 0.0 ? u.per_s : -u.per_s) > most_per_s_;
  if (std::abs(gap) > most || leaves) {
    is_lagging_ = false;
    piece_ = slewing(now, y, gap, u.per_s);
    return piece_;
  }
  if (!is_lagging_) {
    lag_.rest(now, y);
    lag_.follow(now, u.at(now), u.per_s);
    is_lagging_ = true;
  }
  piece_ = lagging(now);
  return piece_;
}

const StraightPiece& RampedLag::follow(core::Tick now, const StraightPiece& u) {
  input_per_s_ = u.per_s;
  if (is_lagging_) lag_.follow(now, u.at(now), u.per_s);
  return advance(now, u);
}

std::size_t MeteredSmoothing::join(const Meter& meter, std::int64_t copies, double rating_w,
                                   const SmoothingSettings& settings) {
  if (!members_.empty() && (!(meter == meter_) || !(settings == settings_))) {
    throw std::invalid_argument("cabinets that smooth from one bus need the same 'smoothing'");
  }
  meter_ = meter;
  settings_ = settings;
  members_.push_back({copies, std::llround(rating_w), {}, {}});
  rating_w_ += copies * members_.back().rating_w;
  target_ = RampedLag(settings.lag_s, settings.ramp_w_per_s,
                      kTargetToleranceFrac * static_cast<double>(rating_w_));
  return members_.size() - 1;
}

/// Without a feed there is nothing to smooth; the load that comes back is taken as it is.
void MeteredSmoothing::forget() {
  if (!has_read_) return;
  has_read_ = false;
  queue_.clear();
  drifts_at_ = core::kNever;
  piece_ = {};
  ++version_;
}

void MeteredSmoothing::compare(core::Tick now) {
  const double most_w = kSameLoadFrac * static_cast<double>(rating_w_);
  const double gap_w = load_.watts(now) - queued_.watts(now);
  const double drift = load_.watts_per_s() - queued_.watts_per_s();
  if (std::abs(gap_w) < most_w) {
    const double room_w = most_w - (drift > 0.0 ? gap_w : -gap_w);
    drifts_at_ = drift == 0.0 ? core::kNever
                              : core::later(now, core::ticks_up(room_w / std::abs(drift)) + 1);
    return;
  }
  drifts_at_ = core::kNever;
  queued_ = load_;
  queue_.push_back({core::later(now, settings_.delay), load_});
}

StraightPiece MeteredSmoothing::input(core::Tick now) const {
  return {now, acting_.watts(now - settings_.delay), acting_.watts_per_s(), core::kNever};
}

void MeteredSmoothing::follow(const network::Network& network, core::Tick now) {
  if (!network.is_on(meter_.source) || !network.is_energised(meter_.node)) return forget();
  const core::Line& shown = network.source_flow(meter_.source).power;
  const bool is_first = !has_read_;
  if (is_first || shown != meter_line_) {
    meter_line_ = load_ = shown;
    for (Member& member : members_) {
      member.metered = member.given;
      load_ += member.metered * member.copies;
    }
    if (!is_first) compare(now);
  } else if (now >= drifts_at_) {
    compare(now);
  }
  if (is_first) {
    has_read_ = true;
    queued_ = acting_ = load_;
    target_.rest(now, acting_.watts(now));
    return;
  }
  bool is_new = false;
  for (; !queue_.empty() && queue_.front().at <= now; queue_.pop_front(), is_new = true) {
    acting_ = queue_.front().load;
  }
  if (!is_new && now < target_.piece().until) return;
  const StraightPiece u = input(now);
  const StraightPiece& target = is_new ? target_.follow(now, u) : target_.advance(now, u);
  piece_ = {now, u.value - target.value, u.per_s - target.per_s, target.until};
  ++version_;
}

StraightPiece MeteredSmoothing::share(std::size_t handle) const {
  const double part =
      static_cast<double>(members_[handle].rating_w) / static_cast<double>(rating_w_);
  return {piece_.from, part * piece_.value, part * piece_.per_s, piece_.until};
}

core::Tick MeteredSmoothing::next() const {
  if (!has_read_) return core::kNever;
  const core::Tick queued = queue_.empty() ? core::kNever : queue_.front().at;
  return std::min({queued, drifts_at_, target_.piece().until});
}

}  // namespace ridethrough::devices
