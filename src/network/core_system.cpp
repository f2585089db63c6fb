#include "network/core_system.hpp"

#include <Eigen/Dense>
#include <Eigen/Sparse>
#include <cmath>

namespace ridethrough::network {
namespace {

using DenseComplex = Eigen::MatrixXcd;
using SparseComplex = Eigen::SparseMatrix<Complex>;
using SparseReal = Eigen::SparseMatrix<double>;

/// Up to this many free nodes a dense factor is as fast as a sparse one and allocates nothing.
constexpr int kDenseLimit = 60;

struct Branch {
  int from = 0, to = 0;  ///< core positions
  Complex admittance;
};

struct SourceBranch {
  int at = 0;            ///< core position
  bool is_held = false;  ///< no impedance: the node has the emf itself
  Complex admittance;
};

/// The 2x2 real block of a map, rows and columns (real, imaginary).
template <typename Add>
void add_block(const WidelyLinear& map, Add&& add) {
  add(0, 0, map.direct.real() + map.mirrored.real());
  add(0, 1, map.mirrored.imag() - map.direct.imag());
  add(1, 0, map.direct.imag() + map.mirrored.imag());
  add(1, 1, map.direct.real() - map.mirrored.real());
}

}  // namespace

struct CoreSystem::Factors {
  std::vector<Branch> branches;
  std::vector<SourceBranch> sources;
  std::vector<int> row;          ///< by core position: row of a free node, -1 for a held one
  std::vector<Complex> own;      ///< by core position: sum of the admittances that end here
  std::vector<Complex> norton;   ///< by core position: sum of emf * admittance, W/pu
  int free_count = 0;
  bool is_dense = true;

  Eigen::PartialPivLU<DenseComplex> dense;
  Eigen::SparseLU<SparseComplex> sparse;
  Eigen::VectorXcd right, solution, open;

  Eigen::MatrixXd jacobian;
  Eigen::PartialPivLU<Eigen::MatrixXd> dense_newton;
  SparseReal sparse_jacobian;
  Eigen::SparseLU<SparseReal> sparse_newton;
  std::vector<Eigen::Triplet<double>> triplets;
  Eigen::VectorXd newton_right, newton_solution;

  void read_structure(const FlowZone& zone, const std::vector<int>& position, int core_count);
  void factor();
  void solve() {
    if (is_dense) {
      solution.noalias() = dense.solve(right);
    } else {
      solution = sparse.solve(right);
    }
  }
  /// Calls visit(row, column, map) for every entry of the scaled Jacobian.
  template <typename Visit>
  void visit_jacobian(const std::vector<WidelyLinear>& conductance, double damping,
                      Visit&& visit) const;
  void fill_newton_right(const std::vector<Complex>& voltage, const std::vector<Complex>& current,
                         const std::vector<Complex>& offset);
  bool solve_newton_dense(const std::vector<WidelyLinear>& conductance, double damping);
  bool solve_newton_sparse(const std::vector<WidelyLinear>& conductance, double damping);
};

void CoreSystem::Factors::read_structure(const FlowZone& zone, const std::vector<int>& position,
                                         int core_count) {
  const auto count = static_cast<std::size_t>(core_count);
  row.assign(count, 0);
  own.assign(count, 0.0);
  norton.assign(count, 0.0);
  branches.clear();
  sources.clear();
  const auto place = [&](int node) { return position[static_cast<std::size_t>(node)]; };
  for (const FlowEdge& edge : zone.edges) {
    const Branch branch{place(edge.from), place(edge.to), 1.0 / edge.impedance};
    branches.push_back(branch);
    own[static_cast<std::size_t>(branch.from)] += branch.admittance;
    own[static_cast<std::size_t>(branch.to)] += branch.admittance;
  }
  for (const FlowSource& source : zone.sources) {
    const int at = place(source.node);
    const bool is_held = source.impedance == 0.0;
    const Complex admittance = is_held ? Complex{} : 1.0 / source.impedance;
    sources.push_back({at, is_held, admittance});
    own[static_cast<std::size_t>(at)] += admittance;
    if (is_held) row[static_cast<std::size_t>(at)] = -1;
  }
  free_count = 0;
  for (int& index : row) {
    if (index >= 0) index = free_count++;
  }
}

void CoreSystem::Factors::factor() {
  is_dense = free_count <= kDenseLimit;
  right.setZero(free_count);
  solution.setZero(free_count);
  open.setZero(free_count);
  newton_right.setZero(2 * free_count);
  newton_solution.setZero(2 * free_count);
  std::vector<Eigen::Triplet<Complex>> entries;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] >= 0) entries.emplace_back(row[at], row[at], own[at]);
  }
  for (const Branch& branch : branches) {
    const int from = row[static_cast<std::size_t>(branch.from)];
    const int to = row[static_cast<std::size_t>(branch.to)];
    if (from < 0 || to < 0) continue;
    entries.emplace_back(from, to, -branch.admittance);
    entries.emplace_back(to, from, -branch.admittance);
  }
  SparseComplex admittance(free_count, free_count);
  admittance.setFromTriplets(entries.begin(), entries.end());
  if (is_dense) {
    jacobian.setZero(2 * free_count, 2 * free_count);
    if (free_count > 0) dense.compute(DenseComplex(admittance));
  } else {
    sparse.compute(admittance);
  }
}

template <typename Visit>
void CoreSystem::Factors::visit_jacobian(const std::vector<WidelyLinear>& conductance,
                                         double damping, Visit&& visit) const {
  // Rows are divided by the node's own admittance, so that determinants neither over- nor underflow.
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] < 0) continue;
    visit(row[at], row[at],
          WidelyLinear{1.0 + damping + conductance[at].direct / own[at],
                       conductance[at].mirrored / own[at]});
  }
  for (const Branch& branch : branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    if (row[from] < 0 || row[to] < 0) continue;
    visit(row[from], row[to], WidelyLinear{-branch.admittance / own[from], 0.0});
    visit(row[to], row[from], WidelyLinear{-branch.admittance / own[to], 0.0});
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
  for (const Branch& branch : branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    add(from, branch.admittance * voltage[to]);
    add(to, branch.admittance * voltage[from]);
  }
}

bool CoreSystem::Factors::solve_newton_dense(const std::vector<WidelyLinear>& conductance,
                                             double damping) {
  jacobian.setZero();
  visit_jacobian(conductance, damping, [&](int from, int to, const WidelyLinear& map) {
    add_block(map, [&](int i, int j, double value) {
      jacobian(2 * from + i, 2 * to + j) += value;
    });
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

bool CoreSystem::Factors::solve_newton_sparse(const std::vector<WidelyLinear>& conductance,
                                              double damping) {
  triplets.clear();
  visit_jacobian(conductance, damping, [&](int from, int to, const WidelyLinear& map) {
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

CoreSystem::CoreSystem() : factors_(std::make_unique<Factors>()) {}
CoreSystem::~CoreSystem() = default;
CoreSystem::CoreSystem(CoreSystem&&) noexcept = default;
CoreSystem& CoreSystem::operator=(CoreSystem&&) noexcept = default;

void CoreSystem::prepare(const FlowZone& zone, const std::vector<int>& position, int core_count) {
  factors_->read_structure(zone, position, core_count);
  factors_->factor();
}

bool CoreSystem::open_circuit(const FlowZone& zone, std::vector<Complex>& voltage) {
  Factors& own = *factors_;
  own.norton.assign(own.norton.size(), 0.0);
  own.right.setZero();
  for (std::size_t i = 0; i < own.sources.size(); ++i) {
    const SourceBranch& source = own.sources[i];
    const auto at = static_cast<std::size_t>(source.at);
    if (source.is_held) voltage[at] = zone.sources[i].emf;
    own.norton[at] += source.admittance * zone.sources[i].emf;
  }
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    if (own.row[at] >= 0) own.right[own.row[at]] = own.norton[at];
  }
  for (const Branch& branch : own.branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    const bool is_from_held = own.row[from] < 0;
    if (is_from_held == (own.row[to] < 0)) continue;
    const std::size_t held = is_from_held ? from : to;
    const std::size_t free = is_from_held ? to : from;
    own.right[own.row[free]] += branch.admittance * voltage[held];
  }
  if (own.free_count > 0) own.solve();
  own.open = own.solution;
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    if (own.row[at] >= 0) voltage[at] = own.open[own.row[at]];
  }
  return own.open.allFinite();
}

void CoreSystem::loaded(const std::vector<Complex>& current, std::vector<Complex>& voltage) {
  Factors& own = *factors_;
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    if (own.row[at] >= 0) own.right[own.row[at]] = current[at];
  }
  if (own.free_count > 0) own.solve();
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    if (own.row[at] >= 0) voltage[at] = own.open[own.row[at]] - own.solution[own.row[at]];
  }
}

bool CoreSystem::newton_step(const std::vector<Complex>& voltage,
                             const std::vector<Complex>& current,
                             const std::vector<WidelyLinear>& conductance,
                             const std::vector<Complex>& offset, double damping,
                             std::vector<Complex>& step) {
  Factors& own = *factors_;
  step.assign(own.row.size(), 0.0);
  if (own.free_count == 0) return true;
  own.fill_newton_right(voltage, current, offset);
  const bool is_positive = own.is_dense ? own.solve_newton_dense(conductance, damping)
                                        : own.solve_newton_sparse(conductance, damping);
  if (!is_positive) return false;
  for (std::size_t at = 0; at < own.row.size(); ++at) {
    const int row = own.row[at];
    if (row >= 0) step[at] = {own.newton_solution[2 * row], own.newton_solution[2 * row + 1]};
  }
  return true;
}

void CoreSystem::source_power(const FlowZone& zone, const std::vector<Complex>& voltage,
                              const std::vector<Complex>& drawn,
                              std::vector<Complex>& power) const {
  const Factors& own = *factors_;
  for (std::size_t i = 0; i < own.sources.size(); ++i) {
    const SourceBranch& source = own.sources[i];
    const auto at = static_cast<std::size_t>(source.at);
    const Complex here = voltage[at];
    if (!source.is_held) {
      power[i] = here * std::conj((zone.sources[i].emf - here) * source.admittance);
      continue;
    }
    power[i] = drawn[at];
    for (const Branch& branch : own.branches) {
      if (branch.from != source.at && branch.to != source.at) continue;
      const int other = branch.from == source.at ? branch.to : branch.from;
      const Complex there = voltage[static_cast<std::size_t>(other)];
      power[i] += here * std::conj((here - there) * branch.admittance);
    }
  }
}

}  // namespace ridethrough::network
