#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/montecarlo.hpp"
#include "ridethrough/report/sweep.hpp"

namespace ridethrough::cli {

namespace {

using study::CellResult;
using study::SuiteEnd;

/// Replicas that could not finish; the same reason in a row is told once.
void tell_problems(const std::vector<CellResult>& rows) {
  std::string told;
  for (const CellResult& row : rows) {
    std::string text;
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
  if (study.replicas == 0) {
    scenario::Diagnostics diagnostics;
    diagnostics.error("RT1004", "this study has no 'replicas'", study.place,
                      "add 'replicas: 1000'");
    throw scenario::ScenarioError(std::move(diagnostics));
  }
  return run_and_tell(study, options);
}

int tell_replicas(const scenario::Study& study, const std::vector<CellResult>& rows,
                  const Options& options) {
  // A scenario that is wrong has no replicas, and nothing that could be said of them.
  for (const CellResult& row : rows) {
    if (row.end != SuiteEnd::bad) continue;
    scenario::Diagnostics findings;
    for (const scenario::Diagnostic& each : row.findings) findings.add(each);
    throw scenario::ScenarioError(std::move(findings));
  }
  const std::vector<study::CellSummary> cells = study::summarise(study, rows);
  const std::string json = report::montecarlo_json(study, cells, RIDETHROUGH_VERSION);
  if (!options.out.empty()) {
    report::ResultFolder folder(options.out, {"replicas.csv", "montecarlo.json"});
    folder.write({report::sweep_csv(study, rows), json});
  }
  write_db(study, rows, options);
  tell_problems(rows);
  print(options.json ? json
                     : report::montecarlo_text(study, cells, style_for_output(options.no_colour)));
  return exit_of(end_of(rows, cells));
}

}  // namespace ridethrough::cli
