#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/baseline.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/suite.hpp"
#include "ridethrough/study/suite.hpp"

namespace ridethrough::cli {

namespace {

using study::SuiteEnd;
using study::SuiteFile;

/// GitHub names the file of a step's summary; several commands of a step write to it in turn.
void append_step_summary(const std::string& text) {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr || *file == '\0') return;
  std::ofstream stream(file, std::ios::app);
  stream << text << std::flush;
  if (!stream) throw report::WriteError(fmt::format("can not write '{}'", file));
}

SuiteEnd worst_of(const std::vector<SuiteFile>& files) {
  SuiteEnd worst = SuiteEnd::skipped;
  for (const SuiteFile& file : files) worst = std::max(worst, file.end);
  return worst;
}

std::vector<report::SuiteCase> cases_of(const std::vector<SuiteFile>& files,
                                        const Options& options) {
  std::vector<report::SuiteCase> cases;
  for (const SuiteFile& file : files) {
    for (report::SuiteCase& each : report::suite_cases(file, options.sets)) {
      cases.push_back(std::move(each));
    }
  }
  return cases;
}

}  // namespace

int exit_of(SuiteEnd worst) {
  if (worst == SuiteEnd::bad) return kBadScenario;
  if (worst == SuiteEnd::unfinished) return kNotFinished;
  if (worst == SuiteEnd::differs) return kBaselineDiffers;
  return worst == SuiteEnd::failed ? kCheckFailed : kGood;
}

int test_command(const Options& options) {
  if (options.json + options.tap + options.github > 1) {
    fmt::print(stderr, "error: choose one of --json, --tap and --github\n");
    return kUsage;
  }
  const std::vector<std::string> names = study::suite_files(options.files);
  if (names.empty()) {
    fmt::print(stderr, "error: there is no *.yaml in '{}'\n", options.files.front());
    return kUsage;
  }
  const report::TextStyle style = style_for_output(options.no_colour);
  const bool is_data = options.json || options.tap;
  study::SuiteOptions suite;
  suite.load = {options.sets, library_folder()};
  suite.threads = options.threads;
  suite.goes_on = [] { return !was_interrupted(); };
  // With values set on the command line it is another scenario than the one that was kept.
  if (options.sets.empty()) suite.kept_baseline = report::kept_baseline;
  ProgressBar bar("test", options.quiet);
  suite.begun = [&](std::size_t cases) { bar.expect(cases); };
  suite.ended = [&](const SuiteFile& file) {
    bar.clear();
    if (!is_data) print(report::suite_file_text(file, options.sets, style));
    bar.count();
  };
  for (const std::string& name : names) note_ends_of(name);
  const std::vector<SuiteFile> files = study::run_suite(names, suite);
  bar.clear();
  const std::vector<report::SuiteCase> cases = cases_of(files, options);
  if (!options.junit.empty()) report::write_file(options.junit, report::suite_junit(cases));
  if (options.json) print(report::suite_json(files, RIDETHROUGH_VERSION));
  if (options.tap) print(report::suite_tap(cases));
  if (!is_data) print(report::suite_summary_text(files, style));
  if (options.github) {
    print(report::suite_annotations(cases));
    append_step_summary(report::suite_step_summary(files, cases));
  }
  return exit_of(worst_of(files));
}

}  // namespace ridethrough::cli
