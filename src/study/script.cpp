#include "study/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ridethrough::study {

namespace {

/// The value at a dotted place, if it is a number.
double number_at(const devices::Parameters& parameters, std::string_view dotted) {
  const auto dot = dotted.find('.');
  const devices::Value& value = devices::get(parameters, dotted.substr(0, dot));
  if (dot != std::string_view::npos) {
    const auto* map = std::get_if<devices::Parameters>(&value.data());
    return map == nullptr ? 0.0 : number_at(*map, dotted.substr(dot + 1));
  }
  const auto* number = std::get_if<double>(&value.data());
  return number == nullptr ? 0.0 : *number;
}

bool overlaps_match(const Unit& unit, const std::vector<std::string>& stars) {
  // Members named by the stars of the condition, level by level from the outside.
  std::size_t star = 0;
  for (std::size_t level = 0; level < unit.names.size() && star < stars.size(); ++level) {
    if (stars[star] == unit.names[level]) ++star;
    if (star >= stars.size() || unit.members[level].spans.empty()) continue;
    if (unit.members[level].text() != stars[star]) return false;
    ++star;
  }
  return true;
}

}  // namespace

Script::Script(const scenario::Model& model, const scenario::Plan& plan, Plant& plant,
               const SignalIndex& index)
    : model_(model),
      plan_(plan),
      plant_(plant),
      units_(index.units()),
      faults_(model, plan, plant),
      spans_(model.events.size()) {
  process_ = plant_.engine().add(*this, core::Phase::script);
  for (std::size_t i = 0; i < model.events.size(); ++i) {
    const scenario::EventSpec& event = model.events[i];
    for (std::size_t k = 0; k < event.at.size(); ++k) {
      plan_occurrence(i, event.at[k], k, -1);
    }
    if (!event.after) continue;
    conditions_.emplace_back(event.after, index);
    condition_events_.push_back(i);
  }
}

void Script::plan_action(const Action& action) {
  const auto begin = actions_.begin() + static_cast<std::ptrdiff_t>(next_);
  actions_.insert(std::upper_bound(begin, actions_.end(), action), action);
}

void Script::plan_occurrence(std::size_t event, core::Tick at, std::size_t occurrence, int match) {
  plan_action({at, event, true, occurrence, match});
  const core::Tick duration = model_.events[event].duration;
  if (duration == core::kNever) return;
  plan_action({core::later(at, duration), event, false, occurrence, match});
}

void Script::react(core::Tick now) {
  while (next_ < actions_.size() && actions_[next_].at <= now) {
    const Action action = actions_[next_++];
    plant_.engine().set_cause(core::kNoCause);
    act(action);
  }
  plant_.engine().set_timer(process_, next_ < actions_.size() ? actions_[next_].at : core::kNever);
}

void Script::watch(core::Tick now) {
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const std::size_t event_index = condition_events_[i];
    const scenario::EventSpec& event = model_.events[event_index];
    for (const std::size_t match : conditions_[i].became_true(plant_, now)) {
      const core::Tick at = core::later(now, event.delay);
      const auto occurrence = spans_[event_index].size();
      const int only = conditions_[i].stars(match).empty() ? -1 : static_cast<int>(match);
      plan_occurrence(event_index, at, occurrence, only);
      plant_.engine().set_timer(process_, actions_[next_].at);
    }
  }
}

std::string Script::label(std::size_t event) const {
  const std::string& id = model_.events[event].id;
  return id.empty() ? fmt::format("events.{}", event + 1) : "events." + id;
}

void Script::act(const Action& action) {
  const scenario::EventSpec& event = model_.events[action.event];
  core::EventRow row;
  row.subject = label(action.event);
  row.what = "event";
  row.from = action.begins ? "" : "begun";
  row.to = action.begins ? "begun" : "ended";
  plant_.log().add(row);
  Spans& spans = spans_[action.event];
  if (action.begins) {
    spans.emplace_back(action.at, core::kNever);
  } else {
    for (auto& span : spans) {
      if (span.first + event.duration == action.at) span.second = action.at;
    }
  }
  if (event.verb == devices::Verb::set) {
    set_values(action, event);
  } else {
    command_targets(action, event);
  }
}

std::vector<std::size_t> Script::units(const scenario::Path& path) const {
  std::vector<std::size_t> found;
  for (const int index : plan_.matches(path)) found.push_back(static_cast<std::size_t>(index));
  for (std::size_t i = 0; i < plan_.jobs.size(); ++i) {
    if (path.text() == plan_.jobs[i].job->name) found.push_back(plan_.cohorts.size() + i);
  }
  return found;
}

void Script::command_targets(const Action& action, const scenario::EventSpec& event) {
  devices::Command command;
  command.verb = event.verb;
  command.begins = action.begins;
  command.arguments = event.arguments;
  for (const scenario::Reference& target : event.targets) {
    for (const std::size_t unit : units(target.path)) {
      if (concerns(action, target.path, units_[unit])) command_unit(unit, action, command);
    }
  }
}

/// Faults are the network's; a repair lifts them, and is an order for devices that know it.
void Script::command_unit(std::size_t unit, const Action& action, const devices::Command& command) {
  if (command.verb == devices::Verb::fault) {
    if (action.begins) {
      faults_.begin(unit, action.event);
    } else {
      faults_.end(unit, action.event);
    }
    return;
  }
  if (command.verb == devices::Verb::repair) faults_.repair(unit);
  const auto& known = plant_.device(unit).schema().verbs;
  if (std::find(known.begin(), known.end(), command.verb) != known.end()) order(unit, command);
}

bool Script::concerns(const Action& action, const scenario::Path& target, const Unit& unit) const {
  if (action.match < 0 || !target.has_star()) return true;
  const auto condition = static_cast<std::size_t>(
      std::find(condition_events_.begin(), condition_events_.end(), action.event) -
      condition_events_.begin());
  return overlaps_match(unit, conditions_[condition].stars(static_cast<std::size_t>(action.match)));
}

void Script::set_values(const Action& action, const scenario::EventSpec& event) {
  for (const scenario::SetItem& item : event.sets) {
    for (const std::size_t unit : units(item.target)) {
      devices::Command command;
      command.verb = devices::Verb::set;
      command.begins = action.begins;
      command.parameter = item.parameter;
      command.over = event.over;
      command.value = next_value(unit, item, action.begins);
      order(unit, command);
    }
  }
}

void Script::order(std::size_t unit, const devices::Command& command) {
  plant_.device(unit).order(command);
  plant_.engine().mark(plant_.device(unit).process());
}

double Script::written_value(std::size_t unit, const std::string& parameter) const {
  return number_at(unit < plan_.cohorts.size()
                       ? plan_.cohorts[unit].parameters
                       : plan_.jobs[unit - plan_.cohorts.size()].job->parameters.values,
                   parameter);
}

/// An event that ends gives back the value that it found.
double Script::next_value(std::size_t unit, const scenario::SetItem& item, bool begins) {
  const std::pair<std::size_t, std::string> key{unit, item.parameter};
  double& value = set_now_.try_emplace(key, written_value(unit, item.parameter)).first->second;
  if (begins) {
    set_before_[key] = value;
    const auto* number = std::get_if<double>(&item.value.data());
    value = number == nullptr ? 0.0 : *number;
  } else {
    value = set_before_[key];
  }
  return value;
}

}  // namespace ridethrough::study
