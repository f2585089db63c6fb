#include <optional>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/load_model.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/availability.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/database.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/study/availability.hpp"
#include "ridethrough/study/replica.hpp"
#include "ridethrough/study/run.hpp"

namespace ridethrough::cli {

namespace {

study::RunOptions run_options(const Options& options, ProgressBar& bar) {
  study::RunOptions run;
  run.lump = !options.unlumped;
  run.record = !options.out.empty() || !options.db.empty();
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
  const study::CellRuns runs(study, scenario::find_cell(study, cell), load_options(options));
  ProgressBar bar(file, options.quiet);
  return runs.run(options.replica, run_options(options, bar)).outcome;
}

}  // namespace

int run_command(const Options& options) {
  if (!can_write_database(options)) return kUsage;
  std::optional<scenario::Model> model;
  if (options.replica == 0) model = load_runnable(options.files.front(), options);
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out,
                   std::vector<std::string>{"events.csv", "signals.csv", "outcome.json"});
  }
  const study::Outcome outcome = model ? simulate(*model, options) : simulate_replica(options);
  const std::string json = report::outcome_json(outcome, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::events_csv(outcome), report::signals_csv(outcome), json});
  if (!options.db.empty()) report::write_database(options.db, outcome, RIDETHROUGH_VERSION);
  print(options.json ? json : report::run_text(outcome, style_for_output(options.no_colour)));
  return outcome.verdict == study::Verdict::pass ? kGood : kCheckFailed;
}

int availability_command(const Options& options) {
  const std::string& file = options.files.front();
  const scenario::Model model = load_runnable(file, options);
  const std::vector<study::RackAvailability> racks = study::availability(model);
  print(options.json ? report::availability_json(file, racks, RIDETHROUGH_VERSION)
                     : report::availability_text(model.name, racks));
  return kGood;
}

}  // namespace ridethrough::cli
