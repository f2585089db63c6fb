#include "study/statistics.hpp"

#include <cmath>
#include <limits>

#include "ridethrough/core/random.hpp"
#include "ridethrough/study/fold.hpp"

namespace ridethrough::study {

namespace {

constexpr double kTail = 0.025;  ///< on either side
constexpr std::size_t kResamples = 1000;

/// ln of the gamma function, without the global sign of the C library: Lanczos, SIAM J. Numer.
/// Anal. B 1 (1964) 86, with g = 7 and nine terms; to 1e-14 for x >= 0.5.
double log_gamma(double x) {
  constexpr double kTerms[] = {676.5203681218851,     -1259.1392167224028,  771.32342877765313,
                               -176.61502916214059,   12.507343278686905,   -0.13857109526572012,
                               9.9843695780195716e-6, 1.5056327351493116e-7};
  double sum = 0.99999999999980993;
  for (int i = 0; i < 8; ++i) sum += kTerms[i] / (x + static_cast<double>(i));
  const double t = x + 6.5;
  return 0.91893853320467274 + (x - 0.5) * std::log(t) - t + std::log(sum);
}

/// Continued fraction of the incomplete beta function, by Lentz (Applied Optics 15 (1976) 668).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
  d = 1.0 / (std::abs(d) < kTiny ? kTiny : d);
  double value = d;
  for (int m = 1; m <= 10'000; ++m) {
    const double n = m;
    const double terms[] = {n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
                            -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1))};
    double step = 1.0;
    for (const double term : terms) {
      d = 1.0 + term * d;
      d = 1.0 / (std::abs(d) < kTiny ? kTiny : d);
      c = 1.0 + term / c;
      if (std::abs(c) < kTiny) c = kTiny;
      step = d * c;
      value *= step;
    }
    if (std::abs(step - 1.0) < 1e-15) break;
  }
  return value;
}

/// I_x(a, b), the share of a beta distribution below x.
double beta_share(double a, double b, double x) {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) +
                                b * std::log1p(-x));
  const bool is_low = x < (a + 1.0) / (a + b + 2.0);
  return is_low ? front * beta_fraction(a, b, x) / a
                : 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

double beta_quantile(double a, double b, double share) {
  double low = 0.0, high = 1.0;
  for (int i = 0; i < 200 && high > low; ++i) {
    const double middle = 0.5 * (low + high);
    (beta_share(a, b, middle) < share ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

Interval clopper_pearson(std::size_t hits, std::size_t trials) {
  const auto k = static_cast<double>(hits), n = static_cast<double>(trials);
  return {hits == 0 ? 0.0 : beta_quantile(k, n - k + 1.0, kTail),
          hits == trials ? 1.0 : beta_quantile(k + 1.0, n - k, 1.0 - kTail)};
}

std::vector<Interval> bootstrap_means(const std::vector<std::vector<double>>& columns,
                                      std::uint64_t seed) {
  std::vector<Interval> intervals(columns.size());
  const std::size_t rows = columns.empty() ? 0 : columns.front().size();
  if (rows == 0) return intervals;
  core::RandomStream stream(seed, 0, "bootstrap");
  std::vector<std::vector<double>> means(columns.size());
  for (std::size_t k = 0; k < kResamples; ++k) {
    std::vector<double> sums(columns.size(), 0.0);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto row = static_cast<std::size_t>(stream.uniform() * static_cast<double>(rows));
      for (std::size_t c = 0; c < columns.size(); ++c) sums[c] += columns[c][row];
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      means[c].push_back(sums[c] / static_cast<double>(rows));
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    intervals[c] = {percentile(means[c], kTail), percentile(means[c], 1.0 - kTail)};
  }
  return intervals;
}

}  // namespace ridethrough::study
