#include <cmath>

#include "network/core_factors.hpp"

namespace ridethrough::network {
namespace {

/// The 2x2 real block of a map, rows and columns (real, imaginary).
template <typename Add>
void add_block(const WidelyLinear& map, Add&& add) {
  add(0, 0, map.direct.real() + map.mirrored.real());
  add(0, 1, map.mirrored.imag() - map.direct.imag());
  add(1, 0, map.direct.imag() + map.mirrored.imag());
  add(1, 1, map.direct.real() - map.mirrored.real());
}

}  // namespace

template <typename Visit>
void CoreSystem::Factors::visit_jacobian(const std::vector<WidelyLinear>& conductance,
                                         Visit&& visit) const {
  // Rows are divided by the node's own admittance, so that determinants neither over- nor
  // underflow.
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] < 0) continue;
    visit(row[at], row[at],
          WidelyLinear{1.0 + conductance[at].direct / own[at], conductance[at].mirrored / own[at]});
  }
  for (const CoreBranch& branch : branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    if (row[from] < 0 || row[to] < 0) continue;
    visit(row[from], row[to], WidelyLinear{-branch.transfer() / own[from], 0.0});
    visit(row[to], row[from], WidelyLinear{-branch.transfer() / own[to], 0.0});
  }
}

void CoreSystem::Factors::fill_newton_right(const std::vector<Complex>& voltage,
                                            const std::vector<Complex>& current,
                                            const std::vector<Complex>& offset) {
  const auto add = [&](std::size_t at, Complex amps) {
    if (row[at] < 0) return;
    const Complex scaled = amps / own[at];
    newton_right[2 * row[at]] += scaled.real();
    newton_right[2 * row[at] + 1] += scaled.imag();
  };
  newton_right.setZero();
  for (std::size_t at = 0; at < row.size(); ++at) {
    add(at, norton[at] - own[at] * voltage[at] - current[at] - offset[at]);
  }
  for (const CoreBranch& branch : branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    add(from, branch.transfer() * voltage[to]);
    add(to, branch.transfer() * voltage[from]);
  }
}

bool CoreSystem::Factors::solve_newton_dense(const std::vector<WidelyLinear>& conductance) {
  jacobian.setZero();
  visit_jacobian(conductance, [&](int from, int to, const WidelyLinear& map) {
    add_block(map,
              [&](int i, int j, double value) { jacobian(2 * from + i, 2 * to + j) += value; });
  });
  dense_newton.compute(jacobian);
  double sign = static_cast<double>(dense_newton.permutationP().determinant());
  for (Eigen::Index i = 0; i < jacobian.rows(); ++i) {
    const double pivot = dense_newton.matrixLU()(i, i);
    if (pivot == 0.0) return false;
    sign = pivot < 0.0 ? -sign : sign;
  }
  newton_solution.noalias() = dense_newton.solve(newton_right);
  return sign > 0.0;
}

bool CoreSystem::Factors::solve_newton_sparse(const std::vector<WidelyLinear>& conductance) {
  triplets.clear();
  visit_jacobian(conductance, [&](int from, int to, const WidelyLinear& map) {
    add_block(map, [&](int i, int j, double value) {
      triplets.emplace_back(2 * from + i, 2 * to + j, value);
    });
  });
  sparse_jacobian.resize(2 * free_count, 2 * free_count);
  sparse_jacobian.setFromTriplets(triplets.begin(), triplets.end());
  sparse_newton.compute(sparse_jacobian);
  if (sparse_newton.info() != Eigen::Success) return false;
  newton_solution = sparse_newton.solve(newton_right);
  return sparse_newton.signDeterminant() > 0.0;
}

bool CoreSystem::newton_step(const std::vector<Complex>& voltage,
                             const std::vector<Complex>& current,
                             const std::vector<WidelyLinear>& conductance,
                             const std::vector<Complex>& offset, std::vector<Complex>& step) {
  Factors& own = *factors_;
  step.assign(own.row.size(), 0.0);
  if (own.free_count == 0) return true;
  own.fill_newton_right(voltage, current, offset);
  const bool is_positive =
      own.is_dense ? own.solve_newton_dense(conductance) : own.solve_newton_sparse(conductance);
  if (!is_positive) return false;
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    const int row = own.row[at];
    if (row >= 0) step[at] = {own.newton_solution[2 * row], own.newton_solution[2 * row + 1]};
  }
  return true;
}

}  // namespace ridethrough::network
