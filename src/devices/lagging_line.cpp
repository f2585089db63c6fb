#include "ridethrough/devices/lagging_line.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {
namespace {

/// The shortest chord; a lag so short is a step for everything in a plant.
constexpr core::Tick kShortestChord = 1000;

}  // namespace

double LaggingLine::asymptote(core::Tick now) const {
  return input_ + input_per_s_ * (core::seconds(now - anchor_) - lag_s_);
}

double LaggingLine::excess(core::Tick now) const {
  if (excess_ == 0.0 || lag_s_ <= 0.0) return 0.0;
  return excess_ * std::exp(-core::seconds(now - anchor_) / lag_s_);
}

void LaggingLine::rest(core::Tick now, double y) {
  anchor_ = now;
  input_ = y;
  input_per_s_ = 0.0;
  excess_ = 0.0;
}

void LaggingLine::follow(core::Tick now, double u, double u_per_s) {
  const double y = at(now);
  anchor_ = now;
  input_ = u;
  input_per_s_ = u_per_s;
  excess_ = lag_s_ > 0.0 ? y - (u - u_per_s * lag_s_) : 0.0;
}

double LaggingLine::at(core::Tick now) const { return asymptote(now) + excess(now); }

double LaggingLine::slope_at(core::Tick now) const {
  return lag_s_ > 0.0 ? input_per_s_ - excess(now) / lag_s_ : input_per_s_;
}

/// The chord of an exponential over h is off by at most c h^2 / (8 tau^2).
StraightPiece LaggingLine::piece(core::Tick now) const {
  const double left = std::abs(excess(now));
  if (left <= tolerance_) return {now, asymptote(now), input_per_s_, core::kNever};
  const double span_s = lag_s_ * std::sqrt(8.0 * tolerance_ / left);
  const core::Tick span = std::max(core::ticks_up(span_s), kShortestChord);
  const double from = at(now);
  const double to = at(now + span);
  return {now, from, (to - from) / core::seconds(span), now + span};
}

}  // namespace ridethrough::devices
