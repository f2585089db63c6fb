#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/binder.hpp"
#include "scenario/currency.hpp"
#include "scenario/set_target.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kEventKeys[] = {"id", "at", "after", "delay", "note", "for", "over"};

/// The one verb of an event; null after a finding.
const TreeEntry* verb_of(const Tree& event, Diagnostics& diagnostics) {
  const TreeEntry* verb = nullptr;
  for (const TreeEntry& entry : event.entries) {
    if (find_verb(entry.key) == nullptr) continue;
    if (verb != nullptr) {
      diagnostics.error(
          "RT0704",
          fmt::format("one event has one verb, here are '{}' and '{}'", verb->key, entry.key),
          entry.place, "write a second event");
      return nullptr;
    }
    verb = &entry;
  }
  if (verb != nullptr) return verb;
  std::vector<std::string> names;
  for (const VerbSpec& known : verbs()) names.emplace_back(known.name);
  for (const TreeEntry& entry : event.entries) {
    const bool common = std::ranges::find(kEventKeys, entry.key) != std::end(kEventKeys);
    const auto near = common ? std::nullopt : suggest(entry.key, names);
    if (!near) continue;
    diagnostics.error("RT0704", fmt::format("an event has no verb '{}'", entry.key), entry.place,
                      fmt::format("did you mean '{}'?", *near));
    return nullptr;
  }
  diagnostics.error("RT0704", "this event does nothing", event.place,
                    "add a verb: " + listed(names, names.size()));
  return nullptr;
}

/// E25: an event after the end of the run would silently test nothing.
void check_within_run(core::Tick at, const Tree& value, const Binding& binding) {
  if (!binding.duration || binding.model.duration == 0) return;
  if (at <= binding.model.duration) return;
  const Place& duration = binding.duration->place;
  const bool same_file = duration.source == value.place.source;
  binding.diagnostics.error(
      "RT0701",
      fmt::format("this event is at {}, the run ends at {}", value.text,
                  binding.duration->value.text),
      place_within(value, 0, static_cast<int>(value.text.size())),
      fmt::format("lengthen 'duration:' ({}) or move the event",
                  same_file ? fmt::format("line {}", duration.line) : location(duration)));
}

void bind_at(const Tree& at, EventSpec& event, Binding& binding) {
  const auto take = [&](const Tree& value) {
    const auto time = read_time(value, "at", binding.diagnostics);
    if (!time) return;
    check_within_run(*time, value, binding);
    event.at.push_back(*time);
  };
  if (at.kind == Tree::Kind::list) {
    std::ranges::for_each(at.items, take);
  } else {
    take(at);
  }
  std::ranges::sort(event.at);
  const auto twice = std::ranges::adjacent_find(event.at);
  if (twice == event.at.end()) return;
  binding.diagnostics.error("RT0705", "this event stands twice at one time", at.place,
                            "take one of the two times out");
}

/// A curve is a matter of history: only a finished run tells.
bool names_curve(const Condition& part) {
  return part.op == Op::inside ||
         std::any_of(part.operands.begin(), part.operands.end(),
                     [](const auto& operand) { return names_curve(*operand); });
}

ConditionPtr read_trigger(const TreeEntry& after, Binding& binding) {
  ConditionPtr condition = read_condition(after.value, "after", binding.diagnostics);
  if (condition == nullptr) return nullptr;
  note_currencies(*condition, binding.model.currency, binding.diagnostics);
  if (!names_curve(*condition)) return condition;
  binding.diagnostics.error("RT0805", "an event can not wait for a curve", after.value.place,
                            "compare with a number: rack.voltage <= 0.9 pu");
  return nullptr;
}

/// One time: `at`, or `after` with `delay`.
void bind_time(const Tree& tree, EventSpec& event, Binding& binding) {
  const TreeEntry* at = tree.entry("at");
  const TreeEntry* after = tree.entry("after");
  const TreeEntry* delay = tree.entry("delay");
  if (at == nullptr && after == nullptr) {
    binding.diagnostics.error("RT0705", "this event has no time", event.place,
                              "add 'at: 60 s', or 'after:' a condition with 'delay:'");
  }
  if (at != nullptr && after != nullptr) {
    binding.diagnostics.error("RT0705", "one event has one time, here are 'at' and 'after'",
                              after->place, "keep one of them");
  }
  if (at != nullptr) bind_at(at->value, event, binding);
  if (after != nullptr) event.after = read_trigger(*after, binding);
  if (after != nullptr && delay == nullptr) {
    binding.diagnostics.error("RT0705", "'after' needs a 'delay' above zero", after->place,
                              "add 'delay: 1 s': nothing triggers itself within an instant");
  }
  if (after == nullptr && delay != nullptr) {
    binding.diagnostics.error("RT0705", "'delay' belongs to 'after'", delay->place,
                              "move 'at:' instead");
  }
  if (delay == nullptr) return;
  event.delay = read_time(delay->value, "delay", binding.diagnostics, true).value_or(0);
}

core::Tick bind_span(const Tree& tree, std::string_view key, Use use, const TreeEntry& verb,
                     core::Tick absent, Diagnostics& diagnostics) {
  const TreeEntry* entry = tree.entry(key);
  if (entry == nullptr) {
    if (use == Use::required) {
      diagnostics.error("RT0206", fmt::format("'{}' needs '{}'", verb.key, key), verb.place,
                        fmt::format("add '{}: 150 ms'", key));
    }
    return absent;
  }
  if (use == Use::refused) {
    diagnostics.error("RT0201", fmt::format("'{}' has no '{}'", verb.key, key), entry->place,
                      "take it out");
    return absent;
  }
  return read_time(entry->value, key, diagnostics, true).value_or(absent);
}

/// The verb's own keys, by its table.
void bind_arguments(const Tree& tree, const TreeEntry& verb, const VerbSpec& spec, EventSpec& event,
                    Binding& binding) {
  Tree own = tree;
  std::erase_if(own.entries, [&](const TreeEntry& entry) {
    return entry.key == verb.key ||
           std::ranges::find(kEventKeys, entry.key) != std::end(kEventKeys);
  });
  if (const TreeEntry* depth = own.entry("depth"); depth != nullptr && verb.key == "dip") {
    report_depth(*depth, binding.diagnostics);
    return;
  }
  ValueContext context{.diagnostics = binding.diagnostics,
                       .owner = fmt::format("'{}'", verb.key),
                       .parts = &binding.parts,
                       .subject = verb.place};
  event.arguments = bind_parameters(own, spec.keys, context);
  if (spec.verb != devices::Verb::dip) return;
  check_dip_keys(event.arguments, own, verb.place, binding.diagnostics);
}

EventSpec bind_event(const Tree& tree, Binding& binding) {
  EventSpec event;
  const Tree* id = tree.find("id");
  event.place = id != nullptr ? id->place : tree.place;
  if (id != nullptr) {
    check_name(id->text, id->place, "event", binding.diagnostics);
    event.id = id->text;
  }
  for (const TreeEntry& entry : tree.entries) event.places.emplace(entry.key, entry.value.place);
  bind_time(tree, event, binding);
  const TreeEntry* verb = verb_of(tree, binding.diagnostics);
  if (verb == nullptr) return event;
  const VerbSpec& spec = *find_verb(verb->key);
  event.verb = spec.verb;
  if (spec.verb == devices::Verb::set) {
    event.sets = bind_set_items(verb->value, binding);
  } else {
    event.targets = read_references(verb->value, verb->key, binding.diagnostics);
  }
  event.duration = bind_span(tree, "for", spec.lasting, *verb, core::kNever, binding.diagnostics);
  event.over = bind_span(tree, "over", spec.over, *verb, 0, binding.diagnostics);
  bind_arguments(tree, *verb, spec, event, binding);
  return event;
}

}  // namespace

std::vector<SetItem> bind_set_items(const Tree& set, Binding& binding) {
  std::vector<SetItem> items;
  if (!expect_kind(set, Tree::Kind::map, "'set' of an event", binding.diagnostics)) return items;
  for (const TreeEntry& entry : set.entries) {
    auto target = find_set_target(entry.key, entry.place, "RT0703", binding);
    if (!target) continue;
    auto value = bind_set_value(*target, entry, true, binding);
    if (!value) continue;
    items.push_back(
        {std::move(target->path), std::move(target->parameter), std::move(*value), entry.place});
  }
  return items;
}

void bind_events(const Tree& events, Binding& binding) {
  if (!expect_kind(events, Tree::Kind::list, "'events'", binding.diagnostics)) return;
  for (const Tree& entry : events.items) {
    if (!expect_kind(entry, Tree::Kind::map, "an event", binding.diagnostics)) continue;
    binding.model.events.push_back(bind_event(entry, binding));
  }
}

}  // namespace ridethrough::scenario
