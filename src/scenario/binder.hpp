#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/csv_file.hpp"
#include "scenario/parts.hpp"

/// From the resolved tree to the Model, one section of the file each.
namespace ridethrough::scenario {

/// One pass over one scenario.
struct Binding {
  Catalog catalog;
  PartLibrary& parts;
  Diagnostics& diagnostics;
  Model& model;
  /// Part and in-place values of every component and job by its path, for `check --resolved`.
  std::map<std::string, Tree> values = {};
  /// Name of the part from which the group at a path was unfolded.
  std::map<std::string, std::string> group_parts = {};
  std::optional<TreeEntry> duration = {};  ///< `duration:` of the root
  CsvLibrary csv_files = {};
};

/// A whole scenario, which is unfolded first. Findings go to `binding.diagnostics`; after errors
/// the Model is incomplete.
void bind_scenario(Tree& root, Binding& binding);

/// Puts the components of group parts under their instances, then applies what `set:` says about
/// them: resolution could not look inside of parts.
void unfold_groups(Tree& root, Binding& binding);

/// The map under `components:`; `prefix` is "" or "block.".
std::vector<ComponentSpec> bind_components(const Tree& components, const std::string& prefix,
                                           Binding& binding);
/// `from:` and `between:` of one component against the terminals of its type.
void bind_wiring(const Tree& value, ComponentSpec& component, Diagnostics& diagnostics);
/// `count:`; false after a finding.
bool bind_count_key(const Tree& value, ComponentSpec& component, Diagnostics& diagnostics);

void bind_jobs(const Tree& jobs, Binding& binding);
void bind_events(const Tree& events, Binding& binding);
void bind_checks(const Tree& checks, Binding& binding);
void bind_siting(const Tree& siting, Binding& binding);
void bind_baseline(const TreeEntry& baseline, Binding& binding);
void bind_member_values(const Tree& member_set, Binding& binding);

/// The items of an event's `set:` map.
std::vector<SetItem> bind_set_items(const Tree& set, Binding& binding);

/// E27: a depth says how much is lost, the language how much is left.
void report_depth(const TreeEntry& depth, Diagnostics& diagnostics);
/// Which keys of a dip go together; `tree` without those that every event has.
void check_dip_keys(const devices::Parameters& dip, const Tree& tree, const Place& verb,
                    Diagnostics& diagnostics);

/// A span of time; empty after a finding. `above_zero` refuses 0 s.
std::optional<core::Tick> read_time(const Tree& value, std::string_view key,
                                    Diagnostics& diagnostics, bool above_zero = false);

/// A condition from a scalar; null after a finding.
std::shared_ptr<Condition> read_condition(const Tree& value, std::string_view key,
                                          Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
