#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <string_view>
#include <vector>

#include "ridethrough/devices/parameters.hpp"

/// What the reference engine is made of: one chain of impedances, one loss curve, one cell. Written
/// from the equations, without a look at how the devices solve them.
namespace ridethrough::support {

inline constexpr double kNeverS = std::numeric_limits<double>::infinity();

inline double number(const devices::Parameters& parameters, std::string_view name) {
  return devices::get(parameters, name).number();
}
inline const devices::Parameters& map(const devices::Parameters& parameters,
                                      std::string_view name) {
  return devices::get(parameters, name).map();
}

/// Impedance in pu of 1 W and what its core takes at the upper end.
struct Impedance {
  std::complex<double> z = 0.0;
  double no_load_w = 0.0;
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
  std::vector<Complex> above(chain.size()), below(chain.size(), emf_pu);
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
    std::vector<Complex> through(chain.size());
    for (std::size_t i = chain.size(); i-- > 0;) {
      through[i] = current;
      const Complex upper = i == 0 ? Complex{emf_pu} : below[i - 1];
      // Constant power down to 0.3 pu, a constant admittance below.
      current += chain[i].no_load_w * upper / std::max(std::norm(upper), 0.09);
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
    if (moved < 1e-11) break;
  }
  result.source_w = (emf_pu * std::conj(source_current)).real();
  result.terminal_w = (below.front() * std::conj(first_current)).real();
  for (const Complex& voltage : below) result.voltage_pu.push_back(std::abs(voltage));
  return result;
}

/// Loss of a UPS over its rating: a + b x + c x^2 through the four rows by least squares, by
/// Cramer's rule.
inline std::array<double, 3> fitted_loss(const devices::Parameters& ups) {
  std::array<double, 5> moment{};
  std::array<double, 3> right{};
  for (const devices::Value& row : devices::get(ups, "efficiency").list()) {
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

/// KiBaM wells under V = E0 - K (1/h - 1) - R I, per cell.
class LeadAcid {
 public:
  explicit LeadAcid(const devices::Parameters& p)
      : q_c_(number(map(p, "model"), "charge")),
        share_(number(map(p, "model"), "available_share")),
        exchange_per_s_(number(map(p, "model"), "exchange")),
        emf_v_(number(map(p, "model"), "emf")),
        ohm_(number(map(p, "model"), "cell_resistance")),
        head_v_(number(map(p, "model"), "head")),
        end_v_(number(p, "end_voltage")),
        float_v_(number(p, "float_voltage")),
        charge_a_(number(p, "capacity") * number(p, "max_charge")),
        finish_a_(number(p, "capacity") * number(p, "finish_current")),
        cells_(static_cast<double>(devices::get(p, "cells").count() *
                                   devices::get(p, "series").count() *
                                   devices::get(p, "strings").count())),
        soc_(number(p, "soc")),
        head_(soc_) {}

  double soc() const { return soc_; }
  double emf() const { return emf_v_ - head_v_ * (1.0 / head_ - 1.0); }
  /// Current of a cell at the bank's power.
  double current_a(double power_w) const {
    const double root = emf() * emf() - 4.0 * ohm_ * power_w / cells_;
    return 2.0 * power_w / cells_ / (emf() + std::sqrt(std::max(root, 0.0)));
  }
  bool is_spent(double power_w) const {
    const double root = emf() * emf() - 4.0 * ohm_ * power_w / cells_;
    return root < 0.0 || head_ <= 1e-3 || emf() - ohm_ * current_a(power_w) <= end_v_;
  }
  /// What it takes, W of the bank: by the room of its well for an hour, by voltage, by rate.
  double acceptance_w() const {
    if (soc_ >= 1.0 - 1e-4) return 0.0;
    const double span = exchange_per_s_ * 3600.0;
    const double kept = std::exp(-span);
    const double room = 1.0 - head_ * kept - soc_ * (1.0 - kept);
    const double by_well = exchange_per_s_ * share_ * q_c_ * room /
                           (1.0 - kept + share_ * (span - 1.0 + kept)) / kEfficiency;
    const double by_voltage = 0.95 * (float_v_ - emf()) / ohm_;
    const double current = std::min({by_well, by_voltage, charge_a_});
    return current > finish_a_ ? cells_ * current * (emf() + ohm_ * current) : 0.0;
  }
  void advance(double power_w, double step_s) {
    const double current = current_a(power_w);
    const double drain = (current < 0.0 ? kEfficiency * current : current) / q_c_;
    const double refill = exchange_per_s_ * (soc_ - head_);
    soc_ -= drain * step_s;
    head_ += (refill - drain / share_) * step_s;
  }

 private:
  static constexpr double kEfficiency = 0.93;
  double q_c_, share_, exchange_per_s_, emf_v_, ohm_, head_v_, end_v_, float_v_;
  double charge_a_, finish_a_, cells_, soc_, head_;
};

}  // namespace ridethrough::support
