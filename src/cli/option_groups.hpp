#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace CLI {
class App;
}  // namespace CLI

/// Options that several commands have in common.
namespace ridethrough::cli {

CLI::App* add_command(CLI::App& app, Options& options, const char* name, const char* text);
void add_common(CLI::App& command, Options& options);
void add_file(CLI::App& command, Options& options, int count);
/// A value in the grammar of the language; it is read where it is known what it is of.
void add_argument(CLI::App& command, Options& options, const std::string& key, const char* text);
void add_list(CLI::App& command, std::vector<std::string>& list, const char* flag,
              const char* text);
void add_threads(CLI::App& command, Options& options);
void add_cell(CLI::App& command, Options& options);
void add_database(CLI::App& command, Options& options);
void add_runs_max(CLI::App& command, Options& options);

/// sweep with its shards, size, contingency, montecarlo, availability, baseline.
void add_study_commands(CLI::App& app, Options& options);

}  // namespace ridethrough::cli
