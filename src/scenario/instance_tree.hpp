#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/wiring.hpp"
#include "scenario/selectors.hpp"

/// The scenario with its counts laid out: one instance per class of identical members.
namespace ridethrough::scenario {

/// Boxes that differ, at most: more would neither fit into memory nor end in a day.
constexpr std::size_t kInstancesMax = 200'000;

struct Instance {
  const ComponentSpec* spec = nullptr;  ///< null for the root
  int parent = -1;
  Members members;  ///< of this instance, if its spec is counted
  std::vector<int> children;
  int cohort = -1;  ///< of a component; -1 for a group
};

struct InstanceTree {
  std::vector<Instance> instances;              ///< [0] is the root
  const ComponentSpec* beyond_limit = nullptr;  ///< the first that found no room; else null

  /// Instances that `path` names from inside `scope`, searched outward; `problem` explains an empty
  /// answer.
  std::vector<int> resolve(const Path& path, int scope, std::string& problem) const;
  std::vector<std::string> names_in(int scope) const;
  bool is_inside(int instance, int ancestor) const;

 private:
  std::vector<int> children_named(int parent, const std::string& name) const;
  /// Children of that name of the scope, else of what is around it, up to a closed group.
  std::vector<int> found_outward(int scope, const std::string& name) const;
  /// Where one segment of a path leads from an instance.
  std::vector<int> step(int index, const Segment& segment) const;
};

InstanceTree lay_out(const Model& model, const Selectors& selectors, bool lump);

}  // namespace ridethrough::scenario
