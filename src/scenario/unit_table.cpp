#include "scenario/unit_table.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <numbers>
#include <utility>

#include "scenario/characters.hpp"

namespace ridethrough::scenario {

namespace {

using Power = std::pair<Dimension::Atom, int>;

constexpr Dimension dimension_from(std::initializer_list<Power> powers) {
  Dimension dimension;
  for (const auto& [atom, exponent] : powers) {
    dimension.exponents[atom] = static_cast<std::int8_t>(exponent);
  }
  return dimension;
}

struct BaseUnit {
  std::string_view name;
  Dimension dimension;
  double numerator = 1.0;
  double denominator = 1.0;
  bool prefixed = true;
};

constexpr Dimension kTime = dimension_from({{Dimension::time, 1}});
constexpr Dimension kKelvin = dimension_from({{Dimension::kelvin, 1}});
constexpr Dimension kEnergy = dimension_from({{Dimension::watt, 1}, {Dimension::time, 1}});
constexpr Dimension kCharge = dimension_from({{Dimension::ampere, 1}, {Dimension::time, 1}});

// Section 2 of the language; d and y are fixed lengths there, a month exists only as "/month".
constexpr std::array<BaseUnit, 30> kBaseUnits = {{
    {"s", kTime},
    {"min", kTime, 60.0, 1.0, false},
    {"h", kTime, 3600.0, 1.0, false},
    {"d", kTime, 86'400.0, 1.0, false},
    {"y", kTime, 31'536'000.0, 1.0, false},
    {"month", kTime, 2'628'000.0, 1.0, false},
    {"V", dimension_from({{Dimension::volt, 1}})},
    {"A", dimension_from({{Dimension::ampere, 1}})},
    {"W", dimension_from({{Dimension::watt, 1}})},
    {"VA", dimension_from({{Dimension::volt_ampere, 1}})},
    {"var", dimension_from({{Dimension::var, 1}})},
    {"J", kEnergy},
    {"Wh", kEnergy, 3600.0},
    {"Ah", kCharge, 3600.0},
    {"C", kCharge},
    {"ohm", dimension_from({{Dimension::volt, 1}, {Dimension::ampere, -1}})},
    {"F", dimension_from({{Dimension::ampere, 1}, {Dimension::time, 1}, {Dimension::volt, -1}})},
    {"H", dimension_from({{Dimension::volt, 1}, {Dimension::time, 1}, {Dimension::ampere, -1}})},
    {"Hz", dimension_from({{Dimension::time, -1}})},
    {"K", kKelvin},
    {"m", dimension_from({{Dimension::metre, 1}})},
    {"m2", dimension_from({{Dimension::metre, 2}})},
    {"kg", dimension_from({{Dimension::kilogram, 1}}), 1.0, 1.0, false},
    {"N", dimension_from({{Dimension::kilogram, 1}, {Dimension::metre, 1}, {Dimension::time, -2}})},
    {"pu", Dimension{}, 1.0, 1.0, false},
    {"%", Dimension{}, 1.0, 100.0, false},
    {"deg", Dimension{}, std::numbers::pi, 180.0, false},
    {"cell", dimension_from({{Dimension::cell, 1}}), 1.0, 1.0, false},
    {"GPU", dimension_from({{Dimension::gpu, 1}}), 1.0, 1.0, false},
    {"mm2", dimension_from({{Dimension::metre, 2}}), 1.0, 1e6, false},  // as on every cable
}};

// ISO 4217, active codes of money (no metals, bond units or test codes).
constexpr std::string_view kCurrencies =
    " AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ";

bool is_currency(std::string_view text) {
  if (text.size() != 3 || !is_upper(text[0]) || !is_upper(text[1]) || !is_upper(text[2])) {
    return false;
  }
  return kCurrencies.find(" " + std::string(text) + " ") != std::string_view::npos;
}

// SI prefixes of the language as a whole number above or below the line.
std::pair<double, double> prefix_of(char letter) {
  switch (letter) {
    case 'n':
      return {1.0, 1e9};
    case 'u':
      return {1.0, 1e6};
    case 'm':
      return {1.0, 1e3};
    case 'k':
      return {1e3, 1.0};
    case 'M':
      return {1e6, 1.0};
    case 'G':
      return {1e9, 1.0};
    case 'T':
      return {1e12, 1.0};
    default:
      return {0.0, 0.0};
  }
}

const BaseUnit* find_base(std::string_view name) {
  for (const BaseUnit& base : kBaseUnits) {
    if (base.name == name) return &base;
  }
  return nullptr;
}

bool plain_unit(std::string_view text, Unit& unit) {
  if (const BaseUnit* base = find_base(text)) {
    unit = {base->dimension, base->numerator, base->denominator, {}};
    return true;
  }
  if (!is_currency(text)) return false;
  unit = {dimension_from({{Dimension::money, 1}}), 1.0, 1.0, std::string(text)};
  return true;
}

bool may_take_prefix(std::string_view name, char prefix) {
  const BaseUnit* base = find_base(name);
  if (base == nullptr) return is_currency(name);
  const bool larger = prefix_of(prefix).first > 1.0;
  return base->prefixed && name != "m2" && !(name == "s" && larger);
}

bool prefixed_unit(std::string_view text, Unit& unit) {
  if (plain_unit(text, unit)) return true;
  if (text.size() < 2 || prefix_of(text[0]).first == 0.0) return false;
  const std::string_view name = text.substr(1);
  if (!may_take_prefix(name, text[0]) || !plain_unit(name, unit)) return false;
  const auto [numerator, denominator] = prefix_of(text[0]);
  unit.numerator *= numerator;
  unit.denominator *= denominator;
  return true;
}

void multiply_by(Unit& unit, const Unit& factor, bool divide) {
  unit.dimension = divide ? unit.dimension / factor.dimension : unit.dimension * factor.dimension;
  unit.numerator *= divide ? factor.denominator : factor.numerator;
  unit.denominator *= divide ? factor.numerator : factor.denominator;
  if (unit.currency.empty()) unit.currency = factor.currency;
}

// "m^2": one digit; the caller multiplies that often.
bool split_exponent(std::string_view text, std::string_view& name, int& exponent) {
  const std::size_t caret = text.find('^');
  name = text.substr(0, caret);
  exponent = 1;
  if (caret == std::string_view::npos) return true;
  if (text.size() != caret + 2 || text[caret + 1] < '1' || text[caret + 1] > '9') return false;
  exponent = text[caret + 1] - '0';
  return true;
}

bool multiply_factor(std::string_view text, bool divide, Unit& unit) {
  std::string_view name;
  int exponent = 1;
  Unit factor;
  if (!split_exponent(text, name, exponent) || !prefixed_unit(name, factor)) return false;
  if (name == "month" && !divide) return false;
  for (int i = 0; i < exponent; ++i) multiply_by(unit, factor, divide);
  return true;
}

}  // namespace

bool parse_unit(std::string_view text, Unit& unit, std::string_view& wrong) {
  unit = {};
  if (text == "degC") {
    unit.dimension = kKelvin;
    unit.dimension.affine = true;
    return true;
  }
  constexpr std::size_t kLongestUnit = 32;  // keeps every exponent within its byte
  bool divide = !text.empty() && text.front() == '/';
  std::size_t begin = divide ? 1 : 0;
  while (begin <= text.size() && text.size() <= kLongestUnit) {
    const std::size_t end = std::min(text.find_first_of("/*", begin), text.size());
    wrong = text.substr(begin, end - begin);
    if (!multiply_factor(wrong, divide, unit)) return false;
    if (end == text.size()) return true;
    divide = text[end] == '/';
    begin = end + 1;
  }
  wrong = text;
  return false;
}

const std::vector<std::string>& common_units() {
  static const std::vector<std::string> kUnits = {
      "s",    "ms",   "us",   "min",     "h",   "d",     "y",      "V",      "kV",  "A",  "kA",
      "W",    "kW",   "MW",   "GW",      "VA",  "kVA",   "MVA",    "var",    "J",   "kJ", "kvar",
      "MJ",   "Wh",   "Ah",   "kWh",     "MWh", "ohm",   "F",      "mohm",   "uF",  "mF", "H",
      "uH",   "mH",   "Hz",   "K",       "kHz", "degC",  "m",      "km",     "mm2", "m2", "kg",
      "pu",   "%",    "cell", "GPU",     "/h",  "USD",   "V/cell", "W/cell", "EUR", "mV", "mW",
      "Mvar", "MW/s", "Hz/s", "USD/kWh", "kN",  "kN/m^2"};
  return kUnits;
}

}  // namespace ridethrough::scenario
