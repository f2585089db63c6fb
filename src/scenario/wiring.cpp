#include "ridethrough/scenario/wiring.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/inner_devices.hpp"
#include "scenario/instance_tree.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

class Wirer {
 public:
  Wirer(const Model& model, const WireOptions& options, Diagnostics& diagnostics)
      : model_(model),
        tree_(lay_out(model, selectors_of(model), options.lump)),
        diagnostics_(diagnostics) {}

  Plan wire() {
    if (tree_.beyond_limit != nullptr) {
      const ComponentSpec& spec = *tree_.beyond_limit;
      diagnostics_.error("RT0446",
                         fmt::format("more than {} boxes differ from each other", kInstancesMax),
                         spec.is_counted ? spec.count_place : spec.place,
                         "members that no event, value or bus tells apart are simulated as one");
      return std::move(plan_);
    }
    add_cohorts(0, {}, {}, 1);
    for (std::size_t i = 0; i < tree_.instances.size(); ++i) {
      if (tree_.instances[i].cohort >= 0) connect(static_cast<int>(i));
    }
    float_banks(plan_);
    if (!diagnostics_.has_errors()) check_wiring(plan_, diagnostics_);
    if (!diagnostics_.has_errors()) order_feeding(plan_, diagnostics_);
    if (!diagnostics_.has_errors()) check_frequencies(plan_, diagnostics_);
    if (!diagnostics_.has_errors()) check_cords(plan_, diagnostics_);
    if (!diagnostics_.has_errors()) place_branches(plan_);
    check_named_members(model_, diagnostics_);
    place_jobs(model_, plan_, diagnostics_);
    check_events(model_, plan_, diagnostics_);
    check_overlaps(model_, plan_, diagnostics_);
    check_siting(model_, plan_, diagnostics_);
    return std::move(plan_);
  }

 private:
  Instance& instance(int index) { return tree_.instances[static_cast<std::size_t>(index)]; }
  Cohort& cohort(int index) { return plan_.cohorts[static_cast<std::size_t>(index)]; }

  void add_cohorts(int index, std::vector<std::string> names, std::vector<Members> members,
                   std::int64_t count) {
    const ComponentSpec* spec = instance(index).spec;
    if (spec != nullptr) {
      names.push_back(spec->name);
      members.push_back(instance(index).members);
      if (spec->is_counted) count *= instance(index).members.size();
      if (spec->type != nullptr) {
        add_cohort(index, names, members, count);
        return;
      }
    }
    for (const int child : std::vector<int>(instance(index).children)) {
      add_cohorts(child, names, members, count);
    }
  }

  void add_cohort(int index, const std::vector<std::string>& names,
                  const std::vector<Members>& members, std::int64_t count) {
    Cohort added;
    added.component = instance(index).spec;
    added.type = added.component->type;
    added.names = names;
    added.members = members;
    added.count = count;
    added.parameters = added.component->parameters.values;
    for (const MemberValue& value : model_.member_values) {
      if (!scenario::matches(value.component, names, members)) continue;
      added.parameters = with_value(std::move(added.parameters), value.parameter, value.value);
    }
    instance(index).cohort = static_cast<int>(plan_.cohorts.size());
    plan_.cohorts.push_back(std::move(added));
    const int host = instance(index).cohort;
    for (Cohort& inner : inner_devices(cohort(host), host)) {
      plan_.cohorts.push_back(std::move(inner));
    }
  }

  void connect(int index) {
    const Instance& here = instance(index);
    const ComponentSpec& spec = *here.spec;
    Cohort& own = cohort(here.cohort);
    for (const Reference& reference : spec.from) {
      connect_feeders(own, targets(reference, spec, here.parent));
    }
    for (const Reference& reference : spec.between) {
      const auto ends = targets(reference, spec, here.parent);
      own.between.insert(own.between.end(), ends.begin(), ends.end());
    }
    for (const devices::ParamSpec& parameter : spec.type->parameters) {
      if (parameter.kind != devices::Kind::component) continue;
      connect_peer(parameter, index);
    }
  }

  static void connect_feeders(Cohort& own, const std::vector<int>& feeders) {
    if (!own.type->terminals.needs_dc_port) {
      own.feeders.insert(own.feeders.end(), feeders.begin(), feeders.end());
    } else if (!feeders.empty()) {
      own.dc_host = feeders.back();
    }
  }

  void connect_peer(const devices::ParamSpec& parameter, int index) {
    const int own = instance(index).cohort;
    const auto& places = instance(index).spec->parameters.places;
    const auto place = places.find(std::string(parameter.name));
    const int scope = instance(index).parent;
    for (Reference& reference : named_by(devices::get(cohort(own).parameters, parameter.name))) {
      reference.place = place == places.end() ? instance(index).spec->place : place->second;
      for (const int peer : found_by(reference, *instance(index).spec, scope, parameter.is_many)) {
        cohort(own).peers.emplace_back(parameter.name, instance(peer).cohort);
        cohort(own).peer_members.push_back(members_seen_from(scope, peer));
      }
    }
  }

  /// Cohorts that a reference of `spec` names from inside of `scope`; empty after an error.
  std::vector<int> targets(const Reference& reference, const ComponentSpec& spec, int scope) {
    if (reference.path.segments.front().text == "inlet") return inlet(reference, spec, scope);
    const bool joins = spec.type != nullptr && spec.type->terminals.inlets_max < 0;
    std::vector<int> cohorts;
    for (const int each : found_by(reference, spec, scope, joins)) {
      cohorts.push_back(instance(each).cohort);
    }
    return cohorts;
  }

  /// The same as boxes; `joins`: it may be several members at once.
  std::vector<int> found_by(const Reference& reference, const ComponentSpec& spec, int scope,
                            bool joins) {
    std::string problem;
    auto found = tree_.resolve(reference.path, scope, problem);
    if (found.empty()) {
      report_unknown(reference, scope);
      return {};
    }
    const ComponentSpec& target = *instance(found.front()).spec;
    if (target.type == nullptr) {
      report_group_as_feeder(reference, target, diagnostics_);
      return {};
    }
    std::int64_t members = 0;
    for (const int each : found) members += members_seen_from(scope, each);
    if (members > 1 && !joins) {
      report_counts(reference, spec, target, members, diagnostics_);
      return {};
    }
    return found;
  }

  /// How many boxes `index` stands for, seen from inside of `scope`: inside a counted group the
  /// wiring is member by member, so levels that both share do not count.
  std::int64_t members_seen_from(int scope, int index) {
    std::int64_t members = 1;
    for (int here = index; !tree_.is_inside(scope, here); here = instance(here).parent) {
      if (instance(here).spec->is_counted) members *= instance(here).members.size();
    }
    return members;
  }

  /// `inlet` or `inlet.2`: what the group around this component is fed from.
  std::vector<int> inlet(const Reference& reference, const ComponentSpec& spec, int group) {
    const Instance& around = instance(group);
    std::size_t number = 1;
    if (reference.path.segments.size() > 1) {
      const auto& spans = reference.path.segments[1].members.spans;
      if (!spans.empty()) number = static_cast<std::size_t>(spans.front().first);
    }
    if (around.spec == nullptr || number < 1 || number > around.spec->from.size()) {
      diagnostics_.error("RT0444", "there is no such inlet here", reference.place,
                         around.spec == nullptr
                             ? "'inlet' is what a group is 'from:'; this is not inside a group"
                             : fmt::format("'{}' has {} feeder(s) in its 'from:'",
                                           around.spec->name, around.spec->from.size()));
      return {};
    }
    return targets(around.spec->from[number - 1], spec, around.parent);
  }

  /// Names are looked up in the group first, then outward; what is wrong is told from where it was
  /// found, or from the group itself.
  void report_unknown(const Reference& reference, int scope) {
    const std::string& first = reference.path.segments.front().text;
    int level = scope;
    while (level > 0 && !has_child(level, first) && !instance(level).spec->is_closed) {
      level = instance(level).parent;
    }
    if (!has_child(level, first)) level = scope;
    const ComponentSpec* group = instance(level).spec;
    const Scope here{group == nullptr ? "" : group->name,
                     group == nullptr ? &model_.components : &group->children};
    check_names(reference, here, {}, diagnostics_);
  }

  bool has_child(int level, const std::string& name) {
    const auto names = tree_.names_in(level);
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const Model& model_;
  InstanceTree tree_;
  Diagnostics& diagnostics_;
  Plan plan_;
};

}  // namespace

std::string Cohort::plain_path() const { return fmt::format("{}", fmt::join(names, ".")); }

std::string Cohort::path() const {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += '.';
    text += names[i];
    if (!members[i].spans.empty()) text += "." + members[i].text();
  }
  return text;
}

bool matches(const Path& path, const std::vector<std::string>& names,
             const std::vector<Members>& members) {
  std::size_t segment = 0;
  const auto& segments = path.segments;
  for (std::size_t level = 0; level < names.size(); ++level) {
    if (segment >= segments.size()) return false;
    const Segment& name = segments[segment];
    const bool is_named =
        name.kind == Segment::Kind::name
            ? name.text == names[level]
            : name.kind == Segment::Kind::glob && glob_matches(name.text, names[level]);
    if (!is_named) return false;
    ++segment;
    if (segment >= segments.size() || segments[segment].kind != Segment::Kind::members) continue;
    const Members& asked = segments[segment].members;
    if (!asked.all) {
      if (members[level].spans.empty()) return false;
      if (!asked.contains(members[level].spans.front().first)) return false;
    }
    ++segment;
  }
  return segment == segments.size();
}

std::vector<int> Plan::matches(const Path& path) const {
  std::vector<int> found;
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    if (scenario::matches(path, cohorts[i].names, cohorts[i].members)) {
      found.push_back(static_cast<int>(i));
    }
  }
  return found;
}

Plan wire(const Model& model, const WireOptions& options, Diagnostics& diagnostics) {
  return Wirer(model, options, diagnostics).wire();
}

}  // namespace ridethrough::scenario
