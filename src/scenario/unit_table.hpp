#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::scenario {

/// A parsed unit: one of it is numerator / denominator in SI. Both are whole numbers (or products
/// of them) so that 86.7 % or 3 ms become the double nearest to the decimal text.
struct Unit {
  Dimension dimension;
  double numerator = 1.0;
  double denominator = 1.0;
  std::string currency;

  double to_si(double value) const { return value * numerator / denominator; }
  double from_si(double si) const { return si * denominator / numerator; }
};

/// Parses "kW", "V/cell", "/h", "USD/GPU/h". False if `text` is no unit; `wrong` is then the factor
/// that is not known.
bool parse_unit(std::string_view text, Unit& unit, std::string_view& wrong);

/// Units that people write, for suggestions.
const std::vector<std::string>& common_units();

}  // namespace ridethrough::scenario
