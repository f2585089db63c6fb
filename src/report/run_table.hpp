#pragma once

#include <string>
#include <variant>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// One row for each run of a study, for files of every kind.
namespace ridethrough::report {

/// Nothing, a word, a whole number or a value in the unit of its column.
using TableCell = std::variant<std::monostate, std::string, std::int64_t, double>;

struct ResultTable {
  std::vector<std::string> columns;  ///< with their units: "loss [kWh]"
  std::vector<std::vector<TableCell>> rows;
};

/// Cell, replica and weight if there are several, the value on each axis, verdict, figures, the
/// margin of every check, and what replicas lost racks to.
ResultTable run_table(const scenario::Study& study, const std::vector<study::CellResult>& results);

/// Nothing for an empty text.
TableCell text_cell(const std::string& text);

/// `value` without what only rounding has put there: 1, not 1.0000000000000002, and no -0.
double plain(double value);

}  // namespace ridethrough::report
