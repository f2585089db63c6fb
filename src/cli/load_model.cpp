#include "cli/load_model.hpp"

#include <fmt/format.h>

#include "cli/terminal.hpp"
#include "ridethrough/scenario/file_role.hpp"

namespace ridethrough::cli {

scenario::LoadOptions load_options(const Options& options) {
  return {options.sets, library_folder()};
}

scenario::Model load_model(const std::string& file, const Options& options) {
  if (options.cell.empty()) return scenario::load_scenario(file, load_options(options));
  scenario::Study study = scenario::read_study(file);
  scenario::add_named_values(study, options.cell);
  return scenario::load_cell(study, scenario::find_cell(study, options.cell),
                             load_options(options));
}

scenario::Model load_runnable(const std::string& file, const Options& options) {
  scenario::Model model = load_model(file, options);
  if (!model.is_abstract || !options.cell.empty()) return model;
  scenario::Diagnostics diagnostics;
  diagnostics.error("RT0610", fmt::format("'{}' is abstract: it is only to be extended", file),
                    scenario::role_of(file).place, "run a scenario that extends it");
  throw scenario::ScenarioError(diagnostics);
}

}  // namespace ridethrough::cli
