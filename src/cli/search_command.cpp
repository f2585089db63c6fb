#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/search.hpp"

namespace ridethrough::cli {

int search_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  study::SweepOptions sweep = sweep_options(options);
  ProgressBar bar(study.file, options.quiet);
  show_runs(bar, sweep);
  bar.expect(options.search_runs);
  const study::Search found = study::search(study, options.search_runs, sweep);
  print(options.json
            ? report::search_json(study, found, RIDETHROUGH_VERSION)
            : report::search_text(study, found, options.sets, style_for_output(options.no_colour)));
  return found.worst.margin < 0.0 ? kCheckFailed : kGood;
}

}  // namespace ridethrough::cli
