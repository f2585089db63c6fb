#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/option_groups.hpp"
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
    "  ridethrough contingency S.yaml                           every single failure: what is "
    "survived\n"
    "  ridethrough search STUDY.yaml                            where a check has its least "
    "margin\n"
    "  ridethrough montecarlo STUDY.yaml | availability S.yaml  a drawn year, many times; its "
    "closed form\n"
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
  run->add_option("--replica", options.replica, "One replica of that cell, from 1")
      ->check(CLI::PositiveNumber);
  run->add_option("--out", options.out, "Folder for outcome.json, events.csv and signals.csv");
  add_database(*run, options);
  run->add_flag("--unlumped", options.unlumped,
                "Simulate every member by itself (same bytes, slower)");
  CLI::App* compare =
      add_command(app, options, "compare", "Take several architectures through the same events");
  compare->add_option("scenarios", options.files, "Scenario files, or one study of architectures")
      ->required()
      ->expected(1, 20);
  add_common(*compare, options);
  compare->add_option("--cell", options.cell, "Of a study: a value on each of its other axes");
  compare->add_flag("--unequal", options.unequal,
                    "Compare although events, jobs, duration or seed differ");
  add_test(app, options);
  add_study_commands(app, options);
  CLI::App* check =
      add_command(app, options, "check", "Validate a scenario, study or part without running it");
  add_file(*check, options, 1);
  add_common(*check, options);
  check->add_flag("--resolved", options.resolved,
                  "Print the flat file with the origin of each value");
  check->add_flag("--sarif", options.sarif, "Print the findings as SARIF 2.1.0");
  CLI::App* powerflow =
      add_command(app, options, "powerflow", "Bus voltages and branch flows at time zero");
  add_file(*powerflow, options, 1);
  add_common(*powerflow, options);
  add_cell(*powerflow, options);
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
