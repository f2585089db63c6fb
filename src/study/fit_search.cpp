#include "study/fit_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridethrough::study {

namespace {

/// Median, spread of the logarithm and bounds over eight blocks of three makers; charge over the
/// 10 h capacity, the rest in V, h and Ah (docs/devices/storage/battery.md). Where a table says
/// little the median holds. A row of it weighs what the rows of tables scatter, 2 %.
struct Prior {
  double median, spread, low, high;
};
constexpr std::array<Prior, kUnknowns> kPriors = {{{1.17, 0.30, 0.8, 4.0},
                                                   {0.85, 0.60, 0.1, 10.0},
                                                   {0.60, 1.00, 0.02, 20.0},
                                                   {0.012, 1.20, 5e-4, 0.08},
                                                   {0.085, 0.45, 0.01, 0.5}}};
constexpr double kUsualScatter = 0.02;
constexpr double kLargestResidual = 3.0;

double unknown_of(std::size_t i, double number) {
  return i == kTafel ? number / kPriors[kTafel].median : std::log(number);
}

}  // namespace

CellSearch::CellSearch(Held held, double capacity_ah) : held_(held), prior_weight_(kUsualScatter) {
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    const double scale = i == kCharge ? capacity_ah : 1.0;
    medians_.push_back(unknown_of(i, kPriors[i].median * scale));
    lows_.push_back(unknown_of(i, kPriors[i].low * scale));
    highs_.push_back(unknown_of(i, kPriors[i].high * scale));
  }
}

CellNumbers CellSearch::numbers(const std::vector<double>& at) {
  return {std::exp(at[kCharge]) * kSecondsPerHour, std::exp(at[kRatio]),
          std::exp(at[kExchange]) / kSecondsPerHour, at[kTafel] * kPriors[kTafel].median,
          std::exp(at[kResistance]) * kSecondsPerHour};
}

LeastSquaresFit CellSearch::fit(const std::vector<TableRow>& rows,
                                const std::vector<double>& start) {
  return minimise(
      {[&](const std::vector<double>& at) { return residuals(rows, at); }, start, lows_, highs_});
}

std::vector<FitPoint> CellSearch::points(const std::vector<TableRow>& rows, const CellNumbers& cell,
                                         Held held) {
  block_.set(cell);
  std::vector<FitPoint> points;
  points.reserve(rows.size());
  for (const TableRow& row : rows) points.push_back({row, block_.run(held, row).time_s});
  return points;
}

std::vector<double> CellSearch::residuals(const std::vector<TableRow>& rows,
                                          const std::vector<double>& at) {
  block_.set(numbers(at));
  std::vector<double> all;
  for (const TableRow& row : rows) {
    const double ratio = std::log(block_.run(held_, row).time_s / row.time_s);
    all.push_back(std::clamp(ratio, -kLargestResidual, kLargestResidual));
  }
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    const double off = i == kTafel ? std::log(at[i]) : at[i] - medians_[i];
    all.push_back(prior_weight_ * off / kPriors[i].spread);
  }
  return all;
}

}  // namespace ridethrough::study
