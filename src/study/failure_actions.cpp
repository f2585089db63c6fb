#include "study/failure_actions.hpp"

#include <algorithm>

#include "scenario/drawn_members.hpp"

namespace ridethrough::study {

namespace {

using devices::Verb;

bool knows(const devices::TypeSchema& type, Verb verb) {
  return std::find(type.verbs.begin(), type.verbs.end(), verb) != type.verbs.end();
}

bool has_word(std::span<const devices::WordSpec> words, std::string_view name) {
  return std::any_of(words.begin(), words.end(),
                     [&](const devices::WordSpec& word) { return word.name == name; });
}

std::string first_member_of(const Unit& unit) {
  std::string text;
  for (std::size_t level = 0; level < unit.names.size(); ++level) {
    text += (level == 0 ? "" : ".") + unit.names[level];
    if (unit.members[level].spans.empty()) continue;
    text += "." + std::to_string(unit.members[level].spans.front().first);
  }
  return text;
}

Action action_on(const Unit& unit, Verb verb, std::string_view what, core::Tick at) {
  Action action{first_member_of(unit), std::string(what), {}};
  scenario::Path path;
  std::string problem;
  int column = 0;
  scenario::parse_path(action.component, path, problem, column);  // made of names: it parses
  action.event.at = {at};
  action.event.verb = verb;
  action.event.targets = {{std::move(path), {}}};
  return action;
}

Action failure_as(const Unit& unit, std::string_view mode, core::Tick at) {
  Action action = action_on(unit, Verb::fail, mode, at);
  action.event.arguments["as"] = devices::Value(std::string(mode));
  return action;
}

}  // namespace

std::vector<Action> failures_of(const Unit& unit, core::Tick at) {
  std::vector<Action> actions;
  for (const devices::WordSpec& mode : unit.type->failures) {
    actions.push_back(failure_as(unit, mode.name, at));
  }
  if (knows(*unit.type, Verb::outage)) {
    actions.push_back(action_on(unit, Verb::outage, "outage", at));
  }
  return actions;
}

std::optional<Action> maintenance_of(const Unit& unit) {
  if (knows(*unit.type, Verb::transfer) && has_word(unit.type->states, "bypass")) {
    Action bypass = action_on(unit, Verb::transfer, "bypass", 0);
    bypass.event.arguments["to"] = devices::Value(std::string("bypass"));
    return bypass;
  }
  const std::string_view mode = scenario::out_of_service_mode(*unit.type);
  if (!mode.empty()) return failure_as(unit, mode, 0);
  if (knows(*unit.type, Verb::outage)) return action_on(unit, Verb::outage, "outage", 0);
  return std::nullopt;
}

}  // namespace ridethrough::study
