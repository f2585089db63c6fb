#pragma once

#include <cstddef>
#include <vector>

#include "ridethrough/study/montecarlo.hpp"

namespace ridethrough::study {

/// Statistics of the replicas of a cell, each of which weighs what it is likelier without
/// importance sampling; all one without that. The mean of w x over the replicas is the mean of x
/// (Kahn and Marshall, J. Oper. Res. Soc. Am. 1 (1953) 263).
class WeightedRows {
 public:
  explicit WeightedRows(std::vector<double> weights);

  bool is_weighted() const { return is_weighted_; }
  /// (sum w)^2 / sum w^2: how many replicas of equal weight would say as much.
  double effective() const;
  /// Of x; `usual` is what x is when nothing fails, so that only what is rare is weighed.
  double mean_of(const std::vector<double>& values, double usual) const;
  /// x with its weights, for bootstrap_means(): the mean of the result is mean_of().
  std::vector<double> weighted(const std::vector<double>& values, double usual) const;
  /// The value below which `share` of the weight lies.
  double quantile(const std::vector<double>& values, double share) const;
  /// Chance of what is true (1) and not (0) in the rows, and its interval: of Clopper and Pearson
  /// if all weigh the same, else of the bootstrap. `is_usual`: true is the rule, false is rare.
  double share_of(const std::vector<double>& truths, bool is_usual, Interval& interval) const;

 private:
  std::vector<double> weights_;
  bool is_weighted_;
};

}  // namespace ridethrough::study
