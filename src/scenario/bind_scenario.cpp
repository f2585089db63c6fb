#include <fmt/format.h>

#include <map>

#include "ridethrough/scenario/resolve.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/binder.hpp"
#include "scenario/set_target.hpp"

namespace ridethrough::scenario {

namespace {

void bind_duration(const Tree& root, Binding& binding) {
  if (const TreeEntry* duration = root.entry("duration")) {
    binding.duration = *duration;
    binding.model.duration_place = duration->value.place;
    const auto span = read_time(binding.duration->value, "duration", binding.diagnostics, true);
    binding.model.duration = span.value_or(0);
    return;
  }
  if (binding.model.is_abstract || root.entries.empty()) return;
  binding.diagnostics.error("RT0206", "this scenario has no 'duration'", root.entries.front().place,
                            "add 'duration: 5 min'");
}

void bind_seed(const Tree& root, Binding& binding) {
  const Tree* seed = root.find("seed");
  if (seed == nullptr) return;
  static constexpr devices::ParamSpec kSeed{.name = "seed",
                                            .kind = devices::Kind::count,
                                            .unit = "",
                                            .fallback = "0",
                                            .text = "key of every random stream"};
  ValueContext context{.diagnostics = binding.diagnostics, .owner = ""};
  binding.model.seed_place = seed->place;
  const auto bound = bind_value(*seed, kSeed, context);
  if (bound) binding.model.seed = static_cast<std::uint64_t>(bound->count());
}

void bind_abstract(const Tree& root, Binding& binding) {
  const Tree* abstract = root.find("abstract");
  if (abstract == nullptr) return;
  static constexpr devices::ParamSpec kAbstract{.name = "abstract",
                                                .kind = devices::Kind::flag,
                                                .unit = "",
                                                .fallback = "false",
                                                .text = "only to be extended"};
  ValueContext context{.diagnostics = binding.diagnostics, .owner = ""};
  const auto bound = bind_value(*abstract, kAbstract, context);
  binding.model.is_abstract = bound && bound->flag();
}

void bind_start(const Tree& root, Binding& binding) {
  const Tree* start = root.find("start");
  if (start == nullptr) return;
  if (is_civil_time(start->text)) {
    binding.model.start = binding.csv_files.start = start->text;
    return;
  }
  binding.diagnostics.error("RT0309", fmt::format("'{}' is not a civil time", start->text),
                            start->place, "write 2024-07-10 19:00:00");
}

/// Inside a group a name is looked up first there, then outward; one that hides another would make
/// `from:` mean what the reader does not see. A closed group sees nothing outside.
void refuse_hiding(const std::vector<ComponentSpec>& components,
                   std::map<std::string, Place> visible, Diagnostics& diagnostics) {
  for (const ComponentSpec& component : components) {
    const auto [outer, is_new] = visible.emplace(component.name, component.place);
    if (is_new) continue;
    diagnostics.error("RT0406", fmt::format("'{}' hides the one further out", component.name),
                      component.place,
                      fmt::format("give it another name ({})", location(outer->second)));
  }
  for (const ComponentSpec& component : components) {
    refuse_hiding(component.children,
                  component.is_closed ? std::map<std::string, Place>() : visible, diagnostics);
  }
}

void bind_root_values(const Tree& root, Binding& binding) {
  binding.model.name = text_of(root, "name");
  binding.model.note = text_of(root, "note");
  bind_abstract(root, binding);
  bind_duration(root, binding);
  bind_seed(root, binding);
  bind_start(root, binding);
}

}  // namespace

void bind_member_values(const Tree& member_set, Binding& binding) {
  for (const TreeEntry& entry : member_set.entries) {
    auto target = find_set_target(entry.key, entry.place, "RT0605", binding);
    if (!target) continue;
    if (target->parameter == "count") {
      binding.diagnostics.error(
          "RT0445", "the count of one member can not differ in this version", entry.place,
          "members of one group have equal counts; write the odd one as a group of its own");
      continue;
    }
    auto value = bind_set_value(*target, entry, false, binding);
    if (!value) continue;
    binding.model.member_values.push_back(
        {std::move(target->path), std::move(target->parameter), std::move(*value), entry.place});
  }
}

void bind_scenario(Tree& root, Binding& binding) {
  if (const TreeEntry* study = root.entry("study")) {
    binding.diagnostics.error("RT1000", "this is a study, not one scenario", study->place,
                              "'sweep' runs all its cells, '--cell NAME' picks one");
    // Its base may be an axis: without it every overlay would look like a broken component.
    return;
  }
  bind_root_values(root, binding);
  unfold_groups(root, binding);
  const Tree* components = root.find("components");
  if (components != nullptr && components->kind == Tree::Kind::map) {
    binding.model.components = bind_components(*components, "", binding);
    refuse_hiding(binding.model.components, {}, binding.diagnostics);
  } else if (components == nullptr && !root.entries.empty()) {
    binding.diagnostics.error("RT0206", "this scenario has no 'components'",
                              root.entries.front().place, "add 'components:' or 'extends:'");
  }
  if (const Tree* jobs = root.find("jobs")) bind_jobs(*jobs, binding);
  if (const Tree* members = root.find(kMemberSet)) bind_member_values(*members, binding);
  if (const Tree* events = root.find("events")) bind_events(*events, binding);
  if (const Tree* checks = root.find("checks")) bind_checks(*checks, binding);
  if (const Tree* siting = root.find("siting")) bind_siting(*siting, binding);
  if (const TreeEntry* baseline = root.entry("baseline")) bind_baseline(*baseline, binding);
  if (const Tree* record = root.find("record")) {
    binding.model.record = read_references(*record, "record", binding.diagnostics);
  }
  binding.model.parts = binding.parts.uses();
  for (PartUse& file : binding.csv_files.uses()) binding.model.parts.push_back(std::move(file));
}

}  // namespace ridethrough::scenario
