#include "devices/storage/runtime_pace.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ridethrough::devices::storage {
namespace {

using RuntimePoint = MonotoneCurve::Point;

/// On the straight line through the two nearest points, also beyond the ends.
double on_the_line(const std::vector<RuntimePoint>& points, double x) {
  const auto after = std::upper_bound(points.begin() + 1, points.end() - 1, x,
                                      [](double at, const RuntimePoint& p) { return at < p.x; });
  const RuntimePoint& low = *(after - 1);
  const RuntimePoint& high = *after;
  return low.y + (high.y - low.y) * (x - low.x) / (high.x - low.x);
}

}  // namespace

RuntimePace::RuntimePace(const std::vector<RuntimePoint>& points) {
  for (const RuntimePoint& point : points) {
    logarithms_.push_back({std::log(point.x), std::log(point.y)});
  }
}

double RuntimePace::at(double power_w) const {
  return is_empty() ? 1.0 : std::exp(interpolated(logarithms_, std::log(power_w)));
}

double RuntimePace::slowest() const {
  double lowest = is_empty() ? 0.0 : logarithms_.front().y;
  for (const RuntimePoint& point : logarithms_) lowest = std::min(lowest, point.y);
  return std::exp(lowest);
}

RuntimeTable::RuntimeTable(std::vector<RuntimeRow> rows) {
  constexpr std::size_t kFewestRows = 3;
  std::sort(rows.begin(), rows.end(), [](const RuntimeRow& a, const RuntimeRow& b) {
    return a.end_voltage_v != b.end_voltage_v ? a.end_voltage_v < b.end_voltage_v
                                              : a.power_w < b.power_w;
  });
  for (const RuntimeRow& row : rows) {
    if (columns_.empty() || columns_.back().end_voltage_v != row.end_voltage_v) {
      columns_.push_back({row.end_voltage_v, {}});
    }
    auto& points = columns_.back().logarithms;
    const RuntimePoint point{std::log(row.power_w), std::log(row.time_s)};
    if (!points.empty() && (points.back().x == point.x || points.back().y <= point.y)) {
      throw std::invalid_argument("in the table of running times more power has to last shorter");
    }
    points.push_back(point);
  }
  for (const Column& column : columns_) {
    if (column.logarithms.size() < kFewestRows) {
      throw std::invalid_argument("a table of running times needs three rows per end voltage");
    }
  }
  if (columns_.empty()) throw std::invalid_argument("the table of running times is empty");
}

double RuntimeTable::nearest_end_voltage_v(double end_voltage_v) const {
  return std::clamp(end_voltage_v, columns_.front().end_voltage_v, columns_.back().end_voltage_v);
}

std::size_t RuntimeTable::upper_column(double end_voltage_v) const {
  const auto found = std::lower_bound(
      columns_.begin(), columns_.end(), end_voltage_v,
      [](const Column& column, double voltage_v) { return column.end_voltage_v < voltage_v; });
  return static_cast<std::size_t>(found - columns_.begin());
}

std::vector<double> RuntimeTable::powers_w(double end_voltage_v) const {
  const std::size_t upper = upper_column(end_voltage_v);
  const bool is_column = columns_[upper].end_voltage_v == end_voltage_v;
  std::vector<double> powers;
  for (std::size_t i = is_column ? upper : upper - 1; i <= upper; ++i) {
    for (const RuntimePoint& point : columns_[i].logarithms) powers.push_back(std::exp(point.x));
  }
  std::sort(powers.begin(), powers.end());
  // Between the rows the table is straight and the equation is not: a point between keeps the two
  // together.
  const std::size_t rows = powers.size();
  for (std::size_t i = 1; i < rows; ++i) powers.push_back(std::sqrt(powers[i - 1] * powers[i]));
  std::sort(powers.begin(), powers.end());
  // Two columns may print one power: a curve has it once.
  constexpr double kSamePower = 1.0 + 1e-9;
  const auto same = [](double a, double b) { return b <= a * kSamePower; };
  powers.erase(std::unique(powers.begin(), powers.end(), same), powers.end());
  return powers;
}

double RuntimeTable::time_s(double end_voltage_v, double power_w) const {
  const std::size_t upper = upper_column(end_voltage_v);
  const Column& high = columns_[upper];
  const double by_high = on_the_line(high.logarithms, std::log(power_w));
  if (high.end_voltage_v == end_voltage_v) return std::exp(by_high);
  const Column& low = columns_[upper - 1];
  const double by_low = on_the_line(low.logarithms, std::log(power_w));
  const double share =
      (end_voltage_v - low.end_voltage_v) / (high.end_voltage_v - low.end_voltage_v);
  return std::exp(by_low + (by_high - by_low) * share);
}

}  // namespace ridethrough::devices::storage
