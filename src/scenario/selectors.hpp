#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/wiring.hpp"

namespace ridethrough::scenario {

/// Plain path of a child; the root's is empty.
std::string joined(const std::string& prefix, const std::string& name);

/// Which member sets somebody asked for, by plain path of the counted component.
class Selectors {
 public:
  explicit Selectors(const Model& model);
  void add(const Path& path);
  /// Relative to the component `scope` (plain names from the root), searched outward.
  void add_from(const std::vector<std::string>& scope, const Path& path);
  /// Tells apart every member that the path names: what is wired to it is then wired one by one.
  void add_each(const Path& path);
  void split_all(const std::string& plain_path) { split_.push_back(plain_path); }

  /// Classes of 1..count that no selector tells apart, ordered by their first member.
  std::vector<Members> classes(const std::string& plain_path, std::int64_t count) const;

 private:
  void walk(const std::vector<ComponentSpec>& specs, const std::string& prefix, const Path& path,
            std::size_t segment, bool splits = false);

  const Model& model_;
  std::map<std::string, std::vector<Members>> asked_;
  std::vector<std::string> split_;
};

/// Collects everything in the model that tells members apart.
Selectors selectors_of(const Model& model);

}  // namespace ridethrough::scenario
