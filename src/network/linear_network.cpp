#include "network/linear_network.hpp"

#include <Eigen/Dense>
#include <limits>
#include <utility>

namespace ridethrough::network {

struct LinearNetwork::Factors {
  Eigen::MatrixXcd matrix;
  Eigen::PartialPivLU<Eigen::MatrixXcd> lu;
  std::vector<std::pair<int, int>> branches;
  std::vector<bool> is_held, is_earthed;

  bool spread_earth();
  void keep_row(int at) {
    matrix.row(at).setZero();
    matrix(at, at) = 1.0;
  }
};

LinearNetwork::LinearNetwork(std::size_t nodes) : factors_(std::make_unique<Factors>()) {
  const auto size = static_cast<Eigen::Index>(nodes);
  factors_->matrix.setZero(size, size);
  factors_->is_held.assign(nodes, false);
  factors_->is_earthed.assign(nodes, false);
}
LinearNetwork::~LinearNetwork() = default;
LinearNetwork::LinearNetwork(LinearNetwork&&) noexcept = default;
LinearNetwork& LinearNetwork::operator=(LinearNetwork&&) noexcept = default;

void LinearNetwork::add_branch(int from, int to, Complex admittance, double ratio) {
  auto& matrix = factors_->matrix;
  matrix(from, from) += ratio * ratio * admittance;
  matrix(to, to) += admittance;
  matrix(from, to) -= ratio * admittance;
  matrix(to, from) -= ratio * admittance;
  factors_->branches.emplace_back(from, to);
}

void LinearNetwork::add_earth(int at, Complex admittance) {
  if (admittance == 0.0) return;
  factors_->matrix(at, at) += admittance;
  factors_->is_earthed[static_cast<std::size_t>(at)] = true;
}

void LinearNetwork::hold(int at) {
  factors_->is_held[static_cast<std::size_t>(at)] = true;
  factors_->is_earthed[static_cast<std::size_t>(at)] = true;
}

void LinearNetwork::short_behind(int at, Complex impedance) {
  if (impedance == 0.0) return hold(at);
  add_earth(at, 1.0 / impedance);
}

bool LinearNetwork::is_held(int at) const {
  return factors_->is_held[static_cast<std::size_t>(at)];
}

/// @returns true if a node has learnt that it has a way to earth.
bool LinearNetwork::Factors::spread_earth() {
  bool has_spread = false;
  for (const auto& [from, to] : branches) {
    const auto here = static_cast<std::size_t>(from);
    const auto there = static_cast<std::size_t>(to);
    if (is_earthed[here] == is_earthed[there]) continue;
    is_earthed[here] = is_earthed[there] = true;
    has_spread = true;
  }
  return has_spread;
}

void LinearNetwork::factor() {
  Factors& own = *factors_;
  while (own.spread_earth()) {
  }
  for (std::size_t at = 0; at < own.is_held.size(); ++at) {
    if (own.is_held[at] || !own.is_earthed[at]) own.keep_row(static_cast<int>(at));
  }
  own.lu.compute(own.matrix);
}

Complex LinearNetwork::driving_point(int at) const {
  const auto place = static_cast<std::size_t>(at);
  if (!factors_->is_earthed[place]) return std::numeric_limits<double>::infinity();
  if (factors_->is_held[place]) return 0.0;
  std::vector<Complex> unit(factors_->is_held.size());
  unit[place] = 1.0;
  return solve(unit)[place];
}

std::vector<Complex> LinearNetwork::solve(const std::vector<Complex>& current) const {
  const Factors& own = *factors_;
  const auto size = static_cast<Eigen::Index>(current.size());
  Eigen::VectorXcd right(size);
  for (std::size_t at = 0; at < current.size(); ++at) {
    right[static_cast<Eigen::Index>(at)] = own.is_earthed[at] ? current[at] : 0.0;
  }
  const Eigen::VectorXcd found = own.lu.solve(right);
  return {found.data(), found.data() + size};
}

}  // namespace ridethrough::network
