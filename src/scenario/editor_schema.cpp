#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/schema_text.hpp"
#include "scenario/baseline.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/editor_values.hpp"
#include "scenario/siting.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kUserName = "^[a-z][a-z0-9-]*$";

std::string one_or_list(const std::string& item) {
  return json_object({{"anyOf", json_array({item, json_object({{"type", json_string("array")},
                                                               {"items", item},
                                                               {"minItems", "1"}})})}});
}

std::string closed_object(const JsonMembers& properties,
                          const std::vector<std::string>& required = {}) {
  JsonMembers members = {{"type", json_string("object")},
                         {"properties", json_object(properties)},
                         {"additionalProperties", "false"}};
  std::vector<std::string> quoted;
  quoted.reserve(required.size());
  for (const std::string& key : required) quoted.push_back(json_string(key));
  if (!required.empty()) members.emplace_back("required", json_array(quoted));
  return json_object(members);
}

/// A map from names that the user gives to things of one schema.
std::string named(std::string_view definition) {
  return json_object(
      {{"type", json_string("object")},
       {"patternProperties", json_object({{std::string(kUserName), editor_ref(definition)}})},
       {"additionalProperties", "false"}});
}

std::string string_schema() { return json_object({{"type", json_string("string")}}); }

/// `type: ups` demands the keys of a ups; without a type (an overlay) every key may stand.
std::string if_type(const devices::TypeSchema& type, JsonMembers common) {
  const JsonMembers own = editor_properties(type.parameters);
  common.insert(common.end(), own.begin(), own.end());
  const std::string condition = json_object(
      {{"properties", json_object({{"type", json_object({{"const", json_string(type.name)}})}})},
       {"required", json_array({json_string("type")})}});
  return json_object({{"if", condition},
                      {"then", json_object({{"description", json_string(type.text)},
                                            {"properties", json_object(common)},
                                            {"additionalProperties", "false"}})}});
}

std::string typed(Catalog catalog, bool (*wanted)(const devices::TypeSchema&),
                  const JsonMembers& common, const std::vector<std::string>& more_types = {}) {
  std::vector<std::string> types;
  std::vector<std::string> cases;
  JsonMembers open = common;
  for (auto& [key, schema] : open) {
    if (key == "type") schema = "true";
  }
  for (const auto& entry : catalog) {
    if (!wanted(*entry.schema)) continue;
    types.push_back(json_string(entry.schema->name));
    cases.push_back(if_type(*entry.schema, open));
  }
  for (const std::string& type : more_types) types.push_back(json_string(type));
  JsonMembers properties = common;
  for (auto& [key, schema] : properties) {
    if (key == "type") schema = json_object({{"enum", json_array(types)}});
  }
  JsonMembers members = {{"type", json_string("object")}, {"properties", json_object(properties)}};
  if (!cases.empty()) members.emplace_back("allOf", json_array(cases));
  return json_object(members);
}

JsonMembers component_keys() {
  return {
      {"type", ""},
      {"from", editor_described("whose outlet feeds the inlet, in the order of the inlets",
                                {{"anyOf", json_array({one_or_list(editor_ref("path"))})}})},
      {"between", json_object({{"type", json_string("array")},
                               {"items", editor_ref("path")},
                               {"minItems", "2"},
                               {"maxItems", "2"}})},
      {"part", editor_ref("part_name")},
      {"count", editor_ref("count")},
      {"note", string_schema()},
      {"uncertainty", editor_described("shares of values, or factors on them, that a study draws",
                                       {{"type", json_string("object")}})},
      {"components", named("component")}};
}

/// Adds a key of a verb; `to` belongs to two verbs, and then either value may stand.
void add_argument(JsonMembers& arguments, const devices::ParamSpec& key) {
  const auto known = std::find_if(arguments.begin(), arguments.end(),
                                  [&key](const auto& member) { return member.first == key.name; });
  if (known == arguments.end()) {
    arguments.emplace_back(std::string(key.name), editor_value(key));
  } else {
    known->second = json_object({{"anyOf", json_array({known->second, editor_value(key)})}});
  }
}

std::string event_schema() {
  JsonMembers keys = {{"id", string_schema()},
                      {"at", one_or_list(editor_ref("quantity"))},
                      {"after", editor_ref("condition")},
                      {"delay", editor_ref("quantity")},
                      {"for", editor_ref("quantity")},
                      {"over", editor_ref("quantity")},
                      {"note", string_schema()}};
  JsonMembers arguments;
  for (const VerbSpec& verb : verbs()) {
    const std::string target = verb.verb == devices::Verb::set
                                   ? json_object({{"type", json_string("object")}})
                                   : one_or_list(editor_ref("path"));
    keys.emplace_back(std::string(verb.name),
                      editor_described(verb.text, {{"anyOf", json_array({target})}}));
    for (const auto& key : verb.keys) add_argument(arguments, key);
  }
  keys.insert(keys.end(), arguments.begin(), arguments.end());
  return closed_object(keys);
}

std::string check_schema() {
  static constexpr std::string_view kLevels[] = {"fail", "warn"};
  static constexpr std::string_view kNever[] = {"fail", "warn", "pass"};
  JsonMembers keys = {{"id", string_schema()}, {"note", string_schema()}};
  for (const char* key : {"always", "eventually", "at_end", "after", "until", "while"}) {
    keys.emplace_back(key, editor_ref("condition"));
  }
  for (const char* key : {"delay", "within", "for", "except_shorter_than"}) {
    keys.emplace_back(key, editor_ref("quantity"));
  }
  keys.emplace_back("level", editor_words(kLevels));
  keys.emplace_back("if_never", editor_words(kNever));
  return closed_object(keys, {"id"});
}

std::string list_of_items(const std::string& item) {
  return json_object({{"type", json_string("array")}, {"items", item}});
}

JsonMembers root_keys() {
  const std::string object = json_object({{"type", json_string("object")}});
  return {{"schema_version", json_object({{"const", "1"}})},
          {"name", string_schema()},
          {"note", string_schema()},
          {"abstract", json_object({{"type", json_string("boolean")}})},
          {"extends", one_or_list(string_schema())},
          {"remove", list_of_items(string_schema())},
          {"duration", editor_ref("quantity")},
          {"start", string_schema()},
          {"seed", editor_ref("count")},
          {"components", named("component")},
          {"jobs", named("job")},
          {"events", list_of_items(editor_ref("event"))},
          {"checks", list_of_items(editor_ref("check"))},
          {"siting", editor_value(siting_parameter())},
          {"set", object},
          {"record", list_of_items(editor_ref("path"))},
          {"baseline", editor_value(baseline_parameter())},
          {"study", object},
          {"parts", object}};
}

}  // namespace

std::string editor_schema(std::span<const devices::CatalogEntry> catalog) {
  JsonMembers definitions = editor_value_definitions();
  definitions.emplace_back(
      "component",
      typed(catalog, [](const auto& type) { return !type.is_job && !type.is_part_only; },
            component_keys(), {"group"}));
  definitions.emplace_back("job", typed(catalog, [](const auto& type) { return type.is_job; },
                                        {{"type", ""},
                                         {"racks", one_or_list(editor_ref("path"))},
                                         {"move_to", one_or_list(editor_ref("path"))},
                                         {"needs", one_or_list(editor_ref("path"))},
                                         {"note", string_schema()}}));
  definitions.emplace_back("event", event_schema());
  definitions.emplace_back("check", check_schema());
  return json_indented(
      json_object({{"$schema", json_string("http://json-schema.org/draft-07/schema#")},
                   {"title", json_string("ridethrough scenario, schema_version 1")},
                   {"type", json_string("object")},
                   {"properties", json_object(root_keys())},
                   {"required", json_array({json_string("schema_version"), json_string("name")})},
                   {"additionalProperties", "false"},
                   {"definitions", json_object(definitions)}}));
}

}  // namespace ridethrough::scenario
