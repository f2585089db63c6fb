#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <vector>

#include "support/reference_step.hpp"

/// One chain of impedances and one loss curve. Written from the equations, without a look at how
/// the devices solve them.
namespace ridethrough::support {

/// Impedance in pu of 1 W and what its core, or a cabinet, takes at the upper end.
struct Impedance {
  std::complex<double> z = 0.0;
  double tap_w = 0.0;
};

struct ChainLoad {
  double power_w = 0.0;
  double tan = 0.0;
  double limit_w = kNeverS;  ///< apparent power at 1 pu
};

struct Chain {
  double source_w = 0.0;           ///< at the emf
  double terminal_w = 0.0;         ///< behind the first impedance
  std::vector<double> voltage_pu;  ///< behind each impedance
  double served_frac = 1.0;
};

/// One load at the end of a chain of impedances: voltages forward, currents backward, until still.
inline Chain solve(double emf_pu, const std::vector<Impedance>& chain, const ChainLoad& load) {
  using Complex = std::complex<double>;
  std::vector<Complex> below(chain.size(), emf_pu), through(chain.size());
  Chain result;
  Complex source_current = 0.0;
  Complex first_current = 0.0;
  for (int pass = 0; pass < 200; ++pass) {
    const Complex end = below.back();
    const Complex power{load.power_w, load.power_w * load.tan};
    Complex current = std::conj(power / end);
    const double most = load.limit_w * std::min(1.0, std::abs(end) / 0.3);
    result.served_frac = 1.0;
    if (std::abs(current) > most) {
      result.served_frac = most / std::abs(current);
      current *= result.served_frac;
    }
    for (std::size_t i = chain.size(); i-- > 0;) {
      through[i] = current;
      const Complex upper = i == 0 ? Complex{emf_pu} : below[i - 1];
      // Constant power down to 0.3 pu, a constant admittance below.
      current += chain[i].tap_w * upper / std::max(std::norm(upper), 0.09);
    }
    source_current = current;
    first_current = through.front();
    double moved = 0.0;
    Complex upper = emf_pu;
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const Complex lower = upper - chain[i].z * through[i];
      // A load past the nose makes the plain iteration jump; half a step brings it to rest.
      const Complex next = pass < 20 ? lower : 0.5 * (lower + below[i]);
      moved = std::max(moved, std::abs(next - below[i]));
      below[i] = next;
      upper = next;
    }
    if (moved < 1e-9) break;
  }
  result.source_w = (emf_pu * std::conj(source_current)).real();
  result.terminal_w = (below.front() * std::conj(first_current)).real();
  for (const Complex& voltage : below) result.voltage_pu.push_back(std::abs(voltage));
  return result;
}

/// Series impedance in pu of 1 W from a short-circuit impedance and a winding loss, both in pu of
/// `rating_va`.
inline Impedance winding(double impedance_pu, double loss_pu, double rating_va, double no_load_w) {
  const double reactance_pu =
      std::sqrt(std::max(0.0, impedance_pu * impedance_pu - loss_pu * loss_pu));
  return {std::complex{loss_pu, reactance_pu} / rating_va, no_load_w};
}

/// Loss of a converter over its rating: a + b x + c x^2 through the four rows by least squares, by
/// Cramer's rule.
inline std::array<double, 3> fitted_loss(const devices::Parameters& converter) {
  std::array<double, 5> moment{};
  std::array<double, 3> right{};
  for (const devices::Value& row : devices::get(converter, "efficiency").list()) {
    const double x = number(row.map(), "power");
    const double loss = x / number(row.map(), "value") - x;
    for (int k = 0; k < 5; ++k) moment[static_cast<std::size_t>(k)] += std::pow(x, k);
    for (int k = 0; k < 3; ++k) right[static_cast<std::size_t>(k)] += loss * std::pow(x, k);
  }
  const auto determinant = [](const std::array<std::array<double, 3>, 3>& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  std::array<std::array<double, 3>, 3> matrix{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) matrix[i][k] = moment[i + k];
  }
  std::array<double, 3> result{};
  for (std::size_t k = 0; k < 3; ++k) {
    auto replaced = matrix;
    for (std::size_t i = 0; i < 3; ++i) replaced[i][k] = right[i];
    result[k] = determinant(replaced) / determinant(matrix);
  }
  return result;
}

}  // namespace ridethrough::support
