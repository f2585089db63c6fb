#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ridethrough/study/sweep.hpp"

/// One run of a study as a line of text that says by itself whether it is whole.
namespace ridethrough::report {

/// A checksum, a space and the run as JSON: every number comes back bit by bit. No newline.
/// Findings of a scenario that could not be run have no row.
std::string row_line(const study::CellResult& result);

/// What row_line() wrote; empty for a line that is cut off or damaged. The cell is not in it: the
/// study tells it from the number of the run.
std::optional<study::CellResult> row_of(std::string_view line);

}  // namespace ridethrough::report
