#include "scenario/bind_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ridethrough::scenario {

const devices::TypeSchema* schema_of(Catalog catalog, std::string_view type) {
  for (const auto& entry : catalog) {
    if (entry.schema->name == type) return entry.schema;
  }
  return nullptr;
}

std::vector<std::string> type_names(Catalog catalog, bool (*wanted)(const devices::TypeSchema&)) {
  std::vector<std::string> names;
  for (const auto& entry : catalog) {
    if (wanted(*entry.schema)) names.emplace_back(entry.schema->name);
  }
  return names;
}

std::vector<std::string> names_of(std::span<const devices::ParamSpec> specs) {
  std::vector<std::string> names;
  for (const auto& spec : specs) names.emplace_back(spec.name);
  return names;
}

const devices::ParamSpec* find_spec(std::span<const devices::ParamSpec> specs,
                                    std::string_view name) {
  const auto found =
      std::find_if(specs.begin(), specs.end(), [&](const auto& spec) { return spec.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

std::string with_article(std::string_view noun) {
  // 'u' takes "a": every type that begins with it is said "yu" (ups, utility).
  const bool vowel = !noun.empty() && std::string_view("aeio").find(noun.front()) != noun.npos;
  return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

std::string number_word(std::size_t number) {
  static constexpr std::array<std::string_view, 13> kWords = {
      "no",    "one",   "two",  "three", "four",   "five",  "six",
      "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return number < kWords.size() ? std::string(kWords[number]) : std::to_string(number);
}

Place place_within(const Tree& scalar, int offset, int length) {
  return within(scalar.place, offset + (scalar.quoted ? 1 : 0), std::max(1, length));
}

bool check_name(std::string_view name, const Place& place, std::string_view what,
                Diagnostics& diagnostics) {
  if (!is_name(name)) {
    diagnostics.error("RT0402",
                      fmt::format("'{}' can not be the name of {}", name, with_article(what)),
                      place, "names are lower case with digits and hyphens: ups-a, row-12");
    return false;
  }
  if (is_reserved(name)) {
    diagnostics.error("RT0403", fmt::format("'{}' is a word of the language", name), place,
                      fmt::format("give the {} another name", what));
    return false;
  }
  return true;
}

bool expect_kind(const Tree& value, Tree::Kind kind, std::string_view what,
                 Diagnostics& diagnostics) {
  if (value.kind == kind) return true;
  static constexpr std::array<std::string_view, 3> kNames = {"one value", "a list", "a map"};
  const auto name = [](Tree::Kind of) { return kNames.at(static_cast<std::size_t>(of)); };
  static constexpr std::array<std::string_view, 3> kForms = {
      "write one value here", "write a list: [..., ...]", "write a map: {key: value}"};
  diagnostics.error("RT0309",
                    fmt::format("{} is {}, here is {}", what, name(kind), name(value.kind)),
                    value.place, std::string(kForms.at(static_cast<std::size_t>(kind))));
  return false;
}

std::string text_of(const Tree& map, std::string_view key) {
  const Tree* value = map.find(key);
  return value != nullptr && value->kind == Tree::Kind::scalar ? value->text : std::string();
}

namespace {

/// A scalar as it can stand inside `{...}`: quoted when a flow mark in it would end it.
std::string flow_scalar(const Tree& tree) {
  const bool plain = !tree.quoted && !tree.text.empty() &&
                     tree.text.find_first_of(",[]{}\"'") == std::string::npos &&
                     tree.text.find(": ") == std::string::npos;
  if (plain) return tree.text;
  std::string text = "\"";
  for (const char c : tree.text) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text + '"';
}

}  // namespace

std::string flow_text(const Tree& tree, bool sorted) {
  if (tree.kind == Tree::Kind::scalar) return flow_scalar(tree);
  std::vector<std::string> parts;
  if (tree.kind == Tree::Kind::list) {
    for (const Tree& item : tree.items) parts.push_back(flow_text(item, sorted));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  for (const TreeEntry& entry : tree.entries) {
    parts.push_back(fmt::format("{}: {}", entry.key, flow_text(entry.value, sorted)));
  }
  if (sorted) std::sort(parts.begin(), parts.end());
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

}  // namespace ridethrough::scenario
