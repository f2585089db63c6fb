#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ridethrough::cli {

/// What the user asked for, as the parser of the command line fills it in.
struct Options {
  std::string command;
  std::vector<std::string> files;
  std::vector<std::string> sets;                            ///< --set
  std::string cell;                                         ///< --cell: one point of a study
  std::uint32_t replica = 0;                                ///< --replica: of that cell
  std::string out;                                          ///< --out
  std::string db;                                           ///< --db
  std::string word;                                         ///< of parts and explain
  std::vector<std::string> powers, currents, end_voltages;  ///< of discharge
  std::map<std::string, std::string> arguments;             ///< other values, by key: "age" -> "4y"
  bool json = false;
  bool resolved = false;
  bool unequal = false;
  bool quiet = false;
  bool no_colour = false;
  bool unlumped = false;
  bool force = false;  ///< fit: replace a file
  std::string junit;   ///< test: file to write
  bool tap = false;    ///< test: print that instead
  bool github = false;
  bool sarif = false;             ///< check: print that instead
  unsigned threads = 0;           ///< as many as there are cores if 0
  std::size_t runs_max = 10'000;  ///< of a study
  std::size_t search_runs = 200;  ///< of search, at most
  std::string action;             ///< of sweep: plan, shard ...; of baseline: update, check
  std::size_t shard = 0;
  std::size_t shards = 1;
  std::size_t failures = 1;    ///< of contingency, at a time
  std::string during;          ///< of contingency: maintenance
  bool ranges = false;         ///< sweep missing: "0-3,7" instead of a line each
  bool allow_partial = false;  ///< sweep merge
};

/// Exit codes of the tool (docs/exit_codes.md).
enum Exit {
  kGood = 0,
  kCheckFailed = 1,
  kUsage = 2,
  kBadScenario = 3,
  kNotFinished = 4,
  kBaselineDiffers = 5,
  kBug = 70,
  kWriteFailed = 74,
  kInterrupted = 130,
};

/// Parses the command line. Returns true if a command is to be run; else `exit_code` is set and
/// help or a message was printed.
bool parse(int argc, char** argv, Options& options, int& exit_code);

}  // namespace ridethrough::cli
