#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

/// Reading of tests/validation/data/power for the tests of the power flow.
namespace ridethrough::testing {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

inline Row row_of(const std::vector<std::string>& columns, const std::string& line) {
  const std::vector<std::string> cells = cells_of(line);
  REQUIRE(cells.size() == columns.size());
  Row row;
  for (std::size_t i = 0; i < cells.size(); ++i) row[columns[i]] = cells[i];
  return row;
}

/// The rows of a CSV file of tests/validation/data/power by column name.
inline std::vector<Row> read_power_csv(const std::string& name) {
  std::ifstream file(std::string(RIDETHROUGH_SOURCE_DIR "/tests/validation/data/power/") + name);
  REQUIRE(file.good());
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) rows.push_back(row_of(columns, line));
  return rows;
}

inline double number(const Row& row, const std::string& column) {
  return std::stod(row.at(column));
}

inline int integer(const Row& row, const std::string& column) { return std::stoi(row.at(column)); }

inline std::complex<double> polar_deg(double magnitude, double angle_deg) {
  return std::polar(magnitude, angle_deg * std::acos(-1.0) / 180.0);
}

// The files carry nine decimals of voltage; the oracles agree among themselves to 1e-8 pu.
inline constexpr double kVoltageMarginPu = 1e-7;

}  // namespace ridethrough::testing
