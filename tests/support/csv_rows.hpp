#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ridethrough::testing {

/// Rows of numbers of a reference file under tests/validation/data, without its header line; a cell
/// that is no number reads as 0. @throws std::runtime_error if the file is absent.
inline std::vector<std::vector<double>> reference_rows(const std::string& name) {
  std::ifstream file(std::string(RIDETHROUGH_SOURCE_DIR) + "/tests/validation/data/" + name);
  if (!file) throw std::runtime_error("no reference file " + name);
  std::vector<std::vector<double>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<double> row;
    std::stringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) {
      row.push_back(std::strtod(cell.c_str(), nullptr));
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace ridethrough::testing
