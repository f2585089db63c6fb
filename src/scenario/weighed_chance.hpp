#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ridethrough/core/random.hpp"

namespace ridethrough::scenario {

inline double exponential(core::RandomStream& stream, double mean) {
  return -mean * std::log1p(-stream.uniform());
}

/// Failures that come `importance` times as often as they should, and the weight of what came.
class WeighedChance {
 public:
  explicit WeighedChance(double importance) : importance_(importance) {}

  /// ln of how likely what came is, over how likely it was made.
  double log_weight() const { return log_weight_; }

  /// A Poisson process of `rate_per_s` from 0 to `end_s`, `importance` times as dense: n arrivals
  /// in T are exp((k - 1) rate T) / k^n times as likely without that.
  template <class Take>
  void arrivals(core::RandomStream& stream, double rate_per_s, double end_s, const Take& take) {
    if (rate_per_s <= 0.0) return;
    const double mean_s = 1.0 / (importance_ * rate_per_s);
    log_weight_ += (importance_ - 1.0) * rate_per_s * end_s;
    for (double at = exponential(stream, mean_s); at < end_s; at += exponential(stream, mean_s)) {
      log_weight_ -= std::log(importance_);
      take(at);
    }
  }

  /// Numbers, from 1 to `trials`, of those that fail with `chance` each: the gaps are geometric.
  template <class Take>
  void failing_numbers(core::RandomStream& stream, double chance, std::int64_t trials,
                       const Take& take) {
    if (chance <= 0.0) return;
    const double made = raised(chance);
    const double log_success = std::log1p(-std::min(made, 1.0));
    // A certain failure has no success that could weigh anything.
    if (made > chance) {
      log_weight_ += static_cast<double>(trials) * (std::log1p(-chance) - log_success);
    }
    for (double number = 0.0;;) {
      const double gap = std::log1p(-stream.uniform()) / log_success;
      number += std::isfinite(gap) ? std::floor(gap) + 1.0 : 1.0;
      if (number > static_cast<double>(trials)) return;
      if (made > chance) {
        log_weight_ += std::log(chance / made) - std::log1p(-chance) + log_success;
      }
      take(static_cast<std::int64_t>(number));
    }
  }

 private:
  static constexpr double kLikelyFailure = 0.5;  ///< no chance of a trial is raised beyond

  double raised(double chance) const {
    return std::max(chance, std::min(importance_ * chance, kLikelyFailure));
  }

  double importance_;
  double log_weight_ = 0.0;
};

}  // namespace ridethrough::scenario
