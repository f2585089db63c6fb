#pragma once

#include <cstddef>
#include <vector>

#include "devices/storage/monotone_curve.hpp"

namespace ridethrough::devices::storage {

/// How many times faster than its equation a cell runs down at a power, so that a discharge from
/// full at constant power ends when a table of running times says: t_equation / t_table. Straight
/// in the logarithms of both between the points, the end values outside. Without points it is 1.
class RuntimePace {
 public:
  RuntimePace() = default;
  /// `points`: power of a cell in W, rising, and pace.
  explicit RuntimePace(const std::vector<MonotoneCurve::Point>& points);

  bool operator==(const RuntimePace&) const = default;

  bool is_empty() const { return logarithms_.empty(); }
  double at(double power_w) const;
  /// The slowest pace: the largest running time over that of the equation is one over it.
  double slowest() const;

 private:
  std::vector<MonotoneCurve::Point> logarithms_;
};

/// Rows of a table of running times: makers print end voltages, times and powers of a cell.
struct RuntimeRow {
  double end_voltage_v = 0.0;
  double time_s = 0.0;
  double power_w = 0.0;
};

/// Running times over power of a cell at one end voltage.
class RuntimeTable {
 public:
  /// @throws std::invalid_argument unless every end voltage has three rows, and more power lasts
  /// shorter.
  explicit RuntimeTable(std::vector<RuntimeRow> rows);

  /// The end voltage nearest to `end_voltage_v` for which the table has times.
  double nearest_end_voltage_v(double end_voltage_v) const;
  /// Powers of the columns on both sides of an end voltage, rising, and one between each two.
  std::vector<double> powers_w(double end_voltage_v) const;
  /// Straight in the logarithms of time and power, and in that of time between end voltages; on the
  /// last line beyond the table.
  double time_s(double end_voltage_v, double power_w) const;

 private:
  struct Column {
    double end_voltage_v = 0.0;
    std::vector<MonotoneCurve::Point> logarithms;  ///< ln time over ln power, power rising
  };

  /// Index of the upper of the two columns around an end voltage inside of the table.
  std::size_t upper_column(double end_voltage_v) const;

  std::vector<Column> columns_;  ///< end voltage rising
};

}  // namespace ridethrough::devices::storage
