#include <algorithm>
#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::cli {

namespace {

using study::CellResult;
using study::SuiteEnd;

study::SweepOptions sweep_options(const Options& options) {
  study::SweepOptions sweep;
  sweep.load = {options.sets, library_folder()};
  sweep.threads = options.threads;
  sweep.runs_max = options.runs_max;
  sweep.goes_on = [] { return !was_interrupted(); };
  return sweep;
}

SuiteEnd worst_end(const std::vector<CellResult>& results) {
  SuiteEnd worst = SuiteEnd::passed;
  for (const CellResult& each : results) worst = std::max(worst, each.end);
  return worst;
}

}  // namespace

int sweep_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out, std::vector<std::string>{"cells.csv", "study.json"});
  }
  study::SweepOptions sweep = sweep_options(options);
  ProgressBar bar(study.file, options.quiet);
  const auto cells = static_cast<double>(scenario::cells_of(study).size());
  double ended = 0.0;
  sweep.ended = [&](const CellResult&) { bar.show(++ended / cells); };
  const std::vector<CellResult> results = study::sweep(study, sweep);
  const std::string json = report::sweep_json(study, results, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::sweep_csv(study, results), json});
  print(options.json ? json
                     : report::sweep_text(study, results, style_for_output(options.no_colour)));
  return exit_of(worst_end(results));
}

int size_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  const study::Size size = study::find_size(study, sweep_options(options));
  print(options.json ? report::size_json(study, size, RIDETHROUGH_VERSION)
                     : report::size_text(study, size, style_for_output(options.no_colour)));
  // A value that does not hold is what `size` looks for; one that could not be run is no answer.
  SuiteEnd worst = size.answer ? SuiteEnd::passed : SuiteEnd::failed;
  for (const study::SizeStep& step : size.steps) {
    const SuiteEnd end = worst_end(step.results);
    if (end > SuiteEnd::failed) worst = std::max(worst, end);
  }
  return exit_of(worst);
}

}  // namespace ridethrough::cli
