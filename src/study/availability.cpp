#include "ridethrough/study/availability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "study/block_diagram.hpp"
#include "study/fuel_limit.hpp"
#include "study/statistics.hpp"

namespace ridethrough::study {

namespace {

constexpr int kCutSetSize = 3;
constexpr std::size_t kCutSetsMax = 50;

/// All states of the blocks of one rack, with whether it is fed.
class States {
 public:
  explicit States(const BlockDiagram& diagram) : blocks_(diagram.blocks()) {
    fed_.resize(std::size_t{1} << blocks_.size());
    for (std::uint32_t down = 0; down < fed_.size(); ++down) fed_[down] = diagram.is_fed(down);
  }

  /// Chance that the rack is not fed if block i is down with chance `chances[i]`.
  double lost(const std::vector<double>& chances) const {
    double sum = 0.0;
    for (std::uint32_t down = 0; down < fed_.size(); ++down) {
      if (!fed_[down]) sum += chance_of(down, chances);
    }
    return sum;
  }

  /// How often a year a block takes the feed away: its failures while it is up, times the chance
  /// that the others leave the rack to it (Birnbaum's importance).
  double losses_a_year(const std::vector<double>& chances) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (blocks_[i].rate_per_s == 0.0) continue;
      std::vector<double> with = chances, without = chances;
      with[i] = 1.0;
      without[i] = 0.0;
      sum += (1.0 - chances[i]) * blocks_[i].rate_per_s * (lost(with) - lost(without));
    }
    return sum * kSecondsAYear;
  }

  bool is_cut(std::uint32_t down) const {
    if (fed_[down]) return false;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const std::uint32_t bit = 1U << i;
      if ((down & bit) != 0 && !fed_[down & ~bit]) return false;
    }
    return true;
  }

  std::vector<CutSet> cut_sets(const std::vector<double>& chances) const {
    std::vector<CutSet> sets;
    for (std::uint32_t down = 1; down < fed_.size(); ++down) {
      if (std::popcount(down) > kCutSetSize || !is_cut(down)) continue;
      sets.push_back(cut_set(down, chances));
    }
    std::stable_sort(sets.begin(), sets.end(), [](const CutSet& one, const CutSet& other) {
      return one.unavailability > other.unavailability;
    });
    if (sets.size() > kCutSetsMax) sets.resize(kCutSetsMax);
    return sets;
  }

 private:
  double chance_of(std::uint32_t down, const std::vector<double>& chances) const {
    double chance = 1.0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      chance *= (down >> i & 1U) != 0 ? chances[i] : 1.0 - chances[i];
    }
    return chance;
  }

  CutSet cut_set(std::uint32_t down, const std::vector<double>& chances) const {
    CutSet set;
    set.unavailability = 1.0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if ((down >> i & 1U) == 0) continue;
      set.blocks.push_back(blocks_[i].name);
      set.unavailability *= chances[i];
      double others = 1.0;
      for (std::size_t k = 0; k < blocks_.size(); ++k) {
        if (k != i && (down >> k & 1U) != 0) others *= chances[k];
      }
      set.losses_a_year += (1.0 - chances[i]) * blocks_[i].rate_per_s * others * kSecondsAYear;
    }
    return set;
  }

  const std::vector<Block>& blocks_;
  std::vector<bool> fed_;
};

[[noreturn]] void refuse_too_many(const scenario::Cohort& rack, std::size_t blocks) {
  scenario::Diagnostics diagnostics;
  diagnostics.error(
      "RT1011", fmt::format("'{}' hangs on {} blocks that can fail", rack.path(), blocks),
      rack.component->place,
      fmt::format("all states of {} blocks are enumerated at most: 'montecarlo' has no such limit",
                  BlockDiagram::kBlocksMax));
  throw scenario::ScenarioError(std::move(diagnostics));
}

RackAvailability of_rack(const scenario::Model& model, const scenario::Plan& plan, int rack) {
  const scenario::Cohort& box = plan.cohorts[static_cast<std::size_t>(rack)];
  const BlockDiagram diagram(model, plan, rack);
  if (diagram.blocks().size() > BlockDiagram::kBlocksMax) {
    refuse_too_many(box, diagram.blocks().size());
  }
  RackAvailability result{box.plain_path(), box.path(), diagram.blocks().size()};
  result.fuel = fuel_limit(model, plan, diagram.cohorts());
  std::vector<double> steady, mission;
  for (const Block& block : diagram.blocks()) {
    result.has_repair &= block.rate_per_s == 0.0 || !std::isinf(block.down_s);
    steady.push_back(block.unavailability());
    mission.push_back(1.0 - block.survives(core::seconds(model.duration)));
  }
  const States states(diagram);
  result.survival = 1.0 - states.lost(mission);
  if (!result.has_repair) return result;
  result.unavailability = states.lost(steady);
  result.losses_a_year = states.losses_a_year(steady);
  result.cut_sets = states.cut_sets(steady);
  return result;
}

}  // namespace

std::vector<RackAvailability> availability(const scenario::Model& model) {
  scenario::Diagnostics diagnostics;
  const scenario::Plan plan = scenario::wire(model, {.lump = false}, diagnostics);
  if (diagnostics.has_errors()) throw scenario::ScenarioError(std::move(diagnostics));
  std::vector<RackAvailability> results;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    if (plan.cohorts[i].type->name != "rack") continue;
    if (!seen.insert(plan.cohorts[i].plain_path()).second) continue;
    results.push_back(of_rack(model, plan, static_cast<int>(i)));
  }
  return results;
}

}  // namespace ridethrough::study
