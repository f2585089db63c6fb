#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// Results as SQLite databases, if the tool was built with it. A file is whole or as it was before,
/// and has the same bytes for the same results and the same SQLite.
namespace ridethrough::report {

/// False: built without SQLite, and what writes one throws.
bool has_database();

/// What the table `study` says beside the file and its digest.
struct DatabaseSource {
  std::string version;                ///< of the tool
  std::vector<std::string> sets;      ///< `--set`
  std::optional<std::uint64_t> seed;  ///< of the scenario of the first cell
};

/// A table `runs` with the rows and columns of sweep_csv(), what is empty there as NULL, and a
/// table `study` of one row.
/// @throws WriteError
void write_database(const std::string& path, const scenario::Study& study,
                    const std::vector<study::CellResult>& results, const DatabaseSource& source);

/// One run: table `events` with the columns of events.csv, table `signals` with a row for each
/// corner of each recorded signal (two where it jumps), and table `run` of one row.
/// @throws WriteError
void write_database(const std::string& path, const study::Outcome& outcome,
                    const std::string& version);

}  // namespace ridethrough::report
