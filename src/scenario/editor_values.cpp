#include "scenario/editor_values.hpp"

#include <fmt/format.h>

#include "scenario/schema_rows.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;

// Section 2 of the language; the binder also knows which unit fits, the editor only the form.
constexpr std::string_view kNumber = "[+-]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
constexpr std::string_view kUnit = "(%|/?[a-zA-Z][a-zA-Z0-9/*^]*)";

std::string described_row(const ParamSpec& spec) {
  std::string text = fmt::format("{} [{}]", spec.text, unit_text(spec));
  if (const std::string range = range_text(spec); !range.empty()) text += "; " + range;
  if (spec.fallback == "none") return text + "; optional";
  if (!spec.fallback.empty()) text += fmt::format("; default {}", spec.fallback);
  return text;
}

std::string map_schema(std::span<const ParamSpec> fields) {
  return json_object({{"type", json_string("object")},
                      {"properties", json_object(editor_properties(fields))},
                      {"additionalProperties", "false"}});
}

std::string list_of(const std::string& items) {
  return json_object({{"type", json_string("array")}, {"items", items}});
}

/// All forms in which a value of this row may be written.
std::vector<std::string> forms_of(const ParamSpec& spec) {
  const std::string quantity = editor_ref(spec.unit.empty() ? "number" : "quantity");
  std::vector<std::string> forms;
  switch (spec.kind) {
    case Kind::quantity:
      forms.push_back(quantity);
      if (!spec.fields.empty()) forms.push_back(map_schema(spec.fields));
      break;
    case Kind::range:
      forms.push_back(json_object({{"type", json_string("array")},
                                   {"items", quantity},
                                   {"minItems", "2"},
                                   {"maxItems", "2"}}));
      break;
    case Kind::points:
      if (spec.is_tabular) forms.push_back(json_object({{"type", json_string("string")}}));
      if (!spec.fields.empty()) {
        forms.push_back(list_of(map_schema(spec.fields)));
        return forms;
      }
      if (!spec.words.empty()) {
        forms = {editor_words(spec.words), list_of(editor_words(spec.words))};
        return forms;
      }
      forms = {quantity, list_of(quantity)};
      break;
    case Kind::count:
      forms.push_back(editor_ref("count"));
      break;
    case Kind::flag:
      forms.push_back(json_object({{"type", json_string("boolean")}}));
      break;
    case Kind::map:
      forms.push_back(map_schema(spec.fields));
      break;
    case Kind::component:
      forms.push_back(editor_ref("path"));
      if (spec.is_many || spec.name == "signal")
        forms.push_back(list_of(editor_ref("path")));  // of a job
      break;
    case Kind::part:
      forms = {editor_ref("part_name"), json_object({{"type", json_string("object")}})};
      break;
    case Kind::text:
      forms.push_back(json_object({{"type", json_string("string")}}));
      break;
    case Kind::word:
      break;
  }
  if (!spec.words.empty()) forms.push_back(editor_words(spec.words));
  return forms;
}

}  // namespace

std::string editor_ref(std::string_view name) {
  return json_object({{"$ref", json_string(fmt::format("#/definitions/{}", name))}});
}

std::string editor_words(std::span<const std::string_view> words) {
  std::vector<std::string> quoted;
  for (const auto word : words) {
    quoted.push_back(json_string(word));
    // YAML hands `1` of 'to: 1' to the editor as a number.
    if (word.size() == 1 && word[0] >= '0' && word[0] <= '9') quoted.emplace_back(word);
  }
  return json_object({{"enum", json_array(quoted)}});
}

std::string editor_described(std::string_view text, JsonMembers members) {
  members.insert(members.begin(), {"description", json_string(text)});
  return json_object(members);
}

std::string editor_value(const ParamSpec& spec) {
  std::vector<std::string> forms = forms_of(spec);
  if (spec.fallback == "none") forms.push_back(json_object({{"const", json_string("none")}}));
  return editor_described(described_row(spec), {{"anyOf", json_array(forms)}});
}

JsonMembers editor_properties(std::span<const ParamSpec> specs) {
  JsonMembers members;
  for (const ParamSpec& spec : specs) {
    members.emplace_back(std::string(spec.name), editor_value(spec));
  }
  return members;
}

JsonMembers editor_value_definitions() {
  const auto pattern = [](const std::string& expression) {
    return json_object({{"type", json_string("string")}, {"pattern", json_string(expression)}});
  };
  return {
      {"quantity", pattern(fmt::format("^{} ?{}$", kNumber, kUnit))},
      {"number", json_object({{"anyOf", json_array({json_object({{"type", json_string("number")}}),
                                                    pattern(fmt::format("^{} ?%$", kNumber))})}})},
      {"count", json_object({{"type", json_string("integer")}, {"minimum", "0"}})},
      {"path", pattern("^[a-z][a-z0-9_*-]*(\\.([a-z][a-z0-9_*-]*|\\*|[0-9]+([+-][0-9]+)*))*$")},
      {"part_name", pattern("^([a-z][a-z0-9-]*|\\.{0,2}/.+)$")},
      {"condition", json_object({{"type", json_string("string")}})},
  };
}

}  // namespace ridethrough::scenario
