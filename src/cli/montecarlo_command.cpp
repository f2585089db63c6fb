#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/montecarlo.hpp"
#include "ridethrough/report/sweep.hpp"

namespace ridethrough::cli {

namespace {

using study::CellResult;
using study::SuiteEnd;

/// What is wrong with a cell is wrong with all of its replicas: told once each.
void tell_problems(const std::vector<CellResult>& rows) {
  std::string told;
  for (const CellResult& row : rows) {
    std::string text;
    for (const scenario::Diagnostic& finding : row.findings) text += scenario::render(finding);
    if (!row.problem.empty()) text += row.problem + "\n";
    if (text.empty() || text == told) continue;
    told = text;
    fmt::print(stderr, "[{}, replica {}] {}\n", row.name, row.replica, text);
  }
}

SuiteEnd end_of(const std::vector<CellResult>& rows, const std::vector<study::CellSummary>& cells) {
  SuiteEnd worst = SuiteEnd::passed;
  for (const study::CellSummary& cell : cells) {
    for (const study::StudyCheckResult& check : cell.checks) {
      const bool fails = !check.holds && check.level == scenario::Level::fail;
      if (fails) worst = SuiteEnd::failed;
    }
  }
  // A replica that fails is what the checks over replicas are about; one that has no result is not.
  for (const CellResult& row : rows) {
    if (row.end > SuiteEnd::failed) worst = std::max(worst, row.end);
  }
  return worst;
}

}  // namespace

int montecarlo_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  std::optional<report::ResultFolder> folder;
  if (!options.out.empty()) {
    folder.emplace(options.out, std::vector<std::string>{"replicas.csv", "montecarlo.json"});
  }
  study::SweepOptions sweep;
  sweep.load = {options.sets, library_folder()};
  sweep.threads = options.threads;
  sweep.runs_max = options.runs_max;
  sweep.goes_on = [] { return !was_interrupted(); };
  ProgressBar bar(study.file, options.quiet);
  const double runs =
      static_cast<double>(scenario::cells_of(study).size()) * static_cast<double>(study.replicas);
  double ended = 0.0;
  sweep.ended = [&](const CellResult&) { bar.show(++ended / runs); };
  const std::vector<CellResult> rows = study::run_replicas(study, sweep);
  const std::vector<study::CellSummary> cells = study::summarise(study, rows);
  const std::string json = report::montecarlo_json(study, cells, RIDETHROUGH_VERSION);
  if (folder) folder->write({report::sweep_csv(study, rows), json});
  tell_problems(rows);
  print(options.json ? json
                     : report::montecarlo_text(study, cells, style_for_output(options.no_colour)));
  return exit_of(end_of(rows, cells));
}

}  // namespace ridethrough::cli
