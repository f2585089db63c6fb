#include "ridethrough/scenario/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/characters.hpp"
#include "scenario/unit_table.hpp"

namespace ridethrough::scenario {

namespace {

constexpr double kZeroCelsiusK = 273.15;  // SI brochure, 9th edition, section 2.3.1

Unit unit_of(std::string_view text) {
  Unit unit;
  std::string_view wrong;
  if (text.empty() || text == "1") return unit;
  if (!parse_unit(text, unit, wrong)) {
    throw std::invalid_argument(fmt::format("'{}' is no unit", text));
  }
  return unit;
}

Dimension combine(const Dimension& left, const Dimension& right, int sign) {
  Dimension result;
  for (std::size_t i = 0; i < result.exponents.size(); ++i) {
    const int exponent = left.exponents[i] + sign * right.exponents[i];
    result.exponents[i] = static_cast<std::int8_t>(exponent);
  }
  return result;
}

struct NamedDimension {
  std::string_view unit;
  std::string_view name;
};

constexpr std::array<NamedDimension, 46> kNamedDimensions = {{
    {"s", "time"},
    {"V", "voltage"},
    {"A", "current"},
    {"W", "active power"},
    {"VA", "apparent power"},
    {"var", "reactive power"},
    {"J", "energy"},
    {"C", "charge"},
    {"ohm", "resistance"},
    {"F", "capacitance"},
    {"H", "inductance"},
    {"Hz", "frequency"},
    {"deg", "angle"},
    {"degC", "temperature"},
    {"K", "temperature difference"},
    {"m", "length"},
    {"m2", "area"},
    {"kg", "mass"},
    {"N", "force"},
    {"N/m^2", "load on a floor"},
    {"cell", "number of cells"},
    {"GPU", "number of GPUs"},
    {"GPU*s", "GPU time"},
    {"USD", "money"},
    {"V/cell", "voltage per cell"},
    {"W/cell", "power per cell"},
    {"ohm/cell", "resistance per cell"},
    {"J/cell", "energy per cell"},
    {"C/cell", "charge per cell"},
    {"W/s", "power ramp"},
    {"W/Hz", "power per frequency"},
    {"VA/s", "apparent power ramp"},
    {"V/s", "voltage ramp"},
    {"A/s", "current ramp"},
    {"Hz/s", "rate of change of frequency"},
    {"K/s", "temperature ramp"},
    {"J/K", "heat capacity"},
    {"W/K", "heat conductance"},
    {"V/K", "voltage per temperature"},
    {"/K", "ratio per temperature"},
    {"ohm/m", "resistance per length"},
    {"H/m", "inductance per length"},
    {"F/m", "capacitance per length"},
    {"USD/kWh", "price of energy"},
    {"USD/kW", "price of power"},
    {"USD/GPU/h", "price of GPU time"},
}};

constexpr std::array<std::string_view, Dimension::kAtoms> kAtomUnits = {
    "s", "V", "A", "W", "VA", "var", "K", "m", "kg", "cell", "GPU", "money", "deg"};

std::string product_of_atoms(const Dimension& dimension, int sign) {
  std::string text;
  for (std::size_t i = 0; i < kAtomUnits.size(); ++i) {
    const int exponent = sign * dimension.exponents[i];
    if (exponent <= 0) continue;
    text += text.empty() ? "" : (sign > 0 ? "*" : "/");
    text += kAtomUnits[i];
    if (exponent > 1) text += fmt::format("^{}", exponent);
  }
  return text;
}

bool is_two_digits(std::string_view text, int low, int high, int& number) {
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return false;
  number = (text[0] - '0') * 10 + (text[1] - '0');
  return low <= number && number <= high;
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

}  // namespace

Dimension operator*(const Dimension& left, const Dimension& right) {
  return combine(left, right, +1);
}

Dimension operator/(const Dimension& left, const Dimension& right) {
  return combine(left, right, -1);
}

bool is_unit(std::string_view unit) {
  Unit parsed;
  std::string_view wrong;
  return parse_unit(unit, parsed, wrong);
}

Dimension dimension_of(std::string_view unit) { return unit_of(unit).dimension; }

double scale_of(std::string_view unit) { return unit_of(unit).to_si(1.0); }

double from_unit(double value, std::string_view unit) {
  const Unit parsed = unit_of(unit);
  return parsed.to_si(value) + (parsed.dimension.affine ? kZeroCelsiusK : 0.0);
}

double to_unit(double si, std::string_view unit) {
  const Unit parsed = unit_of(unit);
  return parsed.from_si(si - (parsed.dimension.affine ? kZeroCelsiusK : 0.0));
}

std::string currency_of(std::string_view unit) {
  Unit parsed;
  std::string_view wrong;
  return parse_unit(unit, parsed, wrong) ? parsed.currency : std::string();
}

std::string in_currency(std::string_view unit, std::string_view currency) {
  std::string text(unit);
  const std::size_t at = currency.empty() ? std::string::npos : text.find(kSchemaCurrency);
  if (at != std::string::npos) text.replace(at, kSchemaCurrency.size(), currency);
  return text;
}

std::string name_of(const Dimension& dimension) {
  if (dimension.is_ratio()) return "ratio";
  for (const NamedDimension& named : kNamedDimensions) {
    if (dimension_of(named.unit) == dimension) return std::string(named.name);
  }
  std::string above = product_of_atoms(dimension, +1);
  const std::string below = product_of_atoms(dimension, -1);
  if (below.empty()) return above;
  return (above.empty() ? "1" : above) + "/" + below;
}

std::string print_number(double number) {
  if (number == 0.0) return "0";  // also for -0
  std::string text = fmt::format("{:.12g}", number);
  const bool exact_whole = std::abs(number) < 1e15 && number == std::trunc(number);
  return exact_whole ? fmt::format("{:.0f}", number) : text;
}

bool is_civil_time(std::string_view text) {
  int century = 0, year = 0, month = 0, day = 0, ignored = 0;
  if (text.size() != 19 || text[4] != '-' || text[7] != '-' || text[10] != ' ') return false;
  if (text[13] != ':' || text[16] != ':') return false;
  const bool date = is_two_digits(text.substr(0, 2), 0, 99, century) &&
                    is_two_digits(text.substr(2, 2), 0, 99, year) &&
                    is_two_digits(text.substr(5, 2), 1, 12, month) &&
                    is_two_digits(text.substr(8, 2), 1, 31, day);
  return date && day <= days_in_month(100 * century + year, month) &&
         is_two_digits(text.substr(11, 2), 0, 23, ignored) &&
         is_two_digits(text.substr(14, 2), 0, 59, ignored) &&
         is_two_digits(text.substr(17, 2), 0, 59, ignored);
}

}  // namespace ridethrough::scenario
