#include "ridethrough/study/replica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string_view>

namespace ridethrough::study {

namespace {

bool is_turning(std::string_view state) {
  return state == "running" || state == "cooling_down" || state == "warming_up" ||
         state == "synchronising";
}

/// Whether some genset has started more often, or run longer, than its failures were drawn for.
bool is_beyond(const Outcome& outcome, const scenario::DrawBounds& bounds) {
  constexpr std::string_view kStarts = "count:starts";
  std::map<std::string, core::Tick> since, turned;
  bool has_started_more = false;
  for (const OutcomeEvent& row : outcome.events) {
    if (row.what == kStarts) has_started_more |= std::atoll(row.to.c_str()) > bounds.starts;
    if (row.what != "state") continue;
    if (is_turning(row.from)) turned[row.component] += row.time - since[row.component];
    if (is_turning(row.to)) since[row.component] = row.time;
    if (is_turning(row.from) && !is_turning(row.to)) since.erase(row.component);
  }
  for (const auto& [component, from] : since) turned[component] += outcome.duration - from;
  return has_started_more || std::any_of(turned.begin(), turned.end(), [&](const auto& each) {
           return core::seconds(each.second) > bounds.running_s;
         });
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
    bounds = is_beyond(replica.outcome, bounds) ? bounds.further() : scenario::DrawBounds{};
  } while (bounds.starts > scenario::DrawBounds{}.starts);
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
