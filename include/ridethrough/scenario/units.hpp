#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Quantities as users write them (section 2 of the scenario language) and their dimensions.
namespace ridethrough::scenario {

/// Exponents over the atoms of the language. W, VA and var are three atoms, so that active,
/// apparent and reactive power never mix; V*A is none of them.
struct Dimension {
  enum Atom {
    time,
    volt,
    ampere,
    watt,
    volt_ampere,
    var,
    kelvin,
    metre,
    kilogram,
    cell,
    gpu,
    money,
    angle
  };
  static constexpr int kAtoms = 13;

  std::array<std::int8_t, kAtoms> exponents{};
  bool affine = false;  ///< degC: an absolute temperature. K alone is a difference.

  bool is_ratio() const { return *this == Dimension{}; }
  bool operator==(const Dimension&) const = default;
};

/// Exponents of a product and of a quotient; the result is never affine.
Dimension operator*(const Dimension& left, const Dimension& right);
Dimension operator/(const Dimension& left, const Dimension& right);

/// A ratio may be written in per cent, in per unit of a base, or bare.
enum class RatioForm { none, percent, per_unit };

struct Quantity {
  double si = 0.0;  ///< SI value; degC as kelvin above absolute zero
  Dimension dimension;
  std::string unit;  ///< as written, "" for a bare number
  RatioForm ratio = RatioForm::none;
};

/// Why a text is no quantity: `message` says what is wrong, `label` what to write instead, and
/// [offset, offset + length) is the part of the text to underline.
struct ValueFault {
  std::string rule;  ///< "RT0305" not a number, "RT0306" unknown unit, "RT0307" out of range
  std::string message;
  std::string label;
  int offset = 0;
  int length = 1;
};

/// Parses "600 kW", "25 %", "-1 degC", "4". Empty on success.
std::optional<ValueFault> parse_quantity(std::string_view text, Quantity& quantity);

/// The same for callers that make their own message: `problem` is the label, `offset` its column.
bool parse_quantity(std::string_view text, Quantity& quantity, std::string& problem, int& offset);

/// Parses a non-negative whole number ("40", not "040", "4.0" or "1e3").
std::optional<ValueFault> parse_count(std::string_view text, std::int64_t& count);

/// Parses a span of time that is not negative ("5 min") into seconds. A bare number is RT0301.
std::optional<ValueFault> parse_duration(std::string_view text, double& duration_s);

/// "2024-07-10 19:00:00", a day that exists, in the proleptic Gregorian calendar.
bool is_civil_time(std::string_view text);

/// True if `text` is a unit of the language.
bool is_unit(std::string_view unit);

/// @throws std::invalid_argument if `unit` is no unit: units in schemas are ours.
Dimension dimension_of(std::string_view unit);

/// SI value of one unit; of one kelvin for degC.
double scale_of(std::string_view unit);
double from_unit(double value, std::string_view unit);  ///< 25 degC -> 298.15
double to_unit(double si, std::string_view unit);       ///< 298.15 -> 25 degC

/// The currency code within a unit ("USD" of "USD/GPU/h"), empty if there is none.
std::string currency_of(std::string_view unit);

/// What amounts are printed in if no price of a scenario says it; schemas write it for all.
inline constexpr std::string_view kSchemaCurrency = "USD";

/// A unit of a schema ("USD/GPU/h") with `currency` in place of kSchemaCurrency.
std::string in_currency(std::string_view unit, std::string_view currency);

/// In words of an engineer: "active power", "time", "voltage per cell"; else "V/cell*s^2".
std::string name_of(const Dimension& dimension);

/// Shortest text that gives `number` back to 12 significant digits: "24.6", "0.003", "1e-09".
std::string print_number(double number);

}  // namespace ridethrough::scenario
