#pragma once

#include <cstddef>
#include <vector>

#include "study/fit_cell.hpp"
#include "study/least_squares.hpp"

namespace ridethrough::study {

/// The unknowns of a cell, in their order. They are logarithms, so that nothing becomes negative
/// and each step is a share; but the voltage is linear in the Tafel weight, whose logarithm a
/// search would swing about: that one is taken over its median.
enum Unknown : std::size_t { kCharge, kRatio, kExchange, kTafel, kResistance, kUnknowns };

/// Looks for the cell that meets the logarithms of running times.
class CellSearch {
 public:
  /// `capacity_ah` is a rough one of ten hours; it is the scale of the charge.
  CellSearch(Held held, double capacity_ah);

  const std::vector<double>& medians() const { return medians_; }

  static CellNumbers numbers(const std::vector<double>& at);

  LeastSquaresFit fit(const std::vector<TableRow>& rows, const std::vector<double>& start);

  /// From now on the prior weighs what the rows scatter about the cell.
  void set_scatter(double rms_frac) { prior_weight_ = rms_frac; }

  std::vector<FitPoint> points(const std::vector<TableRow>& rows, const CellNumbers& cell,
                               Held held);

  bool is_at_a_bound(const std::vector<double>& at, std::size_t i) const {
    return at[i] <= lows_[i] || at[i] >= highs_[i];
  }

 private:
  std::vector<double> residuals(const std::vector<TableRow>& rows, const std::vector<double>& at);

  Held held_;
  double prior_weight_;
  TrialBlock block_;
  std::vector<double> medians_, lows_, highs_;
};

}  // namespace ridethrough::study
