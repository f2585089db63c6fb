#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/kept_runs.hpp"

namespace ridethrough::cli {

namespace {

int run_all_cells(const Options& options) {
  if (options.files.empty()) {
    fmt::print(stderr, "error: 'sweep' takes one study; 'ridethrough sweep --help' tells more\n");
    return kUsage;
  }
  const scenario::Study study = scenario::read_study(options.files.front());
  const int code = tell_sweep(study, run_study(study, options), options);
  forget_kept(options);
  return code;
}

}  // namespace

int sweep_command(const Options& options) {
  if (options.action.empty()) return run_all_cells(options);
  if (options.action == "plan") return plan_command(options);
  if (options.action == "shard") return shard_command(options);
  if (options.action == "merge") return merge_command(options);
  return options.action == "missing" ? missing_command(options) : status_command(options);
}

}  // namespace ridethrough::cli
