#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/part.hpp"

/// Makers' discharge tables of eight lead-acid blocks, and the parts that model them.
namespace ridethrough::testing {

struct VrlaBlock {
  const char* table;  ///< name in vrla_discharge_tables.csv
  const char* part;
};

inline constexpr VrlaBlock kVrlaBlocks[] = {
    {"UPBH190FT", "vrla-12v190ah"}, {"UPBH150FT", "vrla-12v150ah"},  {"UPBH62FT", "vrla-12v62ah"},
    {"USF12-125", "vrla-12v125ah"}, {"USF12-100A", "vrla-12v100ah"}, {"USL12-28", "vrla-12v28ah"},
    {"USL12-45", "vrla-12v45ah"},   {"USL12-20", "vrla-12v20ah"}};

/// Values of a battery part of the library.
inline devices::Parameters battery_part(const std::string& name) {
  const std::string parts = std::string(RIDETHROUGH_SOURCE_DIR) + "/scenarios/parts";
  return scenario::load_part(name, "battery", {}, {{}, parts}).values;
}

/// One cell of a printed table; `value` is W per cell or A per block.
struct VrlaRow {
  double temperature_k = 0.0;
  double end_voltage_v = 0.0;
  double minutes = 0.0;
  double value = 0.0;
};

/// Rows of one block; `kind` is CP_W or CC_A. @throws std::runtime_error if there are none.
inline std::vector<VrlaRow> vrla_rows(const std::string& block, const std::string& kind) {
  std::ifstream file(RIDETHROUGH_SOURCE_DIR "/tests/validation/data/vrla_discharge_tables.csv");
  std::vector<VrlaRow> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    std::stringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
    if (cells.size() < 7 || cells[0] != block || cells[1] != kind) continue;
    const auto number = [&](std::size_t at) { return std::strtod(cells[at].c_str(), nullptr); };
    rows.push_back({273.15 + number(3), number(4), number(5), number(6)});
  }
  if (rows.empty()) throw std::runtime_error("no table of " + block);
  return rows;
}

/// Where the fits hold: up to 10 h, 1.60 to 1.80 V/cell, under 15 min to 1.75 V/cell.
inline bool is_within_fit(const VrlaRow& row) {
  const double highest_v = row.minutes < 15.0 ? 1.755 : 1.805;
  return row.minutes <= 600.0 && row.end_voltage_v > 1.595 && row.end_voltage_v < highest_v;
}

}  // namespace ridethrough::testing
