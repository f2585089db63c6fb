#include <algorithm>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/study/sweep.hpp"

namespace ridethrough::cli {

int size_command(const Options& options) {
  const scenario::Study study = scenario::read_study(options.files.front());
  const study::Size size = study::find_size(study, sweep_options(options));
  print(options.json ? report::size_json(study, size, RIDETHROUGH_VERSION)
                     : report::size_text(study, size, style_for_output(options.no_colour)));
  // A value that does not hold is what `size` looks for; one that could not be run is no answer.
  study::SuiteEnd worst = size.answer ? study::SuiteEnd::passed : study::SuiteEnd::failed;
  for (const study::SizeStep& step : size.steps) {
    const study::SuiteEnd end = worst_end(step.results);
    if (end > study::SuiteEnd::failed) worst = std::max(worst, end);
  }
  return exit_of(worst);
}

}  // namespace ridethrough::cli
