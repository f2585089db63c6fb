#include <fmt/format.h>

#include <cmath>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"
#include "cli/load_model.hpp"
#include "cli/terminal.hpp"
#include "ridethrough/report/contingency.hpp"
#include "ridethrough/report/files.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::cli {

namespace {

/// `--at`; false after a message.
bool read_at(const Options& options, core::Tick& at) {
  const auto found = options.arguments.find("at");
  if (found == options.arguments.end()) return true;
  double at_s = 0.0;
  if (const auto fault = scenario::parse_duration(found->second, at_s)) {
    fmt::print(stderr, "error: '--at {}': {}; write --at 90s\n", found->second, fault->message);
    return false;
  }
  at = static_cast<core::Tick>(std::llround(at_s * static_cast<double>(core::kTicksPerSecond)));
  return true;
}

}  // namespace

int contingency_command(const Options& options) {
  study::ContingencyOptions contingency;
  contingency.sweep = sweep_options(options);
  contingency.failures = options.failures;
  contingency.during_maintenance = options.during == "maintenance";
  if (!read_at(options, contingency.at)) return kUsage;
  const scenario::Model model = load_runnable(options.files.front(), options);
  ProgressBar bar(model.file, options.quiet);
  show_runs(bar, contingency.sweep);
  const study::Contingency done = study::contingency(model, contingency);
  const std::string json = report::sweep_json(done.study, done.results, RIDETHROUGH_VERSION);
  if (!options.out.empty()) {
    report::ResultFolder folder(options.out, {"cases.csv", "contingency.json"});
    folder.write({report::sweep_csv(done.study, done.results), json});
  }
  print(options.json ? json : report::contingency_text(done, style_for_output(options.no_colour)));
  return exit_of(worst_end(done.results));
}

}  // namespace ridethrough::cli
