#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>

#include "ridethrough/study/compare.hpp"

/// Whether scenarios went through the same events: what `compare` asks before it runs them.
namespace ridethrough::study {

namespace {

using scenario::EventSpec;
using scenario::Place;

constexpr std::string_view kAdvice = "compare needs equal events (or --unequal)";

std::optional<Place> place_of(const EventSpec& event, const std::string& key) {
  const auto found = event.places.find(key);
  if (found == event.places.end()) return std::nullopt;
  return found->second;
}

std::string written(const EventSpec& event, const std::string& key) {
  const auto place = place_of(event, key);
  return place ? text_at(*place) : std::string();
}

std::string name_of(const EventSpec& event) {
  return event.id.empty() ? fmt::format("the event of line {}", event.place.line)
                          : fmt::format("'{}'", event.id);
}

bool same_targets(const EventSpec& left, const EventSpec& right) {
  return std::equal(left.targets.begin(), left.targets.end(), right.targets.begin(),
                    right.targets.end(),
                    [](const auto& a, const auto& b) { return a.path.text() == b.path.text(); });
}

bool same_sets(const EventSpec& left, const EventSpec& right) {
  return std::equal(left.sets.begin(), left.sets.end(), right.sets.begin(), right.sets.end(),
                    [](const auto& a, const auto& b) {
                      return a.target.text() == b.target.text() && a.parameter == b.parameter &&
                             a.value == b.value;
                    });
}

bool same_event(const EventSpec& left, const EventSpec& right) {
  const bool same_trigger =
      (left.after == nullptr) == (right.after == nullptr) &&
      (left.after == nullptr || written(left, "after") == written(right, "after"));
  return same_trigger && left.at == right.at && left.delay == right.delay &&
         left.verb == right.verb && left.duration == right.duration && left.over == right.over &&
         left.arguments == right.arguments && same_targets(left, right) && same_sets(left, right);
}

/// The first key of two events that is written differently; empty if none is.
std::string differing_key(const EventSpec& left, const EventSpec& right) {
  // Time and length first: they are what is changed most, and what a reader looks for.
  std::vector<std::string> keys{"at", "for"};
  for (const EventSpec* event : {&left, &right}) {
    for (const auto& [key, place] : event->places) keys.push_back(key);
  }
  for (const std::string& key : keys) {
    if (key != "id" && key != "note" && written(left, key) != written(right, key)) return key;
  }
  return {};
}

/// The key with its value, as far as both stand on one line.
Place with_its_key(const Place& value, const std::string& key) {
  Place place = value;
  const int columns = static_cast<int>(key.size()) + 2;
  if (place.column <= columns) return place;
  place.column -= columns;
  place.length = columns;
  if (text_at(place) != key + ": ") return value;
  place.length += value.length;
  return place;
}

std::string difference(const std::string& key, const std::string& there, const std::string& here,
                       const std::string& file) {
  const auto say = [](const std::string& text) { return text.empty() ? "nothing" : text; };
  const std::string verb = key == "for" ? "lasts" : key == "at" ? "is at" : "has '" + key + "'";
  return fmt::format("{} {} in {}, {} here", verb, say(there), file, say(here));
}

void report_pair(const scenario::Model& first, const EventSpec& theirs, const EventSpec& ours,
                 scenario::Diagnostics& diagnostics) {
  const std::string key = differing_key(theirs, ours);
  const std::string there = written(theirs, key);
  const auto place = place_of(ours, key);
  const auto other = place_of(theirs, key);
  diagnostics.error(
      "RT1201",
      fmt::format("not the same events: {} {}", name_of(ours),
                  key.empty() ? "differs from " + first.file
                              : difference(key, there, written(ours, key), first.file)),
      place ? with_its_key(*place, key) : ours.place,
      fmt::format("{} says {}; {}", scenario::location(other ? *other : theirs.place),
                  there.empty() ? "nothing" : there, kAdvice));
}

/// Events by their id; those without one, by their order.
std::vector<std::pair<std::string, const EventSpec*>> by_name(const scenario::Model& model) {
  std::vector<std::pair<std::string, const EventSpec*>> named;
  int nameless = 0;
  for (const EventSpec& event : model.events) {
    named.emplace_back(event.id.empty() ? fmt::format("#{}", ++nameless) : event.id, &event);
  }
  return named;
}

const EventSpec* find_event(const std::vector<std::pair<std::string, const EventSpec*>>& events,
                            const std::string& name) {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const auto& each) { return each.first == name; });
  return found == events.end() ? nullptr : found->second;
}

void check_equal_events(const scenario::Model& first, const scenario::Model& other,
                        scenario::Diagnostics& diagnostics) {
  const auto theirs = by_name(first);
  const auto ours = by_name(other);
  for (const auto& [name, event] : ours) {
    const EventSpec* same = find_event(theirs, name);
    if (same == nullptr) {
      diagnostics.error(
          "RT1201", fmt::format("not the same events: {} has no {}", first.file, name_of(*event)),
          event->place, std::string(kAdvice));
    } else if (!same_event(*same, *event)) {
      report_pair(first, *same, *event, diagnostics);
    }
  }
  for (const auto& [name, event] : theirs) {
    if (find_event(ours, name) != nullptr) continue;
    diagnostics.error("RT1201",
                      fmt::format("not the same events: {} has no {}", other.file, name_of(*event)),
                      event->place, std::string(kAdvice));
  }
}

const scenario::JobSpec* find_job(const scenario::Model& model, const std::string& name) {
  const auto found = std::find_if(model.jobs.begin(), model.jobs.end(),
                                  [&](const auto& job) { return job.name == name; });
  return found == model.jobs.end() ? nullptr : &*found;
}

/// A parameter that two jobs hold unlike, and where ours is written; nothing if they are equal.
std::optional<std::pair<std::string, Place>> unlike_parameter(const scenario::JobSpec& theirs,
                                                              const scenario::JobSpec& ours) {
  if (theirs.type != ours.type) return std::pair{std::string("type"), ours.place};
  for (const auto& [key, value] : ours.parameters.values) {
    if (devices::get(theirs.parameters.values, key) == value) continue;
    std::pair<std::string, Place> found{key, ours.place};
    // The longest path is the value itself; a map around it may stand in another file.
    for (const auto& [path, place] : ours.parameters.places) {
      const bool is_within = path == key || path.starts_with(key + ".");
      const auto same = theirs.parameters.places.find(path);
      const bool is_equal = same != theirs.parameters.places.end() &&
                            text_at(same->second) == text_at(place) && path != key;
      if (is_within && !is_equal) found = {path, place};
    }
    return found;
  }
  return std::nullopt;
}

void report_job(const std::string& message, const Place& place,
                scenario::Diagnostics& diagnostics) {
  diagnostics.error("RT1202", "not the same jobs: " + message, place,
                    "compare needs equal jobs (or --unequal)");
}

void check_equal_jobs(const scenario::Model& first, const scenario::Model& other,
                      scenario::Diagnostics& diagnostics) {
  for (const scenario::JobSpec& job : other.jobs) {
    const scenario::JobSpec* same = find_job(first, job.name);
    if (same == nullptr) {
      report_job(fmt::format("{} has no '{}'", first.file, job.name), job.place, diagnostics);
    } else if (const auto unlike = unlike_parameter(*same, job)) {
      report_job(fmt::format("'{}' has another '{}' in {}", job.name, unlike->first, first.file),
                 unlike->second, diagnostics);
    }
  }
  for (const scenario::JobSpec& job : first.jobs) {
    if (find_job(other, job.name) != nullptr) continue;
    report_job(fmt::format("{} has no '{}'", other.file, job.name), job.place, diagnostics);
  }
}

/// A value at the root of a scenario, as it is written there.
struct RootValue {
  std::string file;
  Place place;
  std::string text;
};

RootValue root_value(const scenario::Model& model, const Place& place, std::string by_default) {
  return {model.file, place, place.line > 0 ? text_at(place) : std::move(by_default)};
}

/// `key` differs; the finding points at the second scenario, unless only the first one writes it.
void report_root(const std::string& key, const std::string& message, RootValue theirs,
                 RootValue ours, scenario::Diagnostics& diagnostics) {
  if (ours.place.line == 0) std::swap(theirs, ours);
  const std::string there =
      theirs.place.line > 0
          ? fmt::format("{} says {}", scenario::location(theirs.place), theirs.text)
          : fmt::format("{} says nothing: {}", theirs.file, theirs.text);
  diagnostics.error(
      "RT1203", fmt::format("{}: {} in {}, {} here", message, theirs.text, theirs.file, ours.text),
      with_its_key(ours.place, key),
      fmt::format("{}; compare needs an equal '{}' (or --unequal)", there, key));
}

}  // namespace

void check_fair(const std::vector<scenario::Model>& models, scenario::Diagnostics& diagnostics) {
  const scenario::Model& first = models.front();
  for (const scenario::Model& other : std::span(models).subspan(1)) {
    if (first.duration != other.duration) {
      report_root("duration", "not equally long", root_value(first, first.duration_place, "0 s"),
                  root_value(other, other.duration_place, "0 s"), diagnostics);
    }
    if (first.seed != other.seed) {
      report_root("seed", "not the same seed", root_value(first, first.seed_place, "0"),
                  root_value(other, other.seed_place, "0"), diagnostics);
    }
    check_equal_events(first, other, diagnostics);
    check_equal_jobs(first, other, diagnostics);
  }
}

}  // namespace ridethrough::study
