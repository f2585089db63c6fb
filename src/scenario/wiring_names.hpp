#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/model.hpp"

/// Paths against the components of a model, and the places of keys around a value.
namespace ridethrough::scenario {

/// Where a path begins to be looked up: the components of a group, or of the whole scenario.
struct Scope {
  std::string group;  ///< empty: the scenario itself
  const std::vector<ComponentSpec>* components = nullptr;
};

/// True if every segment of the path names something in `scope`, and every member exists. Else the
/// finding points at the segment: RT0401 for a name, RT0442 for a member. `also` are other names
/// that may stand first (jobs).
bool check_names(const Reference& reference, const Scope& scope,
                 const std::vector<std::string>& also, Diagnostics& diagnostics);

/// True if the members that the path names exist; names that do not are somebody else's finding.
bool check_members(const Path& path, const Place& place, const Scope& scope,
                   Diagnostics& diagnostics);

/// `place`, the value of `key`, together with its key: "from: ups". Unchanged where the key stands
/// on another line.
Place with_key(const Place& place, std::string_view key);

/// The key alone, found in the line before `place`; `place` itself if it is not there.
Place key_before(const Place& place, std::string_view key);

/// Names of the components in the order of the file, not of the alphabet.
std::vector<std::string> names_in_file_order(const std::vector<ComponentSpec>& components);

/// "batteries", "ups", "buses", "breakers".
std::string plural_of(std::string_view type);

/// What a parameter of Kind::component names: one path or a list of them; empty if it is not there.
/// Their places are the caller's.
std::vector<Reference> named_by(const devices::Value& value);

/// E18: a group stands where a feeder is due; names the child that feeds.
void report_group_as_feeder(const Reference& reference, const ComponentSpec& group,
                            Diagnostics& diagnostics);

/// E16: `members` boxes of `target` would feed `spec`, and nothing says which feeds which.
void report_counts(const Reference& reference, const ComponentSpec& spec,
                   const ComponentSpec& target, std::int64_t members, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
