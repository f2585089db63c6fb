#pragma once

#include <Eigen/Dense>
#include <Eigen/Sparse>
#include <vector>

#include "network/core_system.hpp"

/// The matrices behind CoreSystem. Only its two .cpp files include this header.
namespace ridethrough::network {

struct CoreBranch {
  int from = 0, to = 0;  ///< core positions
  Complex admittance;
};

struct SourceBranch {
  int at = 0;            ///< core position
  bool is_held = false;  ///< no impedance: the node has the emf itself
  Complex admittance;
};

struct CoreSystem::Factors {
  std::vector<CoreBranch> branches;
  std::vector<SourceBranch> sources;
  std::vector<int> row;         ///< by core position: row of a free node, -1 for a held one
  std::vector<Complex> own;     ///< by core position: sum of the admittances that end here
  std::vector<Complex> norton;  ///< by core position: sum of emf * admittance, W/pu
  int free_count = 0;
  bool is_dense = true;

  Eigen::PartialPivLU<Eigen::MatrixXcd> dense;
  Eigen::SparseLU<Eigen::SparseMatrix<Complex>> sparse;
  Eigen::VectorXcd right, solution, open;

  Eigen::MatrixXd jacobian;
  Eigen::PartialPivLU<Eigen::MatrixXd> dense_newton;
  Eigen::SparseMatrix<double> sparse_jacobian;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> sparse_newton;
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
  void visit_jacobian(const std::vector<WidelyLinear>& conductance, Visit&& visit) const;
  void fill_newton_right(const std::vector<Complex>& voltage, const std::vector<Complex>& current,
                         const std::vector<Complex>& offset);
  bool solve_newton_dense(const std::vector<WidelyLinear>& conductance);
  bool solve_newton_sparse(const std::vector<WidelyLinear>& conductance);
};

}  // namespace ridethrough::network
