#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "ridethrough/scenario/units.hpp"
#include "study/fit_columns.hpp"

namespace ridethrough::study {

namespace {

using scenario::print_number;

std::string row_text(const TableRow& row, Held held) {
  return fmt::format("line {}: {} V/cell, {} min, {} {}", row.place.line,
                     print_number(row.end_voltage_v), print_number(row.time_s / 60.0),
                     print_number(row.held), held == Held::power ? "W/cell" : "A");
}

/// The pair is told at the row that stands later in the file.
void report_pair(const TableRow& a, const TableRow& b, Held held, std::string message,
                 std::string label, scenario::Diagnostics& diagnostics) {
  const bool is_a_later = a.place.line > b.place.line;
  diagnostics.error("RT1403", std::move(message), (is_a_later ? a : b).place, std::move(label),
                    {row_text(is_a_later ? b : a, held), row_text(is_a_later ? a : b, held)});
}

void check_times(const std::vector<const TableRow*>& rows, Held held,
                 scenario::Diagnostics& diagnostics) {
  const char* what = held == Held::power ? "power" : "current";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TableRow& shorter = *rows[i - 1];
    const TableRow& longer = *rows[i];
    if (shorter.end_voltage_v != longer.end_voltage_v) continue;
    if (shorter.time_s == longer.time_s) {
      report_pair(shorter, longer, held, "the same point stands twice in the table",
                  "one end voltage and one time belong to one row", diagnostics);
    } else if (longer.held >= shorter.held) {
      report_pair(shorter, longer, held, fmt::format("the {} does not fall with time", what),
                  "a longer discharge to the same end voltage has less of it", diagnostics);
    }
  }
}

void check_end_voltages(const std::vector<const TableRow*>& rows, Held held,
                        scenario::Diagnostics& diagnostics) {
  const char* what = held == Held::power ? "power" : "current";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TableRow& lower = *rows[i - 1];
    const TableRow& higher = *rows[i];
    const bool is_pair =
        lower.time_s == higher.time_s && lower.end_voltage_v != higher.end_voltage_v;
    // Equal is what rounding leaves of long discharges.
    if (!is_pair || higher.held <= lower.held) continue;
    report_pair(
        lower, higher, held, fmt::format("the {} does not rise with a lower end voltage", what),
        "a discharge of the same length to a higher end voltage has less of it", diagnostics);
  }
}

}  // namespace

void check_order(const std::vector<TableRow>& rows, Held held, scenario::Diagnostics& diagnostics) {
  std::vector<const TableRow*> sorted;
  sorted.reserve(rows.size());
  for (const TableRow& row : rows) sorted.push_back(&row);
  std::stable_sort(sorted.begin(), sorted.end(), [](const TableRow* a, const TableRow* b) {
    return std::tie(a->end_voltage_v, a->time_s) < std::tie(b->end_voltage_v, b->time_s);
  });
  check_times(sorted, held, diagnostics);
  std::stable_sort(sorted.begin(), sorted.end(), [](const TableRow* a, const TableRow* b) {
    return std::tie(a->time_s, a->end_voltage_v) < std::tie(b->time_s, b->end_voltage_v);
  });
  check_end_voltages(sorted, held, diagnostics);
}

}  // namespace ridethrough::study
