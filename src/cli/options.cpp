#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "ridethrough/scenario/suggest.hpp"

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
    "  ridethrough montecarlo STUDY.yaml | availability S.yaml  a drawn year, many times; its "
    "closed form\n"
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

constexpr const char* kCommandNames[] = {
    "run",   "compare",   "test",      "sweep", "size",   "montecarlo", "availability",
    "check", "powerflow", "discharge", "fit",   "schema", "parts",      "explain"};

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

void add_studies(CLI::App& app, Options& options) {
  CLI::App* sweep = add_command(app, options, "sweep", "Run all cells of a study");
  CLI::App* size =
      add_command(app, options, "size", "The smallest value for which all checks of a study pass");
  for (CLI::App* command : {sweep, size}) {
    add_file(*command, options, 1);
    add_common(*command, options);
    add_threads(*command, options);
    command->add_option("--max-runs", options.runs_max, "More runs than that are refused; 10000");
  }
  sweep->add_option("--out", options.out, "Folder for cells.csv and study.json");
  CLI::App* montecarlo =
      add_command(app, options, "montecarlo", "All replicas of all cells of a study, drawn");
  add_file(*montecarlo, options, 1);
  add_common(*montecarlo, options);
  add_threads(*montecarlo, options);
  montecarlo->add_option("--max-runs", options.runs_max, "More runs than that are refused; 10000");
  montecarlo->add_option("--out", options.out, "Folder for replicas.csv and montecarlo.json");
  CLI::App* availability =
      add_command(app, options, "availability", "The closed form: a reliability block diagram");
  add_file(*availability, options, 1);
  add_common(*availability, options);
  add_cell(*availability, options);
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
  run->add_option("--replica", options.replica, "One replica of that cell, from 1");
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

/// An unknown first word gets a suggestion; CLI11 would only say that it did not expect it.
bool is_known_command(const char* word) {
  if (word[0] == '-') return true;
  for (const char* name : kCommandNames) {
    if (std::string(name) == word) return true;
  }
  const std::vector<std::string> names(std::begin(kCommandNames), std::end(kCommandNames));
  std::fprintf(stderr, "error: there is no command '%s'; %s\n", word,
               scenario::did_you_mean(word, names, "'ridethrough' alone lists them").c_str());
  return false;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

/// What a command takes, for the findings of the parser that only count.
std::string needed_text(const CLI::App& command, const CLI::ParseError& error) {
  const std::string& name = command.get_name();
  const bool is_count =
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ArgumentMismatch) ||
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  std::string text = error.what();
  if (text.starts_with("--set:")) return "'--set' takes PATH=VALUE";
  if (text.starts_with("--junit:")) return "'--junit' takes a file";
  if (text.starts_with("--threads:")) return "'--threads' takes a number from 1 to 1024";
  if (name == "test" && !is_count) return "'test' takes files or folders";
  if (text.starts_with("--out:") && name == "fit") return "'--out' takes a file";
  if (text.starts_with("--out:")) return "'--out' takes a folder";
  if (is_count && text.starts_with("--")) {
    return fmt::format("'{}' takes one value", text.substr(0, text.find(':')));
  }
  if (!is_count) return text;
  if (name == "discharge") return "'discharge' takes one part";
  if (name == "fit") return "'fit' takes one table";
  if (name == "compare") return "'compare' takes 2 to 20 scenarios";
  if (name == "schema") return "'schema' takes nothing";
  if (name == "parts" || name == "explain") return fmt::format("'{}' takes one word", name);
  return fmt::format("'{}' takes one scenario; 'compare' takes several", name);
}

/// The parser's own words where it has good ones; a misspelt option gets a suggestion, because the
/// parser would only count what is left over.
void report_usage(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
  const std::string word = argc > 1 ? argv[1] : "";
  const CLI::App* command = word.starts_with("-") ? &app : app.get_subcommand(word);
  const std::vector<std::string> names = option_names(*command);
  for (int i = 1; i < argc; ++i) {
    const std::string argument(argv[i]);
    const std::string name = argument.substr(0, argument.find('='));
    if (name.size() < 2 || name[0] != '-') continue;
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::fprintf(stderr, "error: there is no option '%s'; %s\n", name.c_str(),
                 scenario::did_you_mean(name, names, "--help lists them").c_str());
    return;
  }
  std::fprintf(stderr, "error: %s; '%s --help' tells the options\n",
               needed_text(*command, error).c_str(),
               command == &app ? "ridethrough" : ("ridethrough " + word).c_str());
}

}  // namespace

bool parse(int argc, char** argv, Options& options, int& exit_code) {
  if (argc < 2 || std::string_view(argv[1]) == "help") {
    std::fputs(kShortHelp, stdout);
    return false;
  }
  if (!is_known_command(argv[1])) {
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
