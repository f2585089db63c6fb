#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/binder.hpp"
#include "scenario/merge.hpp"
#include "scenario/uncertainty.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kComponentKeys[] = {"type",  "from", "between",    "part",
                                               "count", "note", "uncertainty"};

bool is_component_type(const devices::TypeSchema& schema) {
  return !schema.is_job && !schema.is_part_only;
}

void report_type(const Tree& type, const devices::TypeSchema* schema, Binding& binding) {
  if (schema != nullptr) {
    binding.diagnostics.error(
        "RT0209",
        fmt::format("{} is {}, not a component", with_article(type.text),
                    schema->is_job ? "a job" : "only a part"),
        type.place,
        schema->is_job ? "it stands under 'jobs:'" : "it stands in a part file or under 'parts:'");
    return;
  }
  std::vector<std::string> types = type_names(binding.catalog, is_component_type);
  types.emplace_back("group");
  binding.diagnostics.error("RT0208", fmt::format("there is no type '{}'", type.text), type.place,
                            did_you_mean(type.text, types, "one of: " + listed(types, 30)));
}

/// The `type:` scalar, which every component writes also when a part has it; null after a finding.
const Tree* type_key(const TreeEntry& entry, Binding& binding) {
  const Tree* type = entry.value.find("type");
  if (type == nullptr) {
    binding.diagnostics.error("RT0207", fmt::format("'{}' has no type", entry.key), entry.place,
                              "add 'type:'; a component that only changes one of the base must "
                              "have the same name there");
    return nullptr;
  }
  const bool is_scalar = expect_kind(*type, Tree::Kind::scalar, "a type", binding.diagnostics);
  return is_scalar ? type : nullptr;
}

/// E32: what a component plays, it plays from the start of the run.
void check_played(const devices::TypeSchema& schema, const BoundParameters& bound,
                  const Binding& binding) {
  if (binding.model.duration == 0) return;
  for (const devices::ParamSpec& spec : schema.parameters) {
    const devices::Value& value = devices::get(bound.values, spec.name);
    if (!value.is_played()) continue;
    const Place trace = with_key(bound.places.at(std::string(spec.name) + ".trace"), "trace");
    check_trace_covers(*value.playback(), 0, binding.model.duration, binding.duration->value.text,
                       trace, binding.diagnostics);
  }
}

/// What its part is not sure of, as far as nothing stands in place of it, and what it says itself.
void bind_uncertainty(const TreeEntry& entry, const Tree& written, const Part* part,
                      const devices::TypeSchema& schema, const std::string& path, Binding& binding,
                      BoundParameters& bound) {
  if (part != nullptr) {
    std::vector<Uncertain> below = part->uncertain;
    drop_stated(below, written);
    lay_over(bound.uncertain, std::move(below));
  }
  if (const Tree* own = entry.value.find("uncertainty")) {
    lay_over(bound.uncertain,
             read_uncertainty(*own, schema, path, binding.catalog, binding.diagnostics));
  }
  check_uncertain(bound.uncertain, bound.values, binding.diagnostics);
}

/// Parameters of a device: part below, in place above, defaults under all.
BoundParameters bind_device(const TreeEntry& entry, const devices::TypeSchema& schema,
                            const std::string& path, Binding& binding) {
  BoundParameters bound;
  Tree merged;
  merged.kind = Tree::Kind::map;
  const auto is_common = [](const TreeEntry& e) {
    return std::find(std::begin(kComponentKeys), std::end(kComponentKeys), e.key) !=
           std::end(kComponentKeys);
  };
  Tree written = entry.value;
  std::erase_if(written.entries, is_common);
  const Part* part = nullptr;
  if (const Tree* name = entry.value.find("part")) {
    part = binding.parts.use(*name, schema.name, binding.diagnostics);
    if (part == nullptr) return bound;  // every required parameter would be reported missing
    merged = part->values;
    bound.origins = part->origins;
  }
  visit_keys(written, "", [&](const std::string& key, const Tree& value) {
    bound.origins.insert_or_assign(key, location(value.place));
  });
  merged = merge_plain(std::move(merged), written);
  ValueContext context{.diagnostics = binding.diagnostics,
                       .owner = std::string(schema.name),
                       .parts = &binding.parts,
                       .places = &bound.places,
                       .origins = &bound.origins,
                       .subject = entry.place,
                       .csv_files = &binding.csv_files,
                       .currency = &binding.model.currency,
                       .uncertain = &bound.uncertain};
  write_out_tables(merged, schema.parameters, context);
  bound.values = bind_parameters(merged, schema.parameters, context);
  check_played(schema, bound, binding);
  bind_uncertainty(entry, written, part, schema, path, binding, bound);
  binding.values.insert_or_assign(path, std::move(merged));
  return bound;
}

/// The children of a group; `unfold_groups` has put those of its part under `components:`.
void bind_group(const TreeEntry& entry, const std::string& path, ComponentSpec& group,
                Binding& binding) {
  refuse_unknown_keys(entry.value, {"type", "from", "part", "count", "components", "note"},
                      "a group", binding.diagnostics);
  if (const auto part = binding.group_parts.find(path); part != binding.group_parts.end()) {
    group.part = part->second;
    group.is_closed = true;
  }
  const Tree* children = entry.value.find("components");
  if (children == nullptr) {
    binding.diagnostics.error("RT0206", fmt::format("the group '{}' is empty", entry.key),
                              entry.place, "add 'components:' or a 'part:' of type group");
    return;
  }
  if (expect_kind(*children, Tree::Kind::map, "'components'", binding.diagnostics)) {
    group.children = bind_components(*children, path + ".", binding);
  }
}

ComponentSpec bind_component_entry(const TreeEntry& entry, const std::string& prefix,
                                   Binding& binding) {
  ComponentSpec component;
  component.name = entry.key;
  component.place = entry.place;
  const std::string path = prefix + entry.key;
  if (const Tree* part = entry.value.find("part")) component.part = part->text;
  bind_count_key(entry.value, component, binding.diagnostics);
  const Tree* type = type_key(entry, binding);
  if (type == nullptr) return component;
  component.type_place = type->place;
  if (type->text == "group") {
    bind_wiring(entry.value, component, binding.diagnostics);
    bind_group(entry, path, component, binding);
    return component;
  }
  const devices::TypeSchema* schema = schema_of(binding.catalog, type->text);
  if (schema == nullptr || !is_component_type(*schema)) {
    report_type(*type, schema, binding);
    return component;
  }
  component.type = schema;
  bind_wiring(entry.value, component, binding.diagnostics);
  component.parameters = bind_device(entry, *schema, path, binding);
  return component;
}

}  // namespace

std::vector<ComponentSpec> bind_components(const Tree& components, const std::string& prefix,
                                           Binding& binding) {
  std::vector<ComponentSpec> bound;
  for (const TreeEntry& entry : components.entries) {
    check_name(entry.key, entry.place, "component", binding.diagnostics);
    const std::string what = fmt::format("the component '{}'", entry.key);
    if (!expect_kind(entry.value, Tree::Kind::map, what, binding.diagnostics)) continue;
    bound.push_back(bind_component_entry(entry, prefix, binding));
  }
  std::sort(bound.begin(), bound.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return bound;
}

}  // namespace ridethrough::scenario
