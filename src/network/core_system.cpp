#include "network/core_system.hpp"

#include "network/core_factors.hpp"

namespace ridethrough::network {
namespace {

/// Up to this many free nodes a dense factor is as fast as a sparse one and allocates nothing.
constexpr int kDenseLimit = 60;

}  // namespace

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
    const CoreBranch branch{place(edge.from), place(edge.to), 1.0 / edge.impedance, edge.ratio};
    branches.push_back(branch);
    own[static_cast<std::size_t>(branch.from)] += branch.own_from();
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
  for (const CoreBranch& branch : branches) {
    const int from = row[static_cast<std::size_t>(branch.from)];
    const int to = row[static_cast<std::size_t>(branch.to)];
    if (from < 0 || to < 0) continue;
    entries.emplace_back(from, to, -branch.transfer());
    entries.emplace_back(to, from, -branch.transfer());
  }
  Eigen::SparseMatrix<Complex> admittance(free_count, free_count);
  admittance.setFromTriplets(entries.begin(), entries.end());
  if (is_dense) {
    jacobian.setZero(2 * free_count, 2 * free_count);
    if (free_count > 0) dense.compute(Eigen::MatrixXcd(admittance));
  } else {
    sparse.compute(admittance);
  }
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
  for (const CoreBranch& branch : own.branches) {
    const auto from = static_cast<std::size_t>(branch.from);
    const auto to = static_cast<std::size_t>(branch.to);
    const bool is_from_held = own.row[from] < 0;
    if (is_from_held == (own.row[to] < 0)) continue;
    const std::size_t held = is_from_held ? from : to;
    const std::size_t free = is_from_held ? to : from;
    own.right[own.row[free]] += branch.transfer() * voltage[held];
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
    for (std::size_t k = 0; k < own.sources.size(); ++k) {  // what others give to the held node
      if (own.sources[k].at != source.at || own.sources[k].is_held) continue;
      power[i] -= here * std::conj((zone.sources[k].emf - here) * own.sources[k].admittance);
    }
    for (const CoreBranch& branch : own.branches) {
      if (branch.from != source.at && branch.to != source.at) continue;
      const bool is_from = branch.from == source.at;
      const Complex there = voltage[static_cast<std::size_t>(is_from ? branch.to : branch.from)];
      const Complex drop =
          is_from ? branch.ratio * (branch.ratio * here - there) : here - branch.ratio * there;
      power[i] += here * std::conj(drop * branch.admittance);
    }
  }
}

}  // namespace ridethrough::network
