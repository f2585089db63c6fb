#include "cli/usage.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::cli {

namespace {

constexpr const char* kCommandNames[] = {
    "run",        "compare",      "test",        "sweep",    "size",   "search",
    "montecarlo", "availability", "contingency", "baseline", "check",  "powerflow",
    "discharge",  "fit",          "schema",      "parts",    "explain"};

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
  if (text.starts_with("--replica:")) return "'--replica' takes a number from 1 on";
  if (text.starts_with("--db:")) return "'--db' takes a file";
  if (text.starts_with("--threads:")) return "'--threads' takes a number from 1 to 1024";
  if (name == "baseline") return "'baseline' takes update or check, and scenario files";
  if (name == "test" && !is_count) return "'test' takes files or folders";
  if (text.starts_with("--out:") && name == "fit") return "'--out' takes a file";
  if (text.starts_with("--out:")) return "'--out' takes a folder";
  if (is_count && text.starts_with("--")) {
    return fmt::format("'{}' takes one value", text.substr(0, text.find(':')));
  }
  if (!is_count) return text;
  if (name == "discharge") return "'discharge' takes one part";
  if (name == "fit") return "'fit' takes one table";
  if (name == "sweep") {
    return "'sweep' takes one study, or plan, shard, status, missing or merge and a folder";
  }
  if (name == "compare") return "'compare' takes 2 to 20 scenarios, or one study";
  if (name == "schema") return "'schema' takes nothing";
  if (name == "parts" || name == "explain") return fmt::format("'{}' takes one word", name);
  return fmt::format("'{}' takes one scenario; 'compare' takes several", name);
}

}  // namespace

bool check_command_word(const char* word) {
  if (word[0] == '-') return true;
  for (const char* name : kCommandNames) {
    if (std::string(name) == word) return true;
  }
  const std::vector<std::string> names(std::begin(kCommandNames), std::end(kCommandNames));
  std::fprintf(stderr, "error: there is no command '%s'; %s\n", word,
               scenario::did_you_mean(word, names, "'ridethrough' alone lists them").c_str());
  return false;
}

void report_usage(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
  const std::string word = argc > 1 ? argv[1] : "";
  const CLI::App* command = word.starts_with("-") ? &app : app.get_subcommand(word);
  // `sweep plan`: an action has options of its own.
  for (const CLI::App* action : command->get_subcommands([](const CLI::App*) { return true; })) {
    if (!word.starts_with("-") && argc > 2 && action->get_name() == argv[2]) command = action;
  }
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

}  // namespace ridethrough::cli
