#include "study/weighted_rows.hpp"

#include <algorithm>
#include <utility>

#include "ridethrough/study/fold.hpp"
#include "study/statistics.hpp"

namespace ridethrough::study {

namespace {

/// Of the bootstrap: the same rows give the same bytes.
constexpr std::uint64_t kShareSeed = 0;

}  // namespace

WeightedRows::WeightedRows(std::vector<double> weights)
    : weights_(std::move(weights)),
      is_weighted_(std::ranges::any_of(weights_, [](double weight) { return weight != 1.0; })) {}

double WeightedRows::effective() const {
  double sum = 0.0, squares = 0.0;
  for (const double weight : weights_) {
    sum += weight;
    squares += weight * weight;
  }
  return squares > 0.0 ? sum * sum / squares : 0.0;
}

std::vector<double> WeightedRows::weighted(const std::vector<double>& values, double usual) const {
  std::vector<double> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.push_back(usual + weights_[i] * (values[i] - usual));
  }
  return result;
}

double WeightedRows::mean_of(const std::vector<double>& values, double usual) const {
  return is_weighted_ ? mean(weighted(values, usual)) : mean(values);
}

double WeightedRows::quantile(const std::vector<double>& values, double share) const {
  if (!is_weighted_) return percentile(values, share);
  std::vector<std::pair<double, double>> ordered;
  double all = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ordered.emplace_back(values[i], weights_[i]);
    all += weights_[i];
  }
  std::ranges::sort(ordered);
  double below = 0.0;
  for (const auto& [value, weight] : ordered) {
    below += weight;
    if (below >= share * all) return value;
  }
  return ordered.back().first;
}

double WeightedRows::share_of(const std::vector<double>& truths, bool is_usual,
                              Interval& interval) const {
  const double usual = is_usual ? 1.0 : 0.0;
  if (is_weighted_) {
    interval = bootstrap_means({weighted(truths, usual)}, kShareSeed).front();
  } else {
    const auto hits = static_cast<std::size_t>(std::ranges::count(truths, 1.0));
    interval = clopper_pearson(hits, truths.size());
  }
  return mean_of(truths, usual);
}

}  // namespace ridethrough::study
