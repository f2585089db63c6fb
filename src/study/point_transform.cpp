#include "study/point_transform.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace ridethrough::study {

namespace {

using Complex = std::complex<double>;

constexpr double kPi = std::numbers::pi;
/// Cells to either side that a point is spread on; 12 leave about 1e-12 (Greengard and Lee).
constexpr std::size_t kSpread = 12;

std::size_t power_of_two_from(std::size_t least) {
  std::size_t size = 1;
  while (size < least) size *= 2;
  return size;
}

void reverse_bits(std::vector<Complex>& values) {
  for (std::size_t i = 1, j = 0; i < values.size(); ++i) {
    std::size_t bit = values.size() / 2;
    for (; (j & bit) != 0; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
}

/// Discrete Fourier transform in place after Cooley and Tukey; the size is a power of two.
void transform(std::vector<Complex>& values) {
  const std::size_t size = values.size();
  std::vector<Complex> turns(size / 2);
  for (std::size_t k = 0; k < turns.size(); ++k) {
    turns[k] = std::polar(1.0, -2.0 * kPi * static_cast<double>(k) / static_cast<double>(size));
  }
  reverse_bits(values);
  for (std::size_t half = 1; half < size; half *= 2) {
    const std::size_t stride = size / (2 * half);
    for (std::size_t at = 0; at < size; ++at) {
      if ((at & half) != 0) continue;
      Complex& low = values[at];
      Complex& high = values[at + half];
      const Complex turn = turns[(at & (half - 1)) * stride];
      // Written out: the operator of std::complex also looks for infinities.
      const Complex turned(high.real() * turn.real() - high.imag() * turn.imag(),
                           high.real() * turn.imag() + high.imag() * turn.real());
      high = low - turned;
      low += turned;
    }
  }
}

/// Spreads points on the grid by a Gaussian. Its exponential is a product of which one factor
/// belongs to the grid, so that a point needs two of them (Greengard and Lee, section 3).
class Spreader {
 public:
  Spreader(double width, std::vector<Complex>& grid) : grid_(grid) {
    const double cell = 2.0 * kPi / static_cast<double>(grid.size());
    pace_ = cell * cell / (4.0 * width);
    for (std::size_t m = 0; m <= kSpread; ++m) {
      of_grid_[m] = std::exp(-pace_ * static_cast<double>(m * m));
    }
  }

  void add(const CirclePoint& point) {
    const double at = point.turn * static_cast<double>(grid_.size());
    const double left = std::floor(at);
    const double past = at - left;
    const auto cell = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(left));
    const Complex weight = std::exp(-pace_ * past * past) * point.weight;
    const double step = std::exp(2.0 * pace_ * past);
    const double step_back = 1.0 / step;
    double ahead = 1.0, behind = 1.0;
    at_cell(cell) += weight;
    for (std::size_t m = 1; m <= kSpread; ++m) {
      ahead *= step;
      at_cell(cell + m) += ahead * of_grid_[m] * weight;
      if (m == kSpread) break;  // one cell less to the left, where the point is not
      behind *= step_back;
      at_cell(cell - m) += behind * of_grid_[m] * weight;
    }
  }

 private:
  /// The grid is a circle, its size a power of two.
  Complex& at_cell(std::size_t cell) { return grid_[cell & (grid_.size() - 1)]; }

  std::vector<Complex>& grid_;
  double pace_ = 0.0;
  std::array<double, kSpread + 1> of_grid_{};
};

}  // namespace

std::vector<Complex> point_transform(std::span<const CirclePoint> points, int highest) {
  const double modes = 2.0 * highest + 2.0;
  std::vector<Complex> grid(power_of_two_from(static_cast<std::size_t>(2.0 * modes)));
  const auto size = static_cast<double>(grid.size());
  const double oversampling = size / modes;
  const double width =
      kPi * static_cast<double>(kSpread) / (modes * modes * oversampling * (oversampling - 0.5));
  Spreader spreader(width, grid);
  for (const CirclePoint& point : points) spreader.add(point);
  transform(grid);
  std::vector<Complex> sums;
  sums.reserve(static_cast<std::size_t>(2 * highest + 1));
  for (int k = -highest; k <= highest; ++k) {
    const auto cell = static_cast<std::size_t>(k < 0 ? k + static_cast<int>(grid.size()) : k);
    sums.push_back(grid[cell] * (std::sqrt(kPi / width) * std::exp(k * width * k) / size));
  }
  return sums;
}

}  // namespace ridethrough::study
