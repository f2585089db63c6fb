#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ridethrough/devices/catalog.hpp"
#include "scenario/wiring_checks.hpp"

// A parameter that is itself a device with an outlet (the branch breakers of a pdu) stands once at
// each thing that hangs there: `row.3.branch` between the pdu and `row.3`.
namespace ridethrough::scenario {

namespace {

/// The parameter of `feeder` that stands at what hangs on it; null if it has none.
const devices::ParamSpec* branch_of(const Cohort& feeder) {
  for (const devices::ParamSpec& parameter : feeder.type->parameters) {
    if (!is_branch(parameter)) continue;
    if (devices::get(feeder.parameters, parameter.name).present()) return &parameter;
  }
  return nullptr;
}

Cohort branch_to(const Cohort& fed, const Cohort& feeder, int feeder_index,
                 const devices::ParamSpec& parameter, std::size_t inlet) {
  Cohort branch;
  branch.type = devices::find_type(parameter.part_type)->schema;
  branch.names = fed.names;
  branch.names.push_back(fed.feeders.size() == 1 ? std::string(parameter.name)
                                                 : fmt::format("{}-{}", parameter.name, inlet + 1));
  branch.members = fed.members;
  branch.members.emplace_back();
  branch.count = fed.count;
  branch.parameters = devices::get(feeder.parameters, parameter.name).map();
  branch.feeders = {feeder_index};
  return branch;
}

class BranchPlacer {
 public:
  explicit BranchPlacer(Plan& plan) : plan_(plan) {}

  void place() {
    branches_.resize(plan_.cohorts.size());
    std::vector<Cohort> placed;
    for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) {
      moved_to_.push_back(static_cast<int>(placed.size()));
      placed.push_back(plan_.cohorts[i]);
      add_branches(i, placed);
    }
    for (Cohort& cohort : placed) renumber(cohort);
    for (std::size_t i = 0; i < branches_.size(); ++i) {
      Cohort& fed = placed[static_cast<std::size_t>(moved_to_[i])];
      for (const auto& [inlet, branch] : branches_[i]) fed.feeders[inlet] = branch;
    }
    plan_.feeding_order = order();
    plan_.cohorts = std::move(placed);
  }

 private:
  void add_branches(std::size_t index, std::vector<Cohort>& placed) {
    const Cohort& fed = plan_.cohorts[index];
    for (std::size_t inlet = 0; inlet < fed.feeders.size(); ++inlet) {
      const Cohort& feeder = plan_.cohorts[static_cast<std::size_t>(fed.feeders[inlet])];
      const devices::ParamSpec* parameter = branch_of(feeder);
      if (parameter == nullptr) continue;
      branches_[index].emplace_back(inlet, static_cast<int>(placed.size()));
      placed.push_back(branch_to(fed, feeder, fed.feeders[inlet], *parameter, inlet));
    }
  }

  void renumber(Cohort& cohort) const {
    const auto move = [&](int& index) {
      if (index >= 0) index = moved_to_[static_cast<std::size_t>(index)];
    };
    std::for_each(cohort.feeders.begin(), cohort.feeders.end(), move);
    std::for_each(cohort.between.begin(), cohort.between.end(), move);
    for (auto& peer : cohort.peers) move(peer.second);
    move(cohort.dc_host);
  }

  /// Each branch comes before what it feeds.
  std::vector<int> order() const {
    std::vector<int> order;
    for (const int index : plan_.feeding_order) {
      for (const auto& [inlet, branch] : branches_[static_cast<std::size_t>(index)]) {
        order.push_back(branch);
      }
      order.push_back(moved_to_[static_cast<std::size_t>(index)]);
    }
    return order;
  }

  Plan& plan_;
  std::vector<int> moved_to_;                                       ///< by old index
  std::vector<std::vector<std::pair<std::size_t, int>>> branches_;  ///< by old index: inlet, branch
};

}  // namespace

bool is_branch(const devices::ParamSpec& parameter) {
  if (parameter.kind != devices::Kind::part) return false;
  const devices::CatalogEntry* entry = devices::find_type(parameter.part_type);
  return entry != nullptr && entry->schema->terminals.outlet;
}

void place_branches(Plan& plan) {
  const bool has_branches =
      std::any_of(plan.cohorts.begin(), plan.cohorts.end(),
                  [](const Cohort& cohort) { return branch_of(cohort) != nullptr; });
  if (has_branches) BranchPlacer(plan).place();
}

}  // namespace ridethrough::scenario
