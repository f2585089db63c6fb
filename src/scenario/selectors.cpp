#include "scenario/selectors.hpp"

#include <algorithm>
#include <utility>

#include "ridethrough/devices/catalog.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

bool names_spec(const Segment& segment, const ComponentSpec& spec) {
  if (segment.kind == Segment::Kind::name) return segment.text == spec.name;
  return segment.kind == Segment::Kind::glob && glob_matches(segment.text, spec.name);
}

/// Whether one member is asked for at this place of the path.
bool names_one(const Path& path, std::size_t segment) {
  if (segment >= path.segments.size()) return false;
  const Segment& asked = path.segments[segment];
  if (asked.kind != Segment::Kind::members || asked.members.spans.size() != 1) return false;
  const auto& span = asked.members.spans.front();
  return !asked.members.all && span.first == span.last;
}

bool holds_between(const ComponentSpec& spec) {
  if (!spec.between.empty()) return true;
  return std::any_of(spec.children.begin(), spec.children.end(), holds_between);
}

const ComponentSpec* find_spec(const std::vector<ComponentSpec>& specs, const std::string& name) {
  const auto found = std::find_if(specs.begin(), specs.end(),
                                  [&](const ComponentSpec& spec) { return spec.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

/// Components by level, the innermost last, and the path that leads there.
using ScopeTrail = std::vector<std::pair<const std::vector<ComponentSpec>*, std::string>>;

/// Whatever is counted along a path that a bus joins is solved member by member: its members meet
/// in one core of the network.
void split_along(const Path& path, const ScopeTrail& scopes, Selectors& selectors) {
  const auto level = std::find_if(scopes.rbegin(), scopes.rend(), [&](const auto& each) {
    return find_spec(*each.first, path.segments.front().text) != nullptr;
  });
  if (level == scopes.rend()) return;
  const std::vector<ComponentSpec>* specs = level->first;
  std::string prefix = level->second;
  for (const Segment& segment : path.segments) {
    if (segment.kind == Segment::Kind::members) continue;
    const ComponentSpec* spec = find_spec(*specs, segment.text);
    if (spec == nullptr) return;
    prefix = joined(prefix, spec->name);
    if (spec->is_counted) selectors.split_all(prefix);
    specs = &spec->children;
  }
}

/// What holds loops is solved member by member, too.
void split_loops(const std::vector<ComponentSpec>& specs, ScopeTrail& scopes,
                 Selectors& selectors) {
  const std::string prefix = scopes.empty() ? "" : scopes.back().second;
  for (const ComponentSpec& spec : specs) {
    const std::string path = joined(prefix, spec.name);
    if (spec.is_counted && holds_between(spec)) selectors.split_all(path);
    const bool joins = spec.type != nullptr && spec.type->terminals.inlets_max < 0;
    for (const Reference& feeder : spec.from) {
      if (joins) split_along(feeder.path, scopes, selectors);
    }
    if (spec.children.empty()) continue;
    scopes.emplace_back(&spec.children, path);
    split_loops(spec.children, scopes, selectors);
    scopes.pop_back();
  }
}

bool draws(const devices::TypeSchema& type, const devices::Parameters& values) {
  return std::any_of(type.parameters.begin(), type.parameters.end(),
                     [&](const devices::ParamSpec& parameter) {
                       const devices::Value& value = devices::get(values, parameter.name);
                       if (!value.present() || value.is_played()) return false;
                       if (parameter.kind != devices::Kind::part) return parameter.is_drawn;
                       const devices::CatalogEntry* inner = devices::find_type(parameter.part_type);
                       return inner != nullptr && draws(*inner->schema, value.map());
                     });
}

/// Members that chance makes different are simulated one by one, with all that holds them.
void split_drawn(const std::vector<ComponentSpec>& specs, const std::string& prefix,
                 const std::vector<std::string>& counted, Selectors& selectors) {
  for (const ComponentSpec& spec : specs) {
    const std::string path = joined(prefix, spec.name);
    std::vector<std::string> here = counted;
    if (spec.is_counted) here.push_back(path);
    if (spec.type != nullptr && draws(*spec.type, spec.parameters.values)) {
      for (const std::string& level : here) selectors.split_all(level);
    }
    split_drawn(spec.children, path, here, selectors);
  }
}

/// True if some type draws by a parameter of that name.
bool is_drawn_by(std::string_view key) {
  const auto draws_so = [&](const devices::CatalogEntry& entry) {
    return std::ranges::any_of(entry.schema->parameters, [&](const devices::ParamSpec& parameter) {
      return parameter.is_drawn && parameter.name == key;
    });
  };
  return std::ranges::any_of(devices::catalog(), draws_so);
}

/// A value of one member that makes it draw does the same.
void split_drawn_values(const Model& model, Selectors& selectors) {
  const ScopeTrail scopes{{&model.components, ""}};
  for (const MemberValue& value : model.member_values) {
    const std::string key = value.parameter.substr(0, value.parameter.find('.'));
    if (is_drawn_by(key)) split_along(value.component, scopes, selectors);
  }
}

void select_peers(const ComponentSpec& spec, const std::vector<std::string>& scope,
                  Selectors& selectors) {
  if (spec.type == nullptr) return;
  for (const devices::ParamSpec& parameter : spec.type->parameters) {
    if (parameter.kind != devices::Kind::component) continue;
    for (const Reference& named : named_by(devices::get(spec.parameters.values, parameter.name))) {
      selectors.add_from(scope, named.path);
    }
  }
}

void select_references(const std::vector<ComponentSpec>& specs, std::vector<std::string>& scope,
                       Selectors& selectors) {
  for (const ComponentSpec& spec : specs) {
    for (const Reference& reference : spec.from) selectors.add_from(scope, reference.path);
    for (const Reference& reference : spec.between) selectors.add_from(scope, reference.path);
    select_peers(spec, scope, selectors);
    scope.push_back(spec.name);
    select_references(spec.children, scope, selectors);
    scope.pop_back();
  }
}

}  // namespace

std::string joined(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : prefix + "." + name;
}

Selectors::Selectors(const Model& model) : model_(model) {}

void Selectors::add(const Path& path) { walk(model_.components, "", path, 0); }

void Selectors::add_each(const Path& path) { walk(model_.components, "", path, 0, true); }

void Selectors::add_from(const std::vector<std::string>& scope, const Path& path) {
  if (path.segments.size() < 2) return;
  std::vector<const std::vector<ComponentSpec>*> levels{&model_.components};
  std::vector<std::string> prefixes{""};
  for (const std::string& name : scope) {
    const ComponentSpec* spec = find_spec(*levels.back(), name);
    if (spec == nullptr) break;
    levels.push_back(&spec->children);
    prefixes.push_back(joined(prefixes.back(), name));
  }
  for (std::size_t level = levels.size(); level-- > 0;) {
    if (find_spec(*levels[level], path.segments.front().text) == nullptr) continue;
    walk(*levels[level], prefixes[level], path, 0);
    return;
  }
}

void Selectors::walk(const std::vector<ComponentSpec>& specs, const std::string& prefix,
                     const Path& path, std::size_t segment, bool splits) {
  if (segment >= path.segments.size()) return;
  for (const ComponentSpec& spec : specs) {
    if (!names_spec(path.segments[segment], spec)) continue;
    const std::string here = joined(prefix, spec.name);
    std::size_t next = segment + 1;
    if (splits && spec.is_counted && !names_one(path, next)) split_all(here);
    if (next < path.segments.size() && path.segments[next].kind == Segment::Kind::members) {
      const Members& members = path.segments[next].members;
      if (!members.all) asked_[here].push_back(members);
      ++next;
    }
    walk(spec.children, here, path, next, splits);
  }
}

std::vector<Members> Selectors::classes(const std::string& plain_path, std::int64_t count) const {
  const bool split = std::find(split_.begin(), split_.end(), plain_path) != split_.end();
  const auto asked = asked_.find(plain_path);
  if (!split && asked == asked_.end()) return {Members{false, {{1, count}}}};
  // Members with the same answers to all selectors are one class.
  std::map<std::vector<bool>, std::vector<std::int64_t>> by_answers;
  std::vector<Members> result;
  for (std::int64_t member = 1; member <= count; ++member) {
    if (split) {
      result.push_back(Members::of({member}));
      continue;
    }
    std::vector<bool> answers;
    if (asked != asked_.end()) {
      for (const Members& members : asked->second) answers.push_back(members.contains(member));
    }
    by_answers[answers].push_back(member);
  }
  for (const auto& [answers, members] : by_answers) result.push_back(Members::of(members));
  std::sort(result.begin(), result.end(), [](const Members& left, const Members& right) {
    return left.spans.front().first < right.spans.front().first;
  });
  return result;
}

Selectors selectors_of(const Model& model) {
  Selectors selectors(model);
  for (const MemberValue& value : model.member_values) selectors.add(value.component);
  for (const EventSpec& event : model.events) {
    for (const Reference& target : event.targets) {
      selectors.add(target.path);
      if (event.verb == devices::Verb::fault) selectors.add_each(target.path);
    }
    for (const SetItem& item : event.sets) selectors.add(item.target);
  }
  for (const JobSpec& job : model.jobs) {
    if (job.type != nullptr && draws(*job.type, job.parameters.values)) {
      for (const Reference& racks : job.racks) selectors.add_each(racks.path);
      for (const Reference& racks : job.move_to) selectors.add_each(racks.path);
    }
    for (const auto* named : {&job.racks, &job.move_to, &job.needs, &job.signals}) {
      for (const Reference& reference : *named) selectors.add(reference.path);
    }
  }
  std::vector<std::string> scope;
  select_references(model.components, scope, selectors);
  ScopeTrail scopes{{&model.components, ""}};
  split_loops(model.components, scopes, selectors);
  split_drawn(model.components, "", {}, selectors);
  split_drawn_values(model, selectors);
  return selectors;
}

}  // namespace ridethrough::scenario
