#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/study/fit.hpp"

/// The cell that `fit` varies, as the parameters of the battery that a run would bind.
namespace ridethrough::study {

/// Fixed for every lead-acid cell: varied over 2.13 to 2.15 V and 0.15 to 0.24 V the errors of
/// eight blocks do not move (docs/devices/storage/battery.md).
inline constexpr double kFullEmfV = 2.15;
inline constexpr double kEmfFallV = 0.21;
inline constexpr double kTafelRatePerH = 0.03;
inline constexpr double kChargeResistanceOhmAh = 0.30;

inline constexpr double kSecondsPerHour = 3600.0;

/// One block at the temperature of its numbers.
class TrialBlock {
 public:
  TrialBlock();

  void set(const CellNumbers& cell);

  /// Seconds until the end voltage, and what is left of the charge then. Where the row asks for
  /// more than the cell can give, a small time instead, which still falls as more is asked for.
  struct Run {
    double time_s = 0.0;
    double soc_frac = 0.0;
  };
  Run run(Held held, const TableRow& row);

 private:
  devices::Parameters values_;
  double cells_ = 1.0;
};

/// `values:` of a part as YAML lines, for a block of `cells` cells.
std::string cell_values_text(const CellFit& fit);

}  // namespace ridethrough::study
