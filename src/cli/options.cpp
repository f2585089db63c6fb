#include "cli/options.hpp"

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
    "  ridethrough check S.yaml                                 validate only\n"
    "  ridethrough powerflow S.yaml                             voltages and flows at time zero\n"
    "  ridethrough parts [TYPE] | explain WORD | schema         what can be written, and what it "
    "means\n"
    "\n"
    "ridethrough COMMAND --help tells the options.\n";

constexpr const char* kCommandNames[] = {"run",    "compare", "check",  "powerflow",
                                         "schema", "parts",   "explain"};

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

void add_commands(CLI::App& app, Options& options) {
  CLI::App* run = add_command(app, options, "run", "Simulate one scenario");
  add_file(*run, options, 1);
  add_common(*run, options);
  run->add_option("--out", options.out, "Folder for outcome.json, events.csv and signals.csv");
  run->add_flag("--unlumped", options.unlumped,
                "Simulate every member by itself (same bytes, slower)");
  CLI::App* compare =
      add_command(app, options, "compare", "Take several architectures through the same events");
  compare->add_option("scenarios", options.files, "Scenario files")->required()->expected(2, 20);
  add_common(*compare, options);
  compare->add_flag("--unequal", options.unequal, "Compare although events or jobs differ");
  CLI::App* check = add_command(app, options, "check", "Validate a scenario without running it");
  add_file(*check, options, 1);
  add_common(*check, options);
  check->add_flag("--resolved", options.resolved,
                  "Print the flat file with the origin of each value");
  CLI::App* powerflow =
      add_command(app, options, "powerflow", "Bus voltages and branch flows at time zero");
  add_file(*powerflow, options, 1);
  add_common(*powerflow, options);
  add_command(app, options, "schema", "JSON Schema for editors");
  CLI::App* parts = add_command(app, options, "parts", "List the parts of the library");
  parts->add_option("type", options.word, "Only parts of this type");
  parts->add_flag("--json", options.json, "Print the result as one JSON document");
  CLI::App* explain =
      add_command(app, options, "explain", "What a device type or a rule (RT0412) means");
  explain->add_option("word", options.word, "Type or rule")->required();
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
  std::fprintf(stderr, "error: %s; '%s --help' tells the options\n", error.what(),
               command == &app ? "ridethrough" : ("ridethrough " + word).c_str());
}

}  // namespace

bool parse(int argc, char** argv, Options& options, int& exit_code) {
  if (argc < 2) {
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
