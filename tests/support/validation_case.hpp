#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>

#include "support/marked_page.hpp"

/// The rows of docs/validation.md. Each is written by the test that measured it.
namespace ridethrough::testing {

inline constexpr const char* kValidationPage = "docs/validation.md";
inline constexpr const char* kValidationHead =
    "\n| case | kind | reference | measured error | allowed error |\n"
    "| --- | --- | --- | --- | --- |\n";

/// One comparison with something that is not this code.
struct ValidationCase {
  std::string name;       ///< unique; written as a literal, so that the page can be checked
  std::string kind;       ///< analytic, published, other_tool or measured
  std::string reference;  ///< what it is compared with and where that comes from
  double measured = 0.0;  ///< largest error found, in `unit`
  double allowed = 0.0;   ///< the tolerance of the test, in `unit`
  std::string unit;       ///< "V", "%", "s" ...
};

/// Rows of the page by the name of their case.
inline std::map<std::string, std::string> rows_of_page() {
  std::map<std::string, std::string> rows;
  std::istringstream lines(section_of(read_page(kValidationPage), "cases").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0 || line.rfind("| case |", 0) == 0 || line[2] == '-') continue;
    rows[line.substr(2, line.find(" |", 2) - 2)] = line;
  }
  return rows;
}

inline void write_rows(const std::map<std::string, std::string>& rows) {
  std::string section = kValidationHead;
  for (const auto& [name, row] : rows) section += row + "\n";
  write_page(kValidationPage, with_section(read_page(kValidationPage), "cases", section + "\n"));
}

/// Fails if the error is above what is allowed, and if the page does not tell of this case as it is
/// now. Only the measured figure may differ from the page: its last digits depend on the machine.
inline void report_case(const ValidationCase& report) {
  INFO("case '" << report.name << "': " << report.measured << " of " << report.allowed << " "
                << report.unit);
  CHECK(report.measured <= report.allowed);
  const std::string head =
      fmt::format("| {} | {} | {} | ", report.name, report.kind, report.reference);
  const std::string tail = fmt::format(" | {:.2g} {} |", report.allowed, report.unit);
  auto rows = rows_of_page();
  if (updates_docs()) {
    rows[report.name] = head + fmt::format("{:.2g} {}", report.measured, report.unit) + tail;
    write_rows(rows);
    return;
  }
  INFO("RIDETHROUGH_UPDATE_DOCS=1 ./rt test writes " << kValidationPage);
  const std::string& row = rows[report.name];
  CHECK(row.rfind(head, 0) == 0);
  CHECK(
      (row.size() > tail.size() && row.compare(row.size() - tail.size(), tail.size(), tail) == 0));
}

}  // namespace ridethrough::testing
