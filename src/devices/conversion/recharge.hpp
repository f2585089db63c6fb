#pragma once

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::conversion {

/// When a converter looks again how much its bank takes. Charging goes in steps of constant power,
/// each until the bank stops it; every answer has a dwell, so that it can not hunt.
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
  /// The answer: what the bank takes and what the converter can spare.
  void decide(core::Tick now, double accepted_w, double spare_w, double least_w) {
    next_ = core::kNever;
    decided_at_ = now;
    power_w_ = accepted_w < spare_w ? accepted_w : spare_w;
    if (power_w_ >= least_w) return;
    power_w_ = 0.0;
    if (accepted_w >= least_w) next_ = now + kSpareDwell;
  }
  /// The bank stopped this charge; `is_final` when it takes no more. A charge refused at the
  /// instant at which it began would be refused again, so that is final too.
  void stopped(core::Tick now, bool is_final) {
    power_w_ = 0.0;
    next_ = is_final || decided_at_ == now ? core::kNever : now;
  }
  /// The converter can not spare this power any longer.
  void starved(core::Tick now) {
    if (power_w_ == 0.0) return;
    power_w_ = 0.0;
    next_ = now + kSpareDwell;
  }

 private:
  static constexpr core::Tick kSpareDwell = 10 * core::kTicksPerSecond;

  double power_w_ = 0.0;
  core::Tick next_ = core::kNever;
  core::Tick decided_at_ = -1;
  bool is_allowed_ = false;
};

}  // namespace ridethrough::devices::conversion
