#include "scenario/wiring_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::scenario {

namespace {

const Cohort& cohort_at(const Plan& plan, int index) {
  return plan.cohorts[static_cast<std::size_t>(index)];
}

Place feeder_place(const Cohort& cohort) {
  const ComponentSpec& spec = *cohort.component;
  return spec.from.empty() ? spec.place : spec.from_place;
}

/// Names of components with an outlet beside `cohort`, for the advice.
std::string outlets_beside(const Plan& plan, const Cohort& cohort) {
  std::vector<std::string> names;
  for (const Cohort& other : plan.cohorts) {
    if (other.component == nullptr || !other.type->terminals.outlet) continue;
    if (other.names.size() != cohort.names.size()) continue;
    if (!std::equal(other.names.begin(), other.names.end() - 1, cohort.names.begin())) continue;
    if (other.component != cohort.component) names.push_back(other.names.back());
  }
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

void check_feeders(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  const devices::Terminals& terminals = cohort.type->terminals;
  const ComponentSpec& spec = *cohort.component;
  const bool is_fed = !spec.from.empty() || !spec.between.empty();
  const auto is_tied = [&](const Cohort& other) {
    return std::any_of(other.between.begin(), other.between.end(),
                       [&](int end) { return &cohort_at(plan, end) == &cohort; });
  };
  const bool joins = terminals.inlets_max < 0;
  if (joins && !is_fed && std::any_of(plan.cohorts.begin(), plan.cohorts.end(), is_tied)) return;
  if ((terminals.inlets_min > 0 || joins || terminals.needs_dc_port) && !is_fed) {
    diagnostics.error("RT0412", fmt::format("'{}' is fed by nothing", spec.name), spec.place,
                      fmt::format("add 'from:'; with an outlet here: {}",
                                  outlets_beside(plan, cohort)));
  }
  for (const int feeder : cohort.feeders) {
    if (cohort_at(plan, feeder).type->terminals.outlet) continue;
    diagnostics.error("RT0414",
                      fmt::format("'{}' is a {}: nothing can hang under it",
                                  cohort_at(plan, feeder).names.back(),
                                  cohort_at(plan, feeder).type->name),
                      feeder_place(cohort),
                      fmt::format("with an outlet here: {}", outlets_beside(plan, cohort)));
  }
}

void check_dc_port(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.dc_host < 0) return;
  const Cohort& host = cohort_at(plan, cohort.dc_host);
  if (host.type->terminals.dc_port) return;
  diagnostics.error("RT0431",
                    fmt::format("a {} has no converter; '{}' is a {}", cohort.type->name,
                                host.names.back(), host.type->name),
                    feeder_place(cohort),
                    "type: bess hangs on an ac bus; a battery hangs under a ups or a dc bus");
}

void check_battery(const Plan& plan, std::size_t index, Diagnostics& diagnostics) {
  const Cohort& host = plan.cohorts[index];
  if (!host.type->terminals.dc_port) return;
  int banks = 0;
  for (const Cohort& other : plan.cohorts) {
    if (other.dc_host == static_cast<int>(index)) ++banks;
  }
  const devices::Value& accepted = devices::get(host.parameters, "no_battery");
  if (banks == 0 && !(accepted.present() && accepted.flag())) {
    diagnostics.error("RT0433", fmt::format("'{}' has no battery", host.names.back()),
                      host.component->place,
                      fmt::format("add a battery 'from: {}' or say 'no_battery: true'",
                                  host.names.back()));
  }
  if (banks > 1) {
    diagnostics.error("RT0434", fmt::format("'{}' has {} batteries", host.names.back(), banks),
                      host.component->place,
                      "one bank for each dc port; more strings of one bank are 'strings:'");
  }
}

void check_cords(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.type->terminals.inlets_max < 2) return;
  for (std::size_t i = 0; i < cohort.feeders.size(); ++i) {
    for (std::size_t k = i + 1; k < cohort.feeders.size(); ++k) {
      if (cohort.feeders[i] != cohort.feeders[k]) continue;
      diagnostics.error(
          "RT0421",
          fmt::format("both cords of '{}' end at '{}'", cohort.names.back(),
                      cohort_at(plan, cohort.feeders[i]).names.back()),
          feeder_place(cohort), "two cords on one feeder fail together: name two feeders");
    }
  }
}

/// Converters hold their outlet's voltage: a second source beside one has no say, and none yields.
void check_masters(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.type->terminals.inlets_max >= 0 || cohort.feeders.size() < 2) return;
  for (const int feeder : cohort.feeders) {
    if (!cohort_at(plan, feeder).type->terminals.dc_port) continue;
    diagnostics.error("RT0435",
                      fmt::format("two masters on bus '{}': '{}' holds a voltage of its own",
                                  cohort.names.back(), cohort_at(plan, feeder).names.back()),
                      feeder_place(cohort),
                      "give one ups more 'modules:', or feed the load over two cords or an sts");
    return;
  }
}

class FeedingOrder {
 public:
  FeedingOrder(Plan& plan, Diagnostics& diagnostics) : plan_(plan), diagnostics_(diagnostics) {}

  void fill() {
    marks_.assign(plan_.cohorts.size(), Mark::unseen);
    for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) visit(static_cast<int>(i));
  }

 private:
  enum class Mark { unseen, open, done };

  void visit(int index) {
    Mark& mark = marks_[static_cast<std::size_t>(index)];
    if (mark == Mark::done || has_circle_) return;
    trail_.push_back(index);
    if (mark == Mark::open) {
      report(index);
      return;
    }
    mark = Mark::open;
    const Cohort& cohort = cohort_at(plan_, index);
    for (const int feeder : cohort.feeders) visit(feeder);
    for (const int end : cohort.between) visit(end);
    for (const auto& [parameter, peer] : cohort.peers) visit(peer);
    if (cohort.dc_host < 0) visit_hangers(index);
    trail_.pop_back();
    marks_[static_cast<std::size_t>(index)] = Mark::done;
    plan_.feeding_order.push_back(index);
  }

  /// Batteries are wired before the converter that uses them.
  void visit_hangers(int host) {
    for (std::size_t i = 0; i < plan_.cohorts.size(); ++i) {
      if (plan_.cohorts[i].dc_host == host) visit(static_cast<int>(i));
    }
  }

  void report(int index) {
    has_circle_ = true;
    const auto begin = std::find(trail_.begin(), trail_.end(), index);
    std::vector<std::string> names;
    for (auto it = begin; it != trail_.end(); ++it) {
      names.push_back(cohort_at(plan_, *it).names.back());
    }
    const Cohort& cohort = cohort_at(plan_, index);
    diagnostics_.error(
        "RT0413", fmt::format("'from' goes round in a circle: {}", fmt::join(names, " -> ")),
        feeder_place(cohort), "a tie has two equal ends: between: [bus-a, bus-b]");
  }

  Plan& plan_;
  Diagnostics& diagnostics_;
  std::vector<Mark> marks_;
  std::vector<int> trail_;
  bool has_circle_ = false;
};

constexpr std::string_view kVerbNames[] = {"outage",   "dip",   "fault", "open",   "close",
                                           "start",    "stop",  "transfer", "reset", "fail",
                                           "repair",   "crash", "set"};

std::string verbs_of(const devices::TypeSchema& type) {
  std::vector<std::string_view> names;
  for (const devices::Verb verb : type.verbs) {
    names.push_back(kVerbNames[static_cast<std::size_t>(verb)]);
  }
  if (names.empty()) return "no verb";
  return fmt::format("{}", fmt::join(names, ", "));
}

void check_verb(const devices::TypeSchema& type, const EventSpec& event, const Reference& target,
                Diagnostics& diagnostics) {
  if (std::find(type.verbs.begin(), type.verbs.end(), event.verb) != type.verbs.end()) return;
  diagnostics.error("RT0702",
                    fmt::format("'{}' does not know '{}'", target.path.text(),
                                kVerbNames[static_cast<std::size_t>(event.verb)]),
                    target.place, fmt::format("a {} knows: {}", type.name, verbs_of(type)));
}

void check_target(const Model& model, const Plan& plan, const EventSpec& event,
                  const Reference& target, Diagnostics& diagnostics) {
  const auto found = plan.matches(target.path);
  for (const int index : found) {
    check_verb(*cohort_at(plan, index).type, event, target, diagnostics);
    return;
  }
  for (const JobSpec& job : model.jobs) {
    if (target.path.text() != job.name) continue;
    check_verb(*job.type, event, target, diagnostics);
    return;
  }
  std::vector<std::string> names;
  for (const Cohort& cohort : plan.cohorts) names.push_back(cohort.plain_path());
  for (const JobSpec& job : model.jobs) names.push_back(job.name);
  const auto better = suggest(target.path.text(), names);
  diagnostics.error("RT0401", fmt::format("nothing here is called '{}'", target.path.text()),
                    target.place,
                    better ? fmt::format("did you mean '{}'?", *better)
                           : "an event must aim at something that exists");
}

}  // namespace

void check_wiring(const Plan& plan, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    const Cohort& cohort = plan.cohorts[i];
    if (cohort.component == nullptr) continue;
    check_feeders(plan, cohort, diagnostics);
    check_dc_port(plan, cohort, diagnostics);
    check_battery(plan, i, diagnostics);
    check_cords(plan, cohort, diagnostics);
    check_masters(plan, cohort, diagnostics);
  }
}

void order_feeding(Plan& plan, Diagnostics& diagnostics) {
  FeedingOrder(plan, diagnostics).fill();
}

void place_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics) {
  std::vector<const JobSpec*> carried(plan.cohorts.size(), nullptr);
  for (const JobSpec& job : model.jobs) {
    JobPlan placed;
    placed.job = &job;
    for (const Reference& reference : job.racks) {
      const auto found = plan.matches(reference.path);
      if (found.empty()) {
        diagnostics.error("RT0401",
                          fmt::format("nothing here is called '{}'", reference.path.text()),
                          reference.place, "a job runs on racks: name them by path");
      }
      for (const int index : found) {
        const Cohort& rack = cohort_at(plan, index);
        if (rack.type->name != "rack") {
          diagnostics.error("RT0902",
                            fmt::format("'{}' is a {}; jobs run on racks", rack.plain_path(),
                                        rack.type->name),
                            reference.place, "name the racks under it");
          break;
        }
        const JobSpec*& other = carried[static_cast<std::size_t>(index)];
        if (other != nullptr && other != &job) {
          diagnostics.error("RT0901",
                            fmt::format("{} would carry '{}' and '{}' at the same time",
                                        rack.path(), other->name, job.name),
                            reference.place,
                            fmt::format("'{}' has it already; name other members", other->name));
          break;
        }
        if (other == nullptr) placed.racks.push_back(index);
        other = &job;
      }
    }
    plan.jobs.push_back(std::move(placed));
  }
}

void check_events(const Model& model, const Plan& plan, Diagnostics& diagnostics) {
  for (const EventSpec& event : model.events) {
    for (const Reference& target : event.targets) {
      check_target(model, plan, event, target, diagnostics);
    }
  }
}

}  // namespace ridethrough::scenario
