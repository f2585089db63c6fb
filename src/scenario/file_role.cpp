#include "ridethrough/scenario/file_role.hpp"

#include "ridethrough/scenario/tree.hpp"
#include "ridethrough/scenario/yaml_reader.hpp"

namespace ridethrough::scenario {

namespace {

/// The line of `entry` up to the end of its value, as far as that stands on the line.
Place line_of(const TreeEntry& entry) {
  Place place = entry.place;
  place.length = entry.value.place.column + entry.value.place.length - place.column;
  return place;
}

Place first_line(const Tree& root) {
  return root.entries.empty() ? root.place : line_of(root.entries.front());
}

}  // namespace

FileRole role_of(const std::string& file) {
  Diagnostics diagnostics;
  const auto source = read_source(file, diagnostics);
  const Tree root = source ? read_yaml(source, diagnostics) : Tree{};
  if (diagnostics.has_errors()) throw ScenarioError(std::move(diagnostics));
  if (const TreeEntry* part = root.entry("part")) {
    return {FileRole::Kind::part, line_of(*part)};
  }
  const TreeEntry* marked = root.entry("abstract");
  if (marked != nullptr && marked->value.text == "true") {
    return {FileRole::Kind::abstract_scenario, line_of(*marked)};
  }
  const bool is_study = root.entry("study") != nullptr;
  return {is_study ? FileRole::Kind::study : FileRole::Kind::scenario, first_line(root)};
}

}  // namespace ridethrough::scenario
