#include "scenario/root_check.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <vector>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"

#ifndef RIDETHROUGH_VERSION
#define RIDETHROUGH_VERSION "1.0.0"
#endif

namespace ridethrough::scenario {

namespace {

enum class RootKind { scalar, list, map, scalar_or_list };

struct RootKey {
  std::string_view name;
  RootKind kind;
  std::string_view is;  // what stands there, for messages
  bool inherited = true;
};

constexpr std::array<RootKey, 19> kRootKeys = {{
    {"schema_version", RootKind::scalar, "a version: 1"},
    {"name", RootKind::scalar, "one line of text", false},
    {"duration", RootKind::scalar, "a time: 5 min"},
    {"note", RootKind::scalar, "text", false},
    {"abstract", RootKind::scalar, "true or false", false},
    {"extends", RootKind::scalar_or_list, "a file or a list of files"},
    {"remove", RootKind::list, "a list of paths: [block.ups-a, events.dip]"},
    {"start", RootKind::scalar, "a civil time: 2024-07-10 19:00:00"},
    {"seed", RootKind::scalar, "a whole number"},
    {"components", RootKind::map, "a map of components, name: {type: ...}"},
    {"jobs", RootKind::map, "a map of jobs, name: {type: ...}"},
    {"events", RootKind::list, "a list of events, each '- {at: ..., VERB: ...}'"},
    {"checks", RootKind::list, "a list of checks, each '- {id: ..., always: ...}'"},
    {"siting", RootKind::map, "a map of limits: {floor_limit: 12 kN/m^2}"},
    {"set", RootKind::map, "a map from path to value: {block.count: 20}"},
    {"record", RootKind::list, "a list of signal paths"},
    {"baseline", RootKind::map, "a map of tolerances", false},
    {"study", RootKind::map, "a map: vary, replicas, draw ...", false},
    {"parts", RootKind::map, "a map of parts, name: {type: ..., values: {...}}"},
}};

const RootKey* find_root_key(std::string_view key) {
  for (const RootKey& candidate : kRootKeys) {
    if (candidate.name == key) return &candidate;
  }
  return nullptr;
}

bool has_kind(const Tree& value, RootKind kind) {
  switch (kind) {
    case RootKind::scalar:
      return value.kind == Tree::Kind::scalar;
    case RootKind::list:
      return value.kind == Tree::Kind::list;
    case RootKind::map:
      return value.kind == Tree::Kind::map;
    case RootKind::scalar_or_list:
      return value.kind != Tree::Kind::map;
  }
  return false;
}

void check_version(const Tree& root, Diagnostics& diagnostics) {
  const TreeEntry* version = root.entry("schema_version");
  const bool is_first = version != nullptr && version == root.entries.data();
  if (!is_first) {
    const Place place = root.entries.empty() ? root.place : root.entries.front().place;
    const std::string label =
        version == nullptr
            ? "write 'schema_version: 1' above it"
            : fmt::format("move 'schema_version: 1' (line {}) above it", version->place.line);
    diagnostics.error("RT0101", "the first key must be 'schema_version'", place, label);
  }
  if (version == nullptr || version->value.text == std::to_string(kSchemaVersion)) return;
  std::int64_t number = 0;
  const bool is_number = version->value.kind == Tree::Kind::scalar &&
                         !parse_count(version->value.text, number) && number > kSchemaVersion;
  if (is_number) {
    diagnostics.error("RT0102",
                      fmt::format("this file is schema_version {}; ridethrough {} knows {}", number,
                                  RIDETHROUGH_VERSION, kSchemaVersion),
                      version->value.place,
                      fmt::format("install ridethrough {}.0 or newer", number));
  } else {
    diagnostics.error("RT0102", "no version of this language", version->value.place, "write 1");
  }
}

bool is_newer(const Tree& root) {
  const Tree* version = root.find("schema_version");
  std::int64_t number = 0;
  return version != nullptr && !parse_count(version->text, number) && number > kSchemaVersion;
}

const std::vector<std::string>& root_key_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    names.reserve(kRootKeys.size());
    for (const RootKey& key : kRootKeys) names.emplace_back(key.name);
    return names;
  }();
  return kNames;
}

void report_unknown(const TreeEntry& entry, bool is_part_file, Diagnostics& diagnostics) {
  if (entry.key == "part") {
    diagnostics.error("RT0204", "this is a part file, not a scenario", entry.place,
                      "a scenario names it by 'part:' of a component");
    return;
  }
  if (is_part_file) return;  // its other keys are consequences
  const std::string otherwise = "root keys are " + listed(root_key_names(), kRootKeys.size());
  diagnostics.error("RT0202", fmt::format("unknown root key '{}'", entry.key), entry.place,
                    did_you_mean(entry.key, root_key_names(), otherwise));
}

void check_paths(const Tree& list, std::string_view key, Diagnostics& diagnostics) {
  for (const Tree& item : list.items) {
    if (item.kind == Tree::Kind::scalar) continue;
    diagnostics.error("RT0205", fmt::format("'{}' lists plain words", key), item.place,
                      "one path or file an item");
  }
}

void check_ids(const Tree& list, std::string_view key, Diagnostics& diagnostics) {
  std::map<std::string, Place> seen;
  for (const Tree& item : list.items) {
    const Tree* id = item.find("id");
    if (id == nullptr || id->kind != Tree::Kind::scalar) continue;
    const auto [first, is_new] = seen.emplace(id->text, id->place);
    if (is_new) continue;
    diagnostics.error("RT0607", fmt::format("two {} of this file are called '{}'", key, id->text),
                      id->place, fmt::format("the first is at {}", location(first->second)));
  }
}

void check_value(const TreeEntry& entry, const RootKey& known, Diagnostics& diagnostics) {
  if (!has_kind(entry.value, known.kind)) {
    diagnostics.error("RT0205", fmt::format("'{}' has the wrong form", entry.key),
                      entry.value.place, fmt::format("{} is {}", entry.key, known.is));
    return;
  }
  if (entry.key == "extends" || entry.key == "remove" || entry.key == "record") {
    check_paths(entry.value, entry.key, diagnostics);
  }
  if (entry.key == "events" || entry.key == "checks") {
    check_ids(entry.value, entry.key, diagnostics);
  }
}

}  // namespace

bool is_root_key(std::string_view key) { return find_root_key(key) != nullptr; }

bool is_inherited(std::string_view key) {
  const RootKey* known = find_root_key(key);
  return known == nullptr || known->inherited;
}

bool check_root(const Tree& root, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.errors();
  check_version(root, diagnostics);
  const bool is_part_file = root.find("part") != nullptr;
  for (const TreeEntry& entry : root.entries) {
    if (const RootKey* known = find_root_key(entry.key)) {
      check_value(entry, *known, diagnostics);
    } else if (!is_newer(root)) {
      report_unknown(entry, is_part_file, diagnostics);
    }
  }
  if (root.find("name") == nullptr && !root.entries.empty() && !is_part_file) {
    diagnostics.error("RT0203", "this file has no 'name'", root.entries.front().place,
                      "every file needs one: 'name: what it shows' is not inherited");
  }
  return diagnostics.errors() == errors_before;
}

void check_same_version(const Tree& base, const Tree& overlay, const Place& asked,
                        const std::string& base_name, Diagnostics& diagnostics) {
  const Tree* below = base.find("schema_version");
  const Tree* above = overlay.find("schema_version");
  if (below == nullptr || above == nullptr || below->text == above->text) return;
  diagnostics.error(
      "RT0601",
      fmt::format("{} is schema_version {}, this file {}", base_name, below->text, above->text),
      asked, "ridethrough migrate " + base_name);
}

}  // namespace ridethrough::scenario
