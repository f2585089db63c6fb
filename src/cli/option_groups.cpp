#include "cli/option_groups.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace ridethrough::cli {

namespace {

constexpr unsigned kThreadsMax = 1024;

/// Adds what stands between the commas of `text`. The parser would drop what is empty between two
/// of them; here it is a value that is missing.
void add_split(std::vector<std::string>& list, const std::string& text) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

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

void add_argument(CLI::App& command, Options& options, const std::string& key, const char* text) {
  std::string flag = "--" + key;
  std::replace(flag.begin(), flag.end(), '_', '-');
  command.add_option_function<std::string>(
      flag, [&options, key](const std::string& value) { options.arguments[key] = value; }, text);
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

void add_threads(CLI::App& command, Options& options) {
  command.add_option("--threads", options.threads, "As many as there are cores if absent")
      ->check(CLI::Range(1U, kThreadsMax));
}

void add_cell(CLI::App& command, Options& options) {
  command.add_option("--cell", options.cell, "One cell of a study, NAME[,NAME], or 'base'");
}

void add_database(CLI::App& command, Options& options) {
  command.add_option("--db", options.db, "SQLite database to write, whole or not at all");
}

void add_runs_max(CLI::App& command, Options& options) {
  command.add_option("--max-runs", options.runs_max, "More runs than that are refused; 10000");
}

}  // namespace ridethrough::cli
