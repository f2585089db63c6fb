#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "scenario/binder.hpp"

/// Paths of `set:` against the bound components: which component, which parameter.
namespace ridethrough::scenario {

struct SetTarget {
  std::vector<const ComponentSpec*> components;  ///< all that the path names
  const JobSpec* job = nullptr;                  ///< instead
  Path path;                                     ///< of the component or job
  std::string parameter;                         ///< dotted
  int parameter_column = 0;                      ///< where it begins in the path text
};

/// Splits `key` at the longest component path. Empty after a finding of `rule`.
std::optional<SetTarget> find_set_target(const std::string& key, const Place& place,
                                         std::string_view rule, Binding& binding);

/// A row of a schema table; `settable` holds for the whole map that it stands in.
struct ParameterRow {
  const devices::ParamSpec* spec = nullptr;
  bool settable = false;
};

/// The row of the dotted parameter in the type, also inside maps and parts; spec is null if absent.
ParameterRow find_parameter(const devices::TypeSchema& type, std::string_view dotted,
                            Catalog catalog);

/// Binds `value` to the parameter of every type that the target names, one value for all.
/// `while_running` demands `settable` parameters. Empty after a finding.
std::optional<devices::Value> bind_set_value(const SetTarget& target, const TreeEntry& entry,
                                             bool while_running, Binding& binding);

}  // namespace ridethrough::scenario
