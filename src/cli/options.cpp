#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/usage.hpp"

namespace ridethrough::cli {

namespace {

constexpr const char* kShortHelp =
    "ridethrough: does this power architecture ride through, and what does it cost when not?\n"
    "\n"
    "  ridethrough run scenarios/examples/minimal.yaml          one scenario to an outcome\n"
    "  ridethrough compare A.yaml B.yaml                        the same events, side by side\n"
    "  ridethrough test DIR                                     every scenario there, for a CI\n"
    "  ridethrough sweep STUDY.yaml | size STUDY.yaml           a study: all its cells, the "
    "smallest "
    "that holds\n"
    "  ridethrough baseline update|check S.yaml                 keep a run; what differs from it\n"
    "  ridethrough check S.yaml                                 validate only\n"
    "  ridethrough powerflow S.yaml                             voltages and flows at time zero\n"
    "  ridethrough discharge vrla-12v150ah --power 500W/cell    how long a battery lasts\n"
    "  ridethrough fit TABLE.csv -o my-block.yaml               a part from a maker's discharge "
    "table\n"
    "  ridethrough parts [TYPE] | explain WORD | schema         what can be written, and what it "
    "means\n"
    "\n"
    "ridethrough COMMAND --help tells the options.\n";

constexpr unsigned kThreadsMax = 1024;

void add_common(CLI::App& command, Options& options) {
  command
      .add_option("--set", options.sets,
                  "Change one value: PATH=VALUE, for example block.7.vrla-a.age=6y")
      ->allow_extra_args(false);
  command.add_flag("--json", options.json, "Print the result as one JSON document");
  command.add_flag("--no-color", options.no_colour, "Print without colours");
  command.add_flag("-q,--quiet", options.quiet, "No progress bar");
}

CLI::App* add_command(CLI::App& app, Options& options, const char* name, const char* text) {
  CLI::App* command = app.add_subcommand(name, text);
  command->callback([&options, name] { options.command = name; });
  return command;
}

void add_file(CLI::App& command, Options& options, int count) {
  command.add_option("scenario", options.files, "Scenario file")->required()->expected(count);
}

/// A value in the grammar of the language; it is read where it is known what it is of.
void add_argument(CLI::App& command, Options& options, const std::string& key, const char* text) {
  std::string flag = "--" + key;
  std::replace(flag.begin(), flag.end(), '_', '-');
  command.add_option_function<std::string>(
      flag, [&options, key](const std::string& value) { options.arguments[key] = value; }, text);
}

/// Adds what stands between the commas of `text`. The parser would drop what is empty between two
/// of them; here it is a value that is missing.
void add_split(std::vector<std::string>& list, const std::string& text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

void add_list(CLI::App& command, std::vector<std::string>& list, const char* flag,
              const char* text) {
  command
      .add_option_function<std::vector<std::string>>(
          flag,
          [&list](const std::vector<std::string>& values) {
            for (const std::string& value : values) add_split(list, value);
          },
          text)
      ->allow_extra_args(false);
}

void add_discharge(CLI::App& app, Options& options) {
  CLI::App* discharge = add_command(app, options, "discharge",
                                    "One battery at constant power or current until it stops");
  discharge->add_option("part", options.word, "Part of type battery, or its file")->required();
  add_list(*discharge, options.powers, "--power",
           "500W/cell, or 120kW of the whole bank; several with commas");
  add_list(*discharge, options.currents, "--current",
           "100A of the whole bank; several with commas");
  add_list(*discharge, options.end_voltages, "--end-voltage",
           "1.67V/cell; several with commas; of the part if absent");
  add_argument(*discharge, options, "temperature", "25degC if absent");
  add_argument(*discharge, options, "age", "Time in service, 0y if absent");
  add_argument(*discharge, options, "soc", "State of charge at the start, 100% if absent");
  add_argument(*discharge, options, "series", "Blocks in series, 1 if absent");
  add_argument(*discharge, options, "strings", "Strings in parallel, 1 if absent");
  discharge->add_option("--out", options.out, "Folder for discharge.json and curve.csv");
  discharge->add_flag("--json", options.json, "Print the result as one JSON document");
}

void add_fit(CLI::App& app, Options& options) {
  CLI::App* fit = add_command(app, options, "fit", "Fit a cell to a maker's discharge table");
  fit->add_option("table", options.word, "CSV file")->required();
  add_argument(*fit, options, "chemistry", "vrla");
  add_argument(*fit, options, "battery", "Which one, where the table has several");
  add_argument(*fit, options, "cells", "Cells in one block, 6 if absent");
  add_argument(*fit, options, "temperature", "Of the table; 25degC if neither says it");
  add_argument(*fit, options, "min_time", "Rows that last shorter are not used; 0min if absent");
  add_argument(*fit, options, "max_time", "Rows that last longer are not used; 10h if absent");
  add_list(
      *fit, options.end_voltages, "--end-voltages",
      "Lowest and highest that are used; if absent 1.60V/cell,1.80V/cell, and up to 1.75V/cell "
      "for rows under 15 min");
  fit->add_option("-o,--out", options.out, "Part file to write");
  add_argument(*fit, options, "name", "Of the part; that of its file if absent");
  fit->add_flag("--force", options.force, "Replace the part file if it exists");
  fit->add_flag("--json", options.json, "Print the result as one JSON document");
}

void add_threads(CLI::App& command, Options& options) {
  command.add_option("--threads", options.threads, "As many as there are cores if absent")
      ->check(CLI::Range(1U, kThreadsMax));
}

void add_cell(CLI::App& command, Options& options) {
  command.add_option("--cell", options.cell, "One cell of a study, NAME[,NAME], or 'base'");
}

void add_runs_max(CLI::App& command, Options& options) {
  command.add_option("--max-runs", options.runs_max, "More runs than that are refused; 10000");
}

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
  shard->add_option("number", options.shard, "From 0")->required();
  add_threads(*shard, options);
  shard->add_flag("-q,--quiet", options.quiet, "No progress bar");
  add_action(sweep, options, "status", "Which shards are done");
  add_action(sweep, options, "missing", "The numbers of the shards that are not done")
      ->add_flag("--ranges", options.ranges, "As a job array takes them: 0-3,7");
  CLI::App* merge = add_action(sweep, options, "merge", "One result of all shards");
  merge->add_flag("--allow-partial", options.allow_partial, "Although shards are missing");
  merge->add_flag("--no-color", options.no_colour, "Print without colours");
}

void add_studies(CLI::App& app, Options& options) {
  CLI::App* sweep = add_command(app, options, "sweep", "Run all cells of a study");
  CLI::App* size =
      add_command(app, options, "size", "The smallest value for which all checks of a study pass");
  for (CLI::App* command : {sweep, size}) {
    add_common(*command, options);
    add_threads(*command, options);
    add_runs_max(*command, options);
  }
  add_file(*size, options, 1);
  sweep->add_option("study", options.files, "Study file, or an action on its shards")->expected(1);
  sweep->add_option("--out", options.out,
                    "Folder for cells.csv and study.json; a sweep that was interrupted goes on");
  add_shards(*sweep, options);
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

void add_test(CLI::App& app, Options& options) {
  CLI::App* test =
      add_command(app, options, "test", "Run every scenario of files and folders, as a CI does");
  test->add_option("paths", options.files, "Scenario files, or folders with *.yaml")->required();
  add_common(*test, options);
  add_threads(*test, options);
  test->add_option("--junit", options.junit, "Write the result as JUnit XML to this file");
  test->add_flag("--tap", options.tap, "Print the result as TAP 14");
  test->add_flag("--github", options.github,
                 "Print annotations for GitHub and write its step summary");
}

void add_commands(CLI::App& app, Options& options) {
  CLI::App* run = add_command(app, options, "run", "Simulate one scenario");
  add_file(*run, options, 1);
  add_common(*run, options);
  add_cell(*run, options);
  run->add_option("--out", options.out, "Folder for outcome.json, events.csv and signals.csv");
  run->add_flag("--unlumped", options.unlumped,
                "Simulate every member by itself (same bytes, slower)");
  CLI::App* compare =
      add_command(app, options, "compare", "Take several architectures through the same events");
  compare->add_option("scenarios", options.files, "Scenario files")->required()->expected(2, 20);
  add_common(*compare, options);
  compare->add_flag("--unequal", options.unequal,
                    "Compare although events, jobs, duration or seed differ");
  add_test(app, options);
  add_studies(app, options);
  add_baselines(app, options);
  CLI::App* check = add_command(app, options, "check", "Validate a scenario without running it");
  add_file(*check, options, 1);
  add_common(*check, options);
  check->add_flag("--resolved", options.resolved,
                  "Print the flat file with the origin of each value");
  check->add_flag("--sarif", options.sarif, "Print the findings as SARIF 2.1.0");
  CLI::App* powerflow =
      add_command(app, options, "powerflow", "Bus voltages and branch flows at time zero");
  add_file(*powerflow, options, 1);
  add_common(*powerflow, options);
  add_discharge(app, options);
  add_fit(app, options);
  add_command(app, options, "schema", "JSON Schema for editors");
  CLI::App* parts = add_command(app, options, "parts", "List the parts of the library");
  parts->add_option("type", options.word, "Only parts of this type");
  parts->add_flag("--json", options.json, "Print the result as one JSON document");
  CLI::App* explain = add_command(app, options, "explain",
                                  "What a device type, a verb of events or a rule (RT0412) means");
  explain->add_option("word", options.word, "Type, verb or rule")->required();
}

}  // namespace

bool parse(int argc, char** argv, Options& options, int& exit_code) {
  if (argc < 2 || std::string_view(argv[1]) == "help") {
    std::fputs(kShortHelp, stdout);
    return false;
  }
  if (!check_command_word(argv[1])) {
    exit_code = kUsage;
    return false;
  }
  CLI::App app{"Does this power architecture ride through, and what does it cost when not?"};
  app.name("ridethrough");
  app.set_version_flag("--version", "ridethrough " RIDETHROUGH_VERSION);
  app.require_subcommand(1);
  add_commands(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error);
      return false;
    }
    report_usage(app, argc, argv, error);
    exit_code = kUsage;
    return false;
  }
  return true;
}

}  // namespace ridethrough::cli
