#include "ridethrough/study/contingency.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "study/failure_actions.hpp"
#include "study/run_each.hpp"
#include "study/run_end.hpp"

namespace ridethrough::study {

namespace {

/// One failure, or several at a time, or none.
using Case = std::vector<Action>;

std::string name_of(const Case& actions) {
  std::string name;
  for (const Action& action : actions) name += (name.empty() ? "" : " + ") + action.name();
  return name.empty() ? "none" : name;
}

bool touches(const Case& actions, const std::string& component) {
  return std::ranges::any_of(actions,
                             [&](const Action& action) { return action.component == component; });
}

/// All sets of `size` failures of different components.
std::vector<Case> combined(const std::vector<Action>& failures, std::size_t size) {
  std::vector<Case> cases{{}};
  for (const Action& failure : failures) {
    const std::size_t before = cases.size();
    for (std::size_t i = 0; i < before; ++i) {
      if (cases[i].size() == size || touches(cases[i], failure.component)) continue;
      cases.push_back(cases[i]);
      cases.back().push_back(failure);
    }
  }
  std::erase_if(cases, [&](const Case& each) { return !each.empty() && each.size() != size; });
  return cases;
}

scenario::Axis axis_of(const std::string& name, const std::vector<Case>& cases) {
  scenario::Axis axis;
  axis.path = name;
  for (const Case& each : cases) axis.values.push_back({name_of(each), {}});
  return axis;
}

void refuse_too_many_cases(const scenario::Model& model, std::size_t cases, std::size_t most) {
  if (cases <= most) return;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT1002", fmt::format("{} runs; the limit is {}", cases, most),
                    model.duration_place, fmt::format("allow it with --max-runs {}", cases));
  throw scenario::ScenarioError(std::move(diagnostics));
}

/// Without a check, or after the end, everything would be survived.
void refuse_empty(const scenario::Model& model, core::Tick at) {
  scenario::Diagnostics diagnostics;
  if (model.checks.empty()) {
    diagnostics.error("RT0812", "this scenario has no checks", model.duration_place,
                      "add 'checks:': they say what is survived");
  }
  if (at >= model.duration) {
    diagnostics.error("RT1012", "the failures would begin after the end of the run",
                      model.duration_place, "'--at' is before that");
  }
  if (diagnostics.has_errors()) throw scenario::ScenarioError(std::move(diagnostics));
}

class Enumeration {
 public:
  Enumeration(const scenario::Model& model, const ContingencyOptions& options)
      : model_(model), options_(options) {
    refuse_empty(model, options.at);
    scenario::Diagnostics diagnostics;
    const scenario::Plan plan = scenario::wire(model, {}, diagnostics);
    if (diagnostics.has_errors()) throw scenario::ScenarioError(diagnostics);
    std::vector<Action> failures;
    for (const Unit& unit : units_of(plan)) {
      for (Action& each : failures_of(unit, options.at)) failures.push_back(std::move(each));
      if (!options.during_maintenance) continue;
      if (auto service = maintenance_of(unit)) maintenance_.push_back({std::move(*service)});
    }
    failures_ = combined(failures, options.failures);
    name_cells();
    refuse_too_many_cases(model, cells_.size(), options.sweep.runs_max);
  }

  Contingency run_all() {
    return {study_, run_each(
                        numbers_of({0, cells_.size()}), options_.sweep,
                        [&](CellResult& result) {
                          result.cell = cells_[result.run];
                          result.name = result.cell.name(study_);
                        },
                        [&](CellResult& result) {
                          run_model(with(result.cell), options_.sweep.goes_on, result);
                        })};
  }

 private:
  void name_cells() {
    study_.file = model_.file;
    study_.name = model_.name;
    if (options_.during_maintenance) study_.axes.push_back(axis_of("maintenance", maintenance_));
    study_.axes.push_back(axis_of("failure", failures_));
    for (std::size_t service = 0; service < maintenance_.size(); ++service) {
      for (std::size_t failure = 0; failure < failures_.size(); ++failure) {
        if (is_out_already(maintenance_[service], failures_[failure])) continue;
        scenario::Cell cell;
        if (options_.during_maintenance) cell.choice.push_back(service);
        cell.choice.push_back(failure);
        cells_.push_back(std::move(cell));
      }
    }
  }

  static bool is_out_already(const Case& service, const Case& failures) {
    return !service.empty() && touches(failures, service.front().component);
  }

  scenario::Model with(const scenario::Cell& cell) const {
    scenario::Model model = model_;
    const auto add = [&](const Case& actions) {
      for (const Action& action : actions) model.events.push_back(action.event);
    };
    if (options_.during_maintenance) add(maintenance_[cell.choice.front()]);
    add(failures_[cell.choice.back()]);
    return model;
  }

  const scenario::Model& model_;
  const ContingencyOptions& options_;
  std::vector<Case> maintenance_{{}};  // the first: nothing is out of service
  std::vector<Case> failures_;
  scenario::Study study_;
  std::vector<scenario::Cell> cells_;
};

}  // namespace

Contingency contingency(const scenario::Model& model, const ContingencyOptions& options) {
  return Enumeration(model, options).run_all();
}

}  // namespace ridethrough::study
