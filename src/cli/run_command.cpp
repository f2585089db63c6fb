#include <fmt/format.h>

#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/availability.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/availability.hpp"
#include "ridethrough/study/compare.hpp"
#include "ridethrough/study/replica.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::cli {

namespace {

scenario::Model load(const std::string& file, const Options& options) {
  const scenario::LoadOptions loading{options.sets, library_folder()};
  if (!options.cell.empty()) {
    const scenario::Study study = scenario::read_study(file);
    return scenario::load_cell(study, scenario::find_cell(study, options.cell), loading);
  }
  scenario::Model model = scenario::load_scenario(file, loading);
  if (!model.is_abstract) return model;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT0610", fmt::format("'{}' is abstract: it is only to be extended", file),
                    scenario::role_of(file).place, "run a scenario that extends it");
  throw scenario::ScenarioError(diagnostics);
}

study::RunOptions run_options(const Options& options, ProgressBar& bar) {
  study::RunOptions run;
  run.lump = !options.unlumped;
  run.record = !options.out.empty();
  run.progress = [&bar](double share) { return bar.show(share); };
  return run;
}

study::Outcome simulate(const scenario::Model& model, const Options& options) {
  ProgressBar bar(model.file, options.quiet);
  return study::run(model, run_options(options, bar));
}

/// What `montecarlo` ran as one of many.
study::Outcome simulate_replica(const Options& options) {
  const std::string& file = options.files.front();
  const scenario::Study study = scenario::read_study(file);
  study::check_replica(study, options.replica);
  const std::string cell = options.cell.empty() ? "base" : options.cell;
  const study::CellRuns runs(study, scenario::find_cell(study, cell),
                             {options.sets, library_folder()});
  ProgressBar bar(file, options.quiet);
  return runs.run(options.replica, run_options(options, bar)).outcome;
}

}  // namespace

int run_command(const Options& options) {
  std::optional<scenario::Model> model;
  if (options.replica == 0) model = load(options.files.front(), options);
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out,
                   std::vector<std::string>{"events.csv", "signals.csv", "outcome.json"});
  }
  const study::Outcome outcome = model ? simulate(*model, options) : simulate_replica(options);
  const std::string json = report::outcome_json(outcome, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::events_csv(outcome), report::signals_csv(outcome), json});
  print(options.json ? json : report::run_text(outcome, style_for_output(options.no_colour)));
  return outcome.verdict == study::Verdict::pass ? kGood : kCheckFailed;
}

int availability_command(const Options& options) {
  const std::string& file = options.files.front();
  const scenario::Model model = load(file, options);
  const std::vector<study::RackAvailability> racks = study::availability(model);
  print(options.json ? report::availability_json(file, racks, RIDETHROUGH_VERSION)
                     : report::availability_text(model.name, racks));
  return kGood;
}

int compare_command(const Options& options) {
  std::vector<scenario::Model> models;
  models.reserve(options.files.size());
  for (const std::string& file : options.files) models.push_back(load(file, options));
  scenario::Diagnostics diagnostics;
  study::check_fair(models, diagnostics);
  const bool is_unequal = diagnostics.has_errors();
  if (is_unequal && !options.unequal) throw scenario::ScenarioError(diagnostics);
  std::vector<study::Outcome> outcomes;
  outcomes.reserve(models.size());
  for (const scenario::Model& model : models) outcomes.push_back(simulate(model, options));
  study::Comparison comparison = study::compare(std::move(outcomes));
  comparison.is_unequal = is_unequal;
  print(options.json ? report::comparison_json(comparison, RIDETHROUGH_VERSION)
                     : report::comparison_text(comparison, style_for_output(options.no_colour)));
  return kGood;
}

}  // namespace ridethrough::cli
