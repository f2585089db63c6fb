#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// The runs of a study as an SQLite database, if the tool was built with it.
namespace ridethrough::report {

/// False: built without SQLite, write_database() throws.
bool has_database();

/// What the table `study` says beside the file and its digest.
struct DatabaseSource {
  std::string version;                ///< of the tool
  std::vector<std::string> sets;      ///< `--set`
  std::optional<std::uint64_t> seed;  ///< of the scenario of the first cell
};

/// A table `runs` with the rows and columns of sweep_csv(), what is empty there as NULL, and a
/// table `study` of one row. The file is whole or as it was before, and has the same bytes for the
/// same runs and the same SQLite.
/// @throws WriteError
void write_database(const std::string& path, const scenario::Study& study,
                    const std::vector<study::CellResult>& results, const DatabaseSource& source);

}  // namespace ridethrough::report
