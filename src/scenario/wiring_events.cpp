#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "ridethrough/devices/catalog.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/verbs.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Verb;

/// "'vrla-a' can not be opened": what a target of the wrong type can not do or suffer.
std::string_view inability(Verb verb) {
  switch (verb) {
    case Verb::outage:
      return "have an outage";
    case Verb::dip:
      return "have a dip";
    case Verb::fault:
      return "have a fault";
    case Verb::open:
      return "be opened";
    case Verb::close:
      return "be closed";
    case Verb::start:
      return "be started";
    case Verb::stop:
      return "be stopped";
    case Verb::transfer:
      return "be transferred";
    case Verb::reset:
      return "be reset";
    case Verb::fail:
      return "fail";
    case Verb::repair:
      return "be repaired";
    case Verb::crash:
      return "crash";
    case Verb::set:
      return "be set";
    case Verb::grow:
      return "grow";
  }
  return "do this";
}

std::string types_with(Verb verb) {
  std::vector<std::string> names;
  for (const devices::CatalogEntry& entry : devices::catalog()) {
    if (knows(*entry.schema, verb)) names.emplace_back(entry.schema->name);
  }
  return names.empty() ? "no type of this version" : listed(names, names.size());
}

std::string verbs_known_by(const devices::TypeSchema& type) {
  std::vector<std::string> names;
  for (const Verb verb : type.verbs) {
    std::string name(name_of_verb(verb));
    const auto modes = failure_names(type);
    if (verb == Verb::fail && !modes.empty()) {
      name += " (as: " + listed(modes, modes.size()) + ")";
    }
    names.push_back(std::move(name));
  }
  if (type.terminals.outlet) names.emplace_back(name_of_verb(Verb::fault));
  return names.empty() ? "no verb" : listed(names, names.size());
}

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// E26.
void check_verb(const devices::TypeSchema& type, const std::string& name, const EventSpec& event,
                const Reference& target, bool has_fault, Diagnostics& diagnostics) {
  if (knows(type, event.verb)) return;
  if (event.verb == Verb::repair && has_fault) return;
  const std::string_view verb = name_of_verb(event.verb);
  diagnostics.error("RT0702", fmt::format("'{}' can not {}", name, inability(event.verb)),
                    key_before(target.place, verb),
                    fmt::format("{} is for {}. {} knows: {}", verb, types_with(event.verb),
                                capitalised(with_article(type.name)), verbs_known_by(type)));
}

/// A key that a failure mode does not read would be silently without effect.
void check_keys(const devices::WordSpec& mode, const std::string& name, const EventSpec& event,
                const Reference& target, Diagnostics& diagnostics) {
  for (const auto& [key, value] : event.arguments) {
    if (!value.present() || key == "as") continue;
    if (std::find(mode.keys.begin(), mode.keys.end(), key) != mode.keys.end()) continue;
    const std::vector<std::string> keys(mode.keys.begin(), mode.keys.end());
    const auto place = event.places.find(key);
    diagnostics.error(
        "RT0702", fmt::format("'{}' failing as '{}' has no '{}'", name, mode.name, key),
        place == event.places.end() ? target.place : place->second,
        keys.empty() ? "it takes nothing besides 'as'" : "it takes: " + listed(keys, keys.size()));
  }
}

/// The failure mode is a word of the type, so that a misspelt one does not fail nothing.
void check_mode(const devices::TypeSchema& type, const std::string& name, const EventSpec& event,
                const Reference& target, Diagnostics& diagnostics) {
  if (event.verb != Verb::fail || !knows(type, event.verb)) return;
  const devices::Value& mode = devices::get(event.arguments, "as");
  if (!mode.present()) return;
  const auto known =
      std::find_if(type.failures.begin(), type.failures.end(),
                   [&](const devices::WordSpec& word) { return word.name == mode.word(); });
  if (known != type.failures.end()) return check_keys(*known, name, event, target, diagnostics);
  const auto modes = failure_names(type);
  const auto place = event.places.find("as");
  diagnostics.error(
      "RT0702", fmt::format("'{}' can not fail as '{}'", name, mode.word()),
      place == event.places.end() ? target.place : place->second,
      did_you_mean(mode.word(), modes,
                   fmt::format("{} fails as: {}", with_article(type.name), listed(modes, 10))));
}

/// The words of a ups mean nothing to a transfer switch, nor the feeds of one to a ups.
void check_position(const devices::TypeSchema& type, const std::string& name,
                    const EventSpec& event, const Reference& target, Diagnostics& diagnostics) {
  if (event.verb != Verb::transfer || !knows(type, event.verb)) return;
  const devices::Value& to = devices::get(event.arguments, "to");
  const bool is_switch = type.group == "switchgear";
  if (!to.present() || is_switch == (to.word() == "1" || to.word() == "2")) return;
  const auto place = event.places.find("to");
  diagnostics.error(
      "RT0702", fmt::format("'{}' can not be transferred to '{}'", name, to.word()),
      place == event.places.end() ? target.place : place->second,
      fmt::format("{} goes to {}", with_article(type.name),
                  is_switch ? "1 (preferred) or 2 (alternate)" : "bypass, maintenance or online"));
}

/// A fault of single phases: where current is direct, two poles can only touch each other.
bool needs_phases(const EventSpec& event) {
  const devices::Value& kind = devices::get(event.arguments, "kind");
  return event.verb == Verb::fault && kind.present() && kind.word() != "three_phase";
}

class EventChecker {
 public:
  EventChecker(const Model& model, const Plan& plan, Diagnostics& diagnostics)
      : model_(model), plan_(plan), diagnostics_(diagnostics) {
    for (const JobSpec& job : model.jobs) jobs_.push_back(job.name);
    for (const EventSpec& event : model.events) {
      if (event.verb != Verb::fault) continue;
      for (const Reference& target : event.targets) {
        for (const int index : plan.matches(target.path)) faulted_.insert(index);
      }
    }
  }

  void check(const EventSpec& event) {
    for (const Reference& target : event.targets) check_target(event, target);
    for (const SetItem& item : event.sets) {
      check_members(item.target, item.place, {"", &model_.components}, diagnostics_);
      check_not_played(item);
    }
  }

 private:
  /// What a trace moves, an event can not move as well: which of them would hold?
  void check_not_played(const SetItem& item) {
    for (const int index : plan_.matches(item.target)) {
      const Cohort& cohort = cohort_at(plan_, index);
      if (!devices::get(cohort.parameters, item.parameter).is_played()) continue;
      diagnostics_.error(
          "RT0703",
          fmt::format("'{}' of {} is played from a trace", item.parameter, cohort.names.back()),
          item.place, "an event and a trace can not both move it: change the trace");
      return;
    }
  }

  void check_target(const EventSpec& event, const Reference& target) {
    for (const JobSpec& job : model_.jobs) {
      if (target.path.text() != job.name || job.type == nullptr) continue;
      check_type(*job.type, job.name, event, target, false);
      return;
    }
    const Scope all{"", &model_.components};
    const bool is_known = names_branch(target.path)
                              ? check_members(target.path, target.place, all, diagnostics_)
                              : check_names(target, all, jobs_, diagnostics_);
    if (!is_known) return;
    std::vector<const devices::TypeSchema*> seen;
    for (const int index : plan_.matches(target.path)) {
      const Cohort& cohort = cohort_at(plan_, index);
      if (!check_distance(cohort, event, target, diagnostics_)) return;
      if (event.verb == Verb::fault && is_tie(cohort) && !has_distance(event)) {
        return report_tie(cohort, target);
      }
      if (needs_phases(event) && is_dc(plan_, cohort)) return report_dc(cohort, event, target);
      if (std::find(seen.begin(), seen.end(), cohort.type) != seen.end()) continue;
      seen.push_back(cohort.type);
      check_type(*cohort.type, cohort.names.back(), event, target, faulted_.count(index) > 0);
    }
    if (seen.empty()) report_group(target);
  }

  /// Branch breakers are cohorts without a component of their own.
  bool names_branch(const Path& path) const {
    const std::vector<int> found = plan_.matches(path);
    return std::any_of(found.begin(), found.end(), [this](int index) {
      const Cohort& cohort = cohort_at(plan_, index);
      return cohort.component == nullptr && cohort.dc_host < 0;
    });
  }

  void check_type(const devices::TypeSchema& type, const std::string& name, const EventSpec& event,
                  const Reference& target, bool has_fault) {
    check_verb(type, name, event, target, has_fault, diagnostics_);
    check_mode(type, name, event, target, diagnostics_);
    check_position(type, name, event, target, diagnostics_);
  }

  void report_tie(const Cohort& cohort, const Reference& target) {
    diagnostics_.error("RT0702", fmt::format("'{}' can not have a fault", cohort.names.back()),
                       target.place,
                       "it joins two buses and has no outlet of its own: aim at one of them");
  }

  void report_dc(const Cohort& cohort, const EventSpec& event, const Reference& target) {
    const auto place = event.places.find("kind");
    diagnostics_.error(
        "RT0702",
        fmt::format("'{}' has direct current; it can not have a fault of kind {}",
                    cohort.names.back(), devices::get(event.arguments, "kind").word()),
        place == event.places.end() ? target.place : place->second,
        "without 'kind:' its two poles touch");
  }

  void report_group(const Reference& target) {
    diagnostics_.error(
        "RT0702", fmt::format("'{}' is a group; an event aims at equipment", target.path.text()),
        target.place, "name what is inside of it");
  }

  const Model& model_;
  const Plan& plan_;
  Diagnostics& diagnostics_;
  std::vector<std::string> jobs_;
  std::set<int> faulted_;  // cohorts that some event gives a fault
};

}  // namespace

void check_events(const Model& model, const Plan& plan, Diagnostics& diagnostics) {
  EventChecker checker(model, plan, diagnostics);
  for (const EventSpec& event : model.events) checker.check(event);
}

}  // namespace ridethrough::scenario
