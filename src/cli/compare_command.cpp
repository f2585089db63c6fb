#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/load_model.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/file_role.hpp"
#include "ridethrough/study/compare.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::cli {

namespace {

/// Each architecture of a study; they have the name of their cell, for all are of one file.
std::vector<scenario::Model> architectures_of(const std::string& file, const Options& options) {
  const scenario::Study study = scenario::read_study(file);
  std::vector<scenario::Model> models;
  for (const scenario::Cell& cell : scenario::architectures(study, options.cell)) {
    models.push_back(scenario::load_cell(study, cell, load_options(options)));
    models.back().name = cell.name(study);
  }
  return models;
}

std::vector<scenario::Model> models_of(const Options& options) {
  std::vector<scenario::Model> models;
  models.reserve(options.files.size());
  for (const std::string& file : options.files) models.push_back(load_runnable(file, options));
  return models;
}

bool is_study(const std::string& file) {
  return scenario::role_of(file).kind == scenario::FileRole::Kind::study;
}

study::Outcome simulate_one(const scenario::Model& model, const Options& options) {
  ProgressBar bar(model.name, options.quiet);
  study::RunOptions run;
  run.progress = [&bar](double share) { return bar.show(share); };
  return study::run(model, run);
}

}  // namespace

int compare_command(const Options& options) {
  const bool is_of_study = options.files.size() == 1 && is_study(options.files.front());
  if (options.files.size() == 1 && !is_of_study) {
    fmt::print(stderr,
               "error: 'compare' takes 2 to 20 scenarios, or one study; 'ridethrough compare "
               "--help' tells the options\n");
    return kUsage;
  }
  const std::vector<scenario::Model> models =
      is_of_study ? architectures_of(options.files.front(), options) : models_of(options);
  scenario::Diagnostics diagnostics;
  study::check_fair(models, diagnostics);
  const bool is_unequal = diagnostics.has_errors();
  if (is_unequal && !options.unequal) throw scenario::ScenarioError(diagnostics);
  std::vector<study::Outcome> outcomes;
  outcomes.reserve(models.size());
  for (const scenario::Model& model : models) outcomes.push_back(simulate_one(model, options));
  study::Comparison comparison = study::compare(std::move(outcomes));
  comparison.is_unequal = is_unequal;
  print(options.json ? report::comparison_json(comparison, RIDETHROUGH_VERSION)
                     : report::comparison_text(comparison, style_for_output(options.no_colour)));
  return kGood;
}

}  // namespace ridethrough::cli
