#include <CLI/CLI.hpp>

#include "cli/option_groups.hpp"

namespace ridethrough::cli {

namespace {

CLI::App* add_action(CLI::App& sweep, Options& options, const char* name, const char* text) {
  CLI::App* action = sweep.add_subcommand(name, text);
  action->callback([&options, name] { options.action = name; });
  if (std::string_view(name) != "plan") {
    action->add_option("folder", options.out, "Folder of the plan")->required();
  }
  action->add_flag("--json", options.json, "Print the result as one JSON document");
  return action;
}

/// A study on many machines.
void add_shards(CLI::App& sweep, Options& options) {
  constexpr std::size_t kShardsMax = 100'000;
  CLI::App* plan = add_action(sweep, options, "plan", "Split a study into shards");
  add_file(*plan, options, 1);
  plan->add_option("--shards", options.shards, "How many")
      ->required()
      ->check(CLI::Range(std::size_t{1}, kShardsMax));
  plan->add_option("--out", options.out, "Folder for the plan and its shards")->required();
  plan->add_option("--set", options.sets, "Change one value: PATH=VALUE")->allow_extra_args(false);
  add_runs_max(*plan, options);
  CLI::App* shard = add_action(sweep, options, "shard", "Run one shard; at once if it is done");
  shard->add_option("number", options.shard, "From 0")->required()->check(CLI::NonNegativeNumber);
  add_threads(*shard, options);
  shard->add_flag("-q,--quiet", options.quiet, "No progress bar");
  add_action(sweep, options, "status", "Which shards are done");
  add_action(sweep, options, "missing", "The numbers of the shards that are not done")
      ->add_flag("--ranges", options.ranges, "As a job array takes them: 0-3,7");
  CLI::App* merge = add_action(sweep, options, "merge", "One result of all shards");
  merge->add_flag("--allow-partial", options.allow_partial, "Although shards are missing");
  merge->add_flag("--no-color", options.no_colour, "Print without colours");
  add_database(*merge, options);
}

void add_studies(CLI::App& app, Options& options) {
  CLI::App* sweep = add_command(app, options, "sweep", "Run all cells of a study");
  CLI::App* size = add_command(
      app, options, "size", "The smallest (or largest) value for which all checks of a study pass");
  for (CLI::App* command : {sweep, size}) {
    add_common(*command, options);
    add_threads(*command, options);
    add_runs_max(*command, options);
  }
  add_file(*size, options, 1);
  size->add_option("--out", options.out,
                   "Folder for size.csv and size.json; a search that was interrupted goes on");
  sweep->add_option("study", options.files, "Study file, or an action on its shards")->expected(1);
  sweep->add_option("--out", options.out,
                    "Folder for cells.csv and study.json; a sweep that was interrupted goes on");
  add_database(*sweep, options);
  add_shards(*sweep, options);
  CLI::App* search =
      add_command(app, options, "search", "Where a check of a study has its least margin");
  add_file(*search, options, 1);
  add_common(*search, options);
  add_threads(*search, options);
  search->add_option("--runs", options.search_runs, "At most; 200")
      ->check(CLI::Range(std::size_t{10}, std::size_t{1'000'000}));
}

void add_contingency(CLI::App& app, Options& options) {
  constexpr std::size_t kFailuresMax = 3;
  CLI::App* command = add_command(app, options, "contingency", "Every failure, one at a time");
  add_file(*command, options, 1);
  add_common(*command, options);
  add_threads(*command, options);
  add_runs_max(*command, options);
  add_cell(*command, options);
  command->add_option("--n", options.failures, "So many failures at a time; 1")
      ->check(CLI::Range(std::size_t{1}, kFailuresMax));
  command->add_option("--during", options.during, "maintenance: in every state of it, too")
      ->check(CLI::IsMember({"maintenance"}));
  add_argument(*command, options, "at", "When the failures begin; 0s if absent");
  command->add_option("--out", options.out, "Folder for cases.csv and contingency.json");
}

void add_drawn_studies(CLI::App& app, Options& options) {
  CLI::App* montecarlo =
      add_command(app, options, "montecarlo", "All replicas of all cells of a study, drawn");
  add_file(*montecarlo, options, 1);
  add_common(*montecarlo, options);
  add_threads(*montecarlo, options);
  add_runs_max(*montecarlo, options);
  montecarlo->add_option("--out", options.out, "Folder for replicas.csv and montecarlo.json");
  add_database(*montecarlo, options);
  CLI::App* availability =
      add_command(app, options, "availability", "The closed form: a reliability block diagram");
  add_file(*availability, options, 1);
  add_common(*availability, options);
  add_cell(*availability, options);
}

void add_baselines(CLI::App& app, Options& options) {
  CLI::App* baseline =
      add_command(app, options, "baseline", "Keep a run, and tell what differs from it");
  baseline->require_subcommand(1);
  for (const auto& [name, text] : {std::pair{"update", "Write FILE.baseline.json beside each file"},
                                   std::pair{"check", "Exit 5 if a run is not what is kept"}}) {
    CLI::App* action = baseline->add_subcommand(name, text);
    action->callback([&options, name = name] { options.action = name; });
    action->add_option("scenarios", options.files, "Scenario files with 'baseline:'")->required();
  }
}

}  // namespace

void add_study_commands(CLI::App& app, Options& options) {
  add_studies(app, options);
  add_contingency(app, options);
  add_drawn_studies(app, options);
  add_baselines(app, options);
}

}  // namespace ridethrough::cli
