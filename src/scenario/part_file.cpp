#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/parts.hpp"

namespace ridethrough::scenario {

namespace {

const std::vector<std::string> kGrades = {"measured", "datasheet", "standard", "derived",
                                          "assumed"};

void read_source_keys(const Tree& source, bool is_local, PartText& part, Diagnostics& diagnostics) {
  if (!expect_kind(source, Tree::Kind::map, "'source' of a part", diagnostics)) return;
  refuse_unknown_keys(source, {"title", "publisher", "retrieved", "grade"}, "'source' of a part",
                      diagnostics);
  for (const char* key : {"title", "publisher", "retrieved", "grade"}) {
    if (source.find(key) != nullptr || is_local) continue;
    diagnostics.error("RT0505", fmt::format("the source of '{}' has no '{}'", part.name, key),
                      source.place, fmt::format("add '{}:'", key));
  }
  part.title = text_of(source, "title");
  part.publisher = text_of(source, "publisher");
  const Tree* grade = source.find("grade");
  if (grade == nullptr) return;
  part.grade = grade->text;
  if (std::find(kGrades.begin(), kGrades.end(), grade->text) != kGrades.end()) return;
  diagnostics.error("RT0505", fmt::format("'{}' is no grade of a source", grade->text),
                    grade->place,
                    did_you_mean(grade->text, kGrades, "one of: " + listed(kGrades, 5)));
}

/// `part:` of a file is its own name and equals the stem, so that a name leads to its file.
void read_file_name(const Tree& root, const std::string& file, PartText& part,
                    Diagnostics& diagnostics) {
  const std::string stem = std::filesystem::path(file).stem().string();
  const TreeEntry* entry = root.entry("part");
  if (root.entry("schema_version") == nullptr || text_of(root, "schema_version") != "1") {
    const TreeEntry* version = root.entry("schema_version");
    diagnostics.error("RT0503", fmt::format("'{}' is no part of schema_version 1", stem),
                      version != nullptr ? version->value.place : root.place,
                      "the first key of a part file is 'schema_version: 1'");
  }
  part.name = stem;
  if (entry == nullptr) {
    diagnostics.error("RT0503", fmt::format("'{}' is not a part file", file), root.place,
                      fmt::format("its second key must be 'part: {}'", stem));
    return;
  }
  part.place = entry->value.place;
  if (entry->value.text != stem) {
    diagnostics.error(
        "RT0503",
        fmt::format("the part '{}' stands in the file '{}.yaml'", entry->value.text, stem),
        entry->value.place, fmt::format("name it '{}' or rename the file", stem));
  }
}

const Tree* map_under(const Tree& root, std::string_view key, Diagnostics& diagnostics) {
  const Tree* tree = root.find(key);
  if (tree == nullptr) return nullptr;
  const bool is_map =
      expect_kind(*tree, Tree::Kind::map, fmt::format("'{}' of a part", key), diagnostics);
  return is_map ? tree : nullptr;
}

}  // namespace

std::optional<PartText> read_part(const Tree& root, const std::string& local_name,
                                  const std::string& file, Diagnostics& diagnostics) {
  const bool is_local = !local_name.empty();
  PartText part;
  part.name = local_name;
  part.place = root.place;
  if (!expect_kind(root, Tree::Kind::map, "a part", diagnostics)) return std::nullopt;
  if (!is_local) read_file_name(root, file, part, diagnostics);
  std::vector<std::string> known = {"part",  "type",        "source", "values", "components",
                                    "valid", "uncertainty", "fit",    "note"};
  if (!is_local) known.emplace_back("schema_version");
  refuse_unknown_keys(root, known, "a part", diagnostics);
  part.type = text_of(root, "type");
  if (part.type.empty()) {
    diagnostics.error("RT0503", fmt::format("the part '{}' has no type", part.name), part.place,
                      "add 'type:', for example 'type: battery'");
    return std::nullopt;
  }
  if (const Tree* source = root.find("source")) {
    read_source_keys(*source, is_local, part, diagnostics);
  } else if (!is_local) {
    diagnostics.error("RT0505",
                      fmt::format("the part '{}' does not say where it comes from", part.name),
                      part.place, "add 'source: {title, publisher, retrieved, grade}'");
  }
  map_under(root, "valid", diagnostics);
  part.uncertainty = map_under(root, "uncertainty", diagnostics);
  part.values = map_under(root, "values", diagnostics);
  part.components = map_under(root, "components", diagnostics);
  // In a file the key `part` at the root is its own name, so what it builds on stands in `values`,
  // written as it would be in place.
  if (is_local) part.base = root.find("part");
  if (part.base == nullptr && part.values != nullptr) part.base = part.values->find("part");
  return part;
}

void visit_keys(const Tree& map, const std::string& prefix,
                const std::function<void(const std::string&, const Tree&)>& take) {
  for (const TreeEntry& entry : map.entries) {
    take(prefix + entry.key, entry.value);
    visit_keys(entry.value, prefix + entry.key + ".", take);
  }
}

std::vector<std::string> part_stems(const std::string& folder, std::string_view type) {
  std::vector<std::string> stems;
  std::error_code absent;  // a library without that type is an empty list, not an error
  const std::filesystem::path path = std::filesystem::path(folder) / std::string(type);
  for (const auto& entry : std::filesystem::directory_iterator(path, absent)) {
    if (entry.path().extension() == ".yaml") stems.push_back(entry.path().stem().string());
  }
  std::sort(stems.begin(), stems.end());
  return stems;
}

}  // namespace ridethrough::scenario
