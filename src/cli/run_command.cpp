#include <fmt/format.h>

#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/scenario/study.hpp"
#include "ridethrough/study/compare.hpp"
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

study::Outcome simulate(const scenario::Model& model, const Options& options) {
  ProgressBar bar(model.file, options.quiet);
  study::RunOptions run_options;
  run_options.lump = !options.unlumped;
  run_options.record = !options.out.empty();
  run_options.progress = [&bar](double share) { return bar.show(share); };
  return study::run(model, run_options);
}

}  // namespace

int run_command(const Options& options) {
  const scenario::Model model = load(options.files.front(), options);
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out,
                   std::vector<std::string>{"events.csv", "signals.csv", "outcome.json"});
  }
  const study::Outcome outcome = simulate(model, options);
  const std::string json = report::outcome_json(outcome, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::events_csv(outcome), report::signals_csv(outcome), json});
  print(options.json ? json : report::run_text(outcome, style_for_output(options.no_colour)));
  return outcome.verdict == study::Verdict::pass ? kGood : kCheckFailed;
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
