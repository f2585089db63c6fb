#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/size.hpp"

namespace ridethrough::cli {

namespace {

constexpr const char* kUnfinished = "unfinished-size";

study::Size find(const scenario::Study& study, const Options& options) {
  study::SweepOptions sweep = sweep_options(options);
  ProgressBar bar(study.file, options.quiet);
  show_runs(bar, sweep, study::expected_runs(study));
  if (options.out.empty()) return study::find_size(study, sweep);
  const report::PlanFolder folder = kept_folder(study, options, kUnfinished);
  report::RowJournal journal(folder.journal_file(0));
  keep_in(journal, sweep);
  try {
    return study::find_size(study, sweep);
  } catch (const study::Interrupted&) {
    throw Kept(
        fmt::format("interrupted; {} runs are kept in '{}': the same command goes on from there",
                    bar.done(), kept_path(options, kUnfinished)));
  }
}

void write(const study::Size& size, const Options& options) {
  report::ResultFolder folder(options.out, {"size.csv", "size.json"});
  folder.write({report::size_csv(size), report::size_json(size, RIDETHROUGH_VERSION)});
  report::PlanFolder::open(kept_path(options, kUnfinished)).remove();
}

}  // namespace

int size_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  const study::Size size = find(study, options);
  if (!options.out.empty()) write(size, options);
  print(options.json ? report::size_json(size, RIDETHROUGH_VERSION)
                     : report::size_text(size, options.sets, style_for_output(options.no_colour)));
  // A value that does not hold is what `size` looks for; one that could not be run is no answer.
  study::SuiteEnd worst = size.answer ? study::SuiteEnd::passed : study::SuiteEnd::failed;
  for (const study::SizeStep& step : size.steps) {
    const study::SuiteEnd end = worst_end(step.results);
    if (end > study::SuiteEnd::failed) worst = std::max(worst, end);
  }
  return exit_of(worst);
}

}  // namespace ridethrough::cli
