#include "ridethrough/study/replica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "scenario/drawn_members.hpp"
#include "scenario/verbs.hpp"
#include "study/path_levels.hpp"

namespace ridethrough::study {

namespace {

bool is_turning(std::string_view state) {
  return state == "running" || state == "cooling_down" || state == "warming_up" ||
         state == "synchronising";
}

/// Who fails when it is asked, and whether its changes of state tell how often that was: contacts
/// have no counter of their own.
std::map<std::string, bool> asked_in(const scenario::Model& model) {
  std::map<std::string, bool> asked;
  for (const scenario::FailingMember& each : scenario::failing_members(model)) {
    if (each.reliability.fail_on_demand <= 0.0) continue;
    asked[each.member.plain] = scenario::knows(*each.member.spec->type, devices::Verb::open);
  }
  return asked;
}

/// The most that one of them was asked.
std::int64_t most_demands(const scenario::Model& model, const Outcome& outcome) {
  const std::map<std::string, bool> asked = asked_in(model);
  if (asked.empty()) return 0;
  std::map<std::string, std::int64_t> demands;
  for (const OutcomeEvent& row : outcome.events) {
    const bool is_counted = row.what == "count:starts" || row.what == "count:transfers" ||
                            row.what == "count:failed_operations";
    if (!is_counted && row.what != "state") continue;
    const auto found = asked.find(plain_path(row.component));
    if (found != asked.end() && (is_counted || found->second)) ++demands[row.component];
  }
  std::int64_t most = 0;
  for (const auto& [component, count] : demands) most = std::max(most, count);
  return most;
}

/// How long each set has turned.
std::map<std::string, core::Tick> turned_of(const Outcome& outcome) {
  std::map<std::string, core::Tick> since, turned;
  for (const OutcomeEvent& row : outcome.events) {
    if (row.what != "state") continue;
    if (is_turning(row.from)) turned[row.component] += row.time - since[row.component];
    if (is_turning(row.to)) since[row.component] = row.time;
    if (is_turning(row.from) && !is_turning(row.to)) since.erase(row.component);
  }
  for (const auto& [component, from] : since) turned[component] += outcome.duration - from;
  return turned;
}

/// Whether something was asked more often, or ran longer, than its failures were drawn for.
bool is_beyond(const scenario::Model& model, const Outcome& outcome,
               const scenario::DrawBounds& bounds) {
  const auto turned = turned_of(outcome);
  const auto runs_longer = [&](const auto& each) {
    return core::seconds(each.second) > bounds.running_s;
  };
  return most_demands(model, outcome) > bounds.demands ||
         std::any_of(turned.begin(), turned.end(), runs_longer);
}

}  // namespace

CellRuns::CellRuns(const scenario::Study& study, scenario::Cell cell, scenario::LoadOptions options)
    : study_(study),
      cell_(std::move(cell)),
      options_(std::move(options)),
      model_(scenario::load_cell(study, cell_, options_)) {
  scenario::Diagnostics diagnostics;
  scenario::check_draws(model_, study, diagnostics);
  if (diagnostics.has_errors()) throw scenario::ScenarioError(std::move(diagnostics));
}

Replica CellRuns::run(std::uint32_t number, const RunOptions& options) const {
  if (number == 0) return {model_, study::run(model_, options), 1.0};
  const bool has_own = study_.has_drawn_axis();
  const scenario::Model own =
      has_own ? scenario::load_cell(study_, cell_, options_, number) : scenario::Model{};
  const scenario::Model& base = has_own ? own : model_;
  Replica replica;
  scenario::DrawBounds bounds;
  do {
    double log_weight = 0.0;
    replica.model = scenario::draw(base, study_.draw, number, bounds, &log_weight);
    replica.weight = std::exp(log_weight);
    replica.outcome = study::run(replica.model, options);
    bounds = is_beyond(base, replica.outcome, bounds) ? bounds.further() : scenario::DrawBounds{};
  } while (bounds.demands > scenario::DrawBounds{}.demands);
  return replica;
}

void check_replica(const scenario::Study& study, std::uint32_t number) {
  if (number >= 1 && number <= study.replicas) return;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1009", fmt::format("there is no replica {}", number),
                    study.replicas > 0 ? study.replicas_place : study.place,
                    study.replicas > 0 ? fmt::format("they are 1 to {}", study.replicas)
                                       : "this study has no 'replicas'");
  throw scenario::ScenarioError(std::move(diagnostics));
}

}  // namespace ridethrough::study
