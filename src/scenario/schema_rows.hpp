#pragma once

#include <span>
#include <string>
#include <vector>

#include "ridethrough/devices/schema.hpp"

/// Rows of a schema table as texts.
namespace ridethrough::scenario {

struct SchemaRow {
  std::string name;      ///< dotted
  std::string unit;      ///< or what stands there: "count", "map", "battery part"
  std::string fallback;  ///< "required", "-" if optional
  std::string range;     ///< "0 % to 100 %", "> 0", words
  std::string text;
};

/// All rows of a table, nested ones after the row that holds them.
std::vector<SchemaRow> schema_rows(std::span<const devices::ParamSpec> specs);

std::string unit_text(const devices::ParamSpec& spec);
std::string range_text(const devices::ParamSpec& spec);

}  // namespace ridethrough::scenario
