#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::conversion {

/// Charging with less than this part of the rating is not worth a converter that runs: assumed.
inline constexpr double kLeastChargeFrac = 1e-4;

/// How much charge a converter offers its bank: one power until the bank stops it, then asked anew.
/// What the bank really gets may be less, wherever the converter needs its limit for the load; that
/// follows the load continuously and decides nothing here, so that the energy is continuous in it.
class Recharge {
 public:
  double power_w() const { return power_w_; }
  core::Tick next() const { return next_; }
  bool is_due(core::Tick now) const { return next_ <= now; }

  /// Conditions became right for charging (or wrong): ask at once (or not at all).
  void allow(core::Tick now, bool is_right) {
    if (is_right == is_allowed_) return;
    is_allowed_ = is_right;
    power_w_ = 0.0;
    next_ = is_right ? now : core::kNever;
  }
  /// The bank changed by itself: ask anew.
  void ask_again(core::Tick now) {
    if (is_allowed_) next_ = now;
  }
  /// The answer: what the bank takes, and the most with which it may be charged. Less than
  /// `least_w` is not worth it.
  void decide(core::Tick now, double accepted_w, double most_w, double least_w) {
    next_ = core::kNever;
    decided_at_ = now;
    power_w_ = accepted_w < most_w ? accepted_w : most_w;
    if (power_w_ < least_w) power_w_ = 0.0;
  }
  /// The bank stopped this charge; `is_final` when it takes no more. A charge refused at the
  /// instant at which it began would be refused again, so that is final too.
  void stopped(core::Tick now, bool is_final) {
    power_w_ = 0.0;
    next_ = is_final || decided_at_ == now ? core::kNever : now;
  }

 private:
  double power_w_ = 0.0;
  core::Tick next_ = core::kNever;
  core::Tick decided_at_ = -1;
  bool is_allowed_ = false;
};

}  // namespace ridethrough::devices::conversion
