#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "ridethrough/scenario/yaml_reader.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_value.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Parameters;
using devices::ParamSpec;
using devices::Value;

/// "a battery" at the top, "'walk_in' of ups" inside a map.
std::string map_subject(const ValueContext& context) {
  // Events and checks are called by their verb or claim, in quotes; types take an article.
  if (context.prefix.empty()) {
    return context.owner.starts_with('\'') ? context.owner : with_article(context.owner);
  }
  const std::string name = context.prefix.substr(0, context.prefix.size() - 1);
  return context.owner.empty() ? fmt::format("'{}'", name)
                               : fmt::format("'{}' of {}", name, context.owner);
}

void report_missing(const ParamSpec& spec, const ValueContext& context) {
  context.diagnostics.error(
      "RT0206", fmt::format("{} needs '{}'", map_subject(context), spec.name), context.subject,
      spec.kind == devices::Kind::quantity || spec.kind == devices::Kind::range
          ? fmt::format("add '{}: {}'  ({})", spec.name, example_of(spec), spec.text)
          : fmt::format("add '{}:'  ({})", spec.name, spec.text));
}

void note_place(const TreeEntry& entry, const ValueContext& context) {
  const std::string name = context.prefix + entry.key;
  if (context.places != nullptr) context.places->insert_or_assign(name, entry.value.place);
  // A part has left its name already; what stands in the file itself has only its place.
  if (context.origins != nullptr) context.origins->emplace(name, location(entry.value.place));
}

void bind_absent(const ParamSpec& spec, ValueContext& context, Parameters& values) {
  if (spec.fallback.empty()) {
    if (!context.is_partial || !context.prefix.empty()) report_missing(spec, context);
    return;
  }
  // A part that the library lacks is the user's library, not a bad default of ours.
  const bool is_part = spec.kind == devices::Kind::part && spec.fallback != "none";
  Value value = is_part ? bind_value(default_tree(spec.fallback), spec, context).value_or(Value())
                        : bind_default(spec, context.parts);
  if (!value.present()) return;
  if (context.origins != nullptr) {
    context.origins->insert_or_assign(context.prefix + std::string(spec.name),
                                      "default of " + context.owner);
  }
  values.emplace(spec.name, std::move(value));
}

}  // namespace

Parameters bind_parameters(const Tree& map, std::span<const ParamSpec> specs, ValueContext& context,
                           std::span<const std::string_view> extra_keys) {
  std::vector<std::string> known = names_of(specs);
  known.insert(known.end(), extra_keys.begin(), extra_keys.end());
  refuse_unknown_keys(map, known, map_subject(context), context.diagnostics);
  Parameters values;
  for (const ParamSpec& spec : specs) {
    const TreeEntry* entry = map.entry(spec.name);
    if (entry == nullptr) {
      bind_absent(spec, context, values);
      continue;
    }
    note_place(*entry, context);
    auto value = bind_value(entry->value, spec, context);
    if (value && value->present()) values.emplace(spec.name, std::move(*value));
  }
  return values;
}

Tree default_tree(std::string_view text) {
  auto source = std::make_shared<const SourceText>(
      SourceText{fmt::format("default '{}'", text), std::string(text)});
  if (text.starts_with('{') || text.starts_with('[')) {
    Diagnostics findings;
    Tree tree = read_yaml_value(source, 0, findings);
    if (findings.has_errors()) throw std::logic_error(findings.render_all());
    return tree;
  }
  Tree tree;
  tree.text = std::string(text);
  tree.place = {source, 1, 1, static_cast<int>(text.size())};
  return tree;
}

Value bind_default(const ParamSpec& spec, PartLibrary* parts) {
  if (spec.fallback.empty()) return Value();
  const bool none_is_a_word =
      std::find(spec.words.begin(), spec.words.end(), "none") != spec.words.end();
  if (spec.fallback == "none" && !none_is_a_word) return Value();
  Diagnostics findings;
  ValueContext context{.diagnostics = findings, .owner = "default", .parts = parts};
  const auto value = bind_value(default_tree(spec.fallback), spec, context);
  if (!value || findings.has_errors()) {
    throw std::logic_error(
        fmt::format("bad default of '{}':\n{}", spec.name, findings.render_all()));
  }
  return *value;
}

}  // namespace ridethrough::scenario
