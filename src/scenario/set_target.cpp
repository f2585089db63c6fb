#include "scenario/set_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::scenario {

namespace {

using Components = std::vector<const ComponentSpec*>;

Components named(const std::vector<ComponentSpec>& among, const Segment& segment) {
  Components found;
  for (const ComponentSpec& component : among) {
    const bool same = segment.kind == Segment::Kind::glob
                          ? glob_matches(segment.text, component.name)
                          : segment.text == component.name;
    if (same) found.push_back(&component);
  }
  return found;
}

/// How far a path leads into the components: `found` at segment `end`, or nothing at `missing`.
struct Walk {
  Components found;
  std::size_t end = 0;
  std::vector<std::string> siblings;  // where the segment at `end` was looked up and not found
  std::string group;
};

std::vector<std::string> names_in(const std::vector<ComponentSpec>& components) {
  std::vector<std::string> names;
  names.reserve(components.size());
  for (const ComponentSpec& component : components) names.push_back(component.name);
  return names;
}

Walk walk_components(const Path& path, const Model& model) {
  Walk walk;
  const auto& segments = path.segments;
  Components next = named(model.components, segments[0]);
  walk.siblings = names_in(model.components);
  for (const JobSpec& job : model.jobs) walk.siblings.push_back(job.name);
  while (!next.empty()) {
    walk.found = std::move(next);
    next.clear();
    walk.group = walk.found.front()->name;
    walk.siblings = names_in(walk.found.front()->children);
    ++walk.end;
    while (walk.end < segments.size() && segments[walk.end].kind == Segment::Kind::members) {
      ++walk.end;
    }
    if (walk.end >= segments.size()) break;
    for (const ComponentSpec* group : walk.found) {
      std::ranges::copy(named(group->children, segments[walk.end]), std::back_inserter(next));
    }
  }
  return walk;
}

/// Names near to `word` if there are any, else the first few: "block has vrla-a, vrla-b".
std::string nearby(std::string_view word, const std::vector<std::string>& names) {
  std::vector<std::string> near;
  std::ranges::copy_if(names, std::back_inserter(near),
                       [&](const std::string& name) { return edit_distance(word, name) <= 2; });
  return listed(near.empty() ? names : near, 7);
}

std::string path_until(const Path& path, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? "." : "") + path.segments[i].text;
  return text;
}

void report_no_target(const Path& path, const Walk& walk, const Place& place, std::string_view rule,
                      Diagnostics& diagnostics) {
  const Segment& missing = path.segments[walk.end];
  const std::string where = walk.group.empty() ? "this scenario" : walk.group;
  const std::string names =
      walk.siblings.empty() ? "no components" : nearby(missing.text, walk.siblings);
  const std::string advice =
      rule == "RT0605" ? "; a new component belongs under 'components:'" : "";
  diagnostics.error(
      std::string(rule),
      fmt::format("'set' changes what exists; '{}' does not", path_until(path, walk.end + 1)),
      within(place, missing.column, static_cast<int>(missing.text.size())),
      fmt::format("{} has {}{}", where, names, advice));
}

/// The types that a target names, each once, in the order of their names.
std::vector<const devices::TypeSchema*> types_of(const SetTarget& target) {
  std::map<std::string_view, const devices::TypeSchema*> types;
  if (target.job != nullptr && target.job->type != nullptr) {
    types.emplace(target.job->type->name, target.job->type);
  }
  for (const ComponentSpec* component : target.components) {
    if (component->type != nullptr) types.emplace(component->type->name, component->type);
  }
  std::vector<const devices::TypeSchema*> result;
  result.reserve(types.size());
  for (const auto& [name, type] : types) result.push_back(type);
  return result;
}

std::string settable_names(const devices::TypeSchema& type) {
  std::vector<std::string> names;
  for (const auto& spec : type.parameters) {
    if (spec.settable) names.emplace_back(spec.name);
  }
  if (names.empty()) return fmt::format("nothing of {} can", with_article(type.name));
  return fmt::format("{} can: {}", with_article(type.name), listed(names, 12));
}

}  // namespace

std::optional<SetTarget> find_set_target(const std::string& key, const Place& place,
                                         std::string_view rule, Binding& binding) {
  SetTarget target;
  Path path;
  std::string problem;
  int column = 0;
  if (!parse_path(key, path, problem, column)) {
    binding.diagnostics.error("RT0404", fmt::format("'{}' is not a path", key),
                              within(place, column, static_cast<int>(key.size()) - column),
                              problem);
    return std::nullopt;
  }
  Walk walk = walk_components(path, binding.model);
  for (const JobSpec& job : binding.model.jobs) {
    if (!walk.found.empty() || job.name != path.segments[0].text) continue;
    target.job = &job;
    walk.end = 1;
  }
  const bool is_group = !walk.found.empty() && !walk.found.front()->children.empty();
  const std::size_t rest = path.segments.size() - walk.end;
  if ((walk.found.empty() && target.job == nullptr) || (is_group && rest > 1)) {
    report_no_target(path, walk, place, rule, binding.diagnostics);
    return std::nullopt;
  }
  if (rest == 0) {
    binding.diagnostics.error(std::string(rule), fmt::format("'{}' names no parameter", key), place,
                              fmt::format("write {}.PARAMETER", key));
    return std::nullopt;
  }
  target.components = std::move(walk.found);
  for (std::size_t i = walk.end; i < path.segments.size(); ++i) {
    target.parameter += (i > walk.end ? "." : "") + path.segments[i].text;
  }
  target.parameter_column = path.segments[walk.end].column;
  path.segments.resize(walk.end);
  target.path = std::move(path);
  return target;
}

ParameterRow find_parameter(const devices::TypeSchema& type, std::string_view dotted,
                            Catalog catalog) {
  std::span<const devices::ParamSpec> rows = type.parameters;
  ParameterRow row;
  while (!dotted.empty()) {
    const auto dot = dotted.find('.');
    row.spec = find_spec(rows, dotted.substr(0, dot));
    if (row.spec == nullptr) return {};
    row.settable = row.settable || row.spec->settable;
    if (dot == std::string_view::npos) return row;
    dotted.remove_prefix(dot + 1);
    rows = row.spec->fields;
    if (row.spec->kind != devices::Kind::part) continue;
    const devices::TypeSchema* inner = schema_of(catalog, row.spec->part_type);
    rows = inner == nullptr ? rows : inner->parameters;
  }
  return {};
}

std::optional<devices::Value> bind_set_value(const SetTarget& target, const TreeEntry& entry,
                                             bool while_running, Binding& binding) {
  const auto types = types_of(target);
  const Place place =
      within(entry.place, target.parameter_column, static_cast<int>(target.parameter.size()));
  static constexpr std::string_view kStructural[] = {"from",  "between", "type",
                                                     "count", "part",    "components"};
  const bool structural = std::ranges::find(kStructural, target.parameter) != std::end(kStructural);
  if (structural && while_running) {
    binding.diagnostics.error("RT0703", fmt::format("an event can not set '{}'", target.parameter),
                              place, "the structure is changed by an overlay, not while running");
    return std::nullopt;
  }
  if (types.empty()) {
    if (!target.components.empty() && target.components.front()->children.empty()) {
      return std::nullopt;  // its type was wrong and has its finding
    }
    binding.diagnostics.error(
        "RT0201", fmt::format("a group has no '{}'", target.parameter), place,
        fmt::format("name its children: {}",
                    listed(names_in(target.components.front()->children), 7)));
    return std::nullopt;
  }
  std::optional<devices::Value> value;
  for (const devices::TypeSchema* type : types) {
    const ParameterRow row = find_parameter(*type, target.parameter, binding.catalog);
    if (row.spec == nullptr) {
      binding.diagnostics.error(
          "RT0201", fmt::format("{} has no '{}'", with_article(type->name), target.parameter),
          place,
          did_you_mean(target.parameter, names_of(type->parameters),
                       "it has: " + listed(names_of(type->parameters), 12)));
      return std::nullopt;
    }
    if (while_running && !row.settable) {
      binding.diagnostics.error(
          "RT0703",
          fmt::format("'{}' of {} can not change while running", target.parameter, type->name),
          place, settable_names(*type));
      return std::nullopt;
    }
    const auto dot = target.parameter.rfind('.');
    ValueContext context{
        .diagnostics = binding.diagnostics,
        .owner = std::string(type->name),
        .parts = &binding.parts,
        .prefix = dot == std::string::npos ? std::string() : target.parameter.substr(0, dot + 1)};
    value = bind_value(entry.value, *row.spec, context);
    if (!value) return std::nullopt;
  }
  return value;
}

}  // namespace ridethrough::scenario
