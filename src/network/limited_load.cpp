#include "network/limited_load.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::network {

LimitedLoad::LimitedLoad(const FlowLoad& load)
    : node(load.node),
      copies(load.copies),
      power(load.power_w, load.reactive_var),
      limit_w(std::max(load.current_limit_w, 0.0)),
      resistive_pu(std::max(load.resistive_pu, 0.0)) {
  const double square = std::norm(power);
  apparent_w = std::sqrt(square);
  if (apparent_w == 0.0 || std::isinf(limit_w)) return;
  // The limit meets the demand at |S| / limit on the constant-current branch, or at the geometric
  // mean of that and `resistive_pu` on the constant-impedance branch.
  const double current_knee_pu = apparent_w / limit_w;
  knee_square = current_knee_pu * std::max(current_knee_pu, resistive_pu);
}

double LimitedLoad::served_frac(double square) const {
  if (square >= knee_square) return 1.0;
  const double magnitude_pu = std::sqrt(square);
  const double taper = magnitude_pu < resistive_pu ? magnitude_pu / resistive_pu : 1.0;
  return limit_w * magnitude_pu * taper / apparent_w;
}

Complex LimitedLoad::current(Complex voltage) const {
  if (apparent_w == 0.0) return 0.0;
  const double square = std::norm(voltage);
  if (square >= knee_square) return std::conj(power) * voltage / square;
  const Complex limit = std::conj(power) * (limit_w / apparent_w);
  return limit * voltage / std::max(std::sqrt(square), resistive_pu);
}

WidelyLinear LimitedLoad::conductance(Complex voltage) const {
  if (apparent_w == 0.0) return {};
  const double square = std::norm(voltage);
  if (square >= knee_square) {
    return {0.0, -std::conj(power) * voltage * voltage / (square * square)};
  }
  const Complex limit = std::conj(power) * (limit_w / apparent_w);
  const double magnitude_pu = std::sqrt(square);
  if (magnitude_pu < resistive_pu) return {limit / resistive_pu, 0.0};
  const Complex half = limit / (2.0 * magnitude_pu);
  return {half, -half * voltage * voltage / square};
}

Complex no_load_current(double no_load_w, Complex voltage) {
  return no_load_w * voltage / std::max(std::norm(voltage), kNoLoadKneeSquare);
}

WidelyLinear no_load_conductance(double no_load_w, Complex voltage) {
  const double square = std::norm(voltage);
  if (square < kNoLoadKneeSquare) return {no_load_w / kNoLoadKneeSquare, 0.0};
  return {0.0, -no_load_w * voltage * voltage / (square * square)};
}

}  // namespace ridethrough::network
