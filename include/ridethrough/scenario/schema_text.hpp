#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/devices/catalog.hpp"

/// Texts made from the schema tables: for editors, `explain`, `parts` and the device pages.
namespace ridethrough::scenario {

/// JSON Schema (draft-07) of scenario files for editors: keys, types, parameters with their
/// meaning, patterns of quantities, words. Ends with a newline.
std::string editor_schema(std::span<const devices::CatalogEntry> catalog = devices::catalog());

/// The page of one type: terminals, parameters, quantities, states, failures, verbs.
std::string explain_type(const devices::TypeSchema& type);

/// The page of one verb of events: its keys, and which types know it; empty if there is none.
std::string explain_verb(std::string_view verb);

/// All verbs of events.
std::vector<std::string_view> verb_names();

/// What a rule demands and why, in one or two sentences; empty if there is no such rule.
std::string explain_rule(std::string_view rule);

/// All rule ids, ascending.
std::vector<std::string_view> rule_ids();

/// The parameter table of a device page: the pages are checked against it byte by byte. Nested
/// rows are dotted: `walk_in.ramp`.
std::string type_table_markdown(const devices::TypeSchema& type);

struct PartInfo {
  std::string name, type, grade, title, publisher;
  std::string file;  ///< relative to the library: "battery/vrla-12v150ah.yaml"
};

/// The parts of a library, sorted by type and name; `type` empty: of all types. Files that can not
/// be read are left out: `check` names what is wrong with them.
std::vector<PartInfo> list_parts(const std::string& library, std::string_view type = {});

}  // namespace ridethrough::scenario
