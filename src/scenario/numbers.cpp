#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/characters.hpp"
#include "scenario/unit_table.hpp"

namespace ridethrough::scenario {

namespace {

using MaybeValueFault = std::optional<ValueFault>;

ValueFault not_a_number(std::string label, std::size_t offset, std::size_t length) {
  return {"RT0305", "not a number in this language", std::move(label), static_cast<int>(offset),
          static_cast<int>(std::max<std::size_t>(length, 1))};
}

// The run of characters that a reader takes for one word; carets cover it.
std::size_t word_length(std::string_view text) { return std::min(text.find(' '), text.size()); }

std::string without_zeros(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return std::string(digits.substr(first));
}

std::string without_underscores(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter != '_') result += letter;
  }
  return result;
}

/// Reads digits, point and exponent; each mistake that YAML or C would forgive is named.
class NumberScan {
 public:
  explicit NumberScan(std::string_view text) : text_(text) {}

  /// Number of characters of the number.
  std::size_t length() const { return at_; }

  MaybeValueFault scan() {
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    const std::size_t begin = at_;
    const std::string_view whole = take_digits();
    if (whole.empty()) return fault_without_digits(begin);
    if (MaybeValueFault fault = fault_after_digits(begin, whole)) return fault;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (take_digits().empty()) return fault("write a digit after the point");
    }
    return scan_exponent();
  }

 private:
  std::string_view take_digits() {
    const std::string_view digits = digits_of(text_.substr(at_));
    at_ += digits.size();
    return digits;
  }

  ValueFault fault(std::string label) const {
    return not_a_number(std::move(label), 0, word_length(text_));
  }

  ValueFault fault_without_digits(std::size_t begin) const {
    const std::string_view rest = text_.substr(begin);
    if (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
      return fault(fmt::format("write a digit before the point: {}0{}", text_.substr(0, begin),
                               rest.substr(0, 1 + digits_of(rest.substr(1)).size())));
    }
    return fault("a number is written 12, 0.5 or 1e3");
  }

  MaybeValueFault fault_after_digits(std::size_t begin, std::string_view whole) const {
    const char next = at_ < text_.size() ? text_[at_] : '\0';
    if (next == '_') {
      const std::string_view word = text_.substr(0, word_length(text_));
      return fault(fmt::format("no underscores; write {}", without_underscores(word)));
    }
    if (whole == "0" && (next == 'x' || next == 'o' || next == 'b')) {
      return fault("only decimal numbers");
    }
    if (whole.size() > 1 && whole.front() == '0') {
      return fault(fmt::format("a leading zero would be octal in YAML; write {}{}",
                               text_.substr(0, begin), without_zeros(whole)));
    }
    return std::nullopt;
  }

  // "2 EUR" has no exponent: an 'e' counts only with a digit or sign behind it.
  MaybeValueFault scan_exponent() {
    const std::string_view rest = text_.substr(at_);
    if (rest.size() < 2 || (rest[0] != 'e' && rest[0] != 'E')) return std::nullopt;
    const bool is_signed = rest[1] == '+' || rest[1] == '-';
    if (!is_signed && !is_digit(rest[1])) return std::nullopt;
    at_ += is_signed ? 2 : 1;
    if (take_digits().empty()) return fault("write digits after the 'e'");
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

MaybeValueFault convert_number(std::string_view text, double& number) {
  const std::string_view unsigned_text = text.front() == '+' ? text.substr(1) : text;
  const char* const end = unsigned_text.data() + unsigned_text.size();
  const auto [stop, error] = std::from_chars(unsigned_text.data(), end, number);
  if (error == std::errc() && stop == end && std::isfinite(number)) return std::nullopt;
  return ValueFault{"RT0307", fmt::format("'{}' is outside the range of numbers", text),
                    "numbers lie between 1e-300 and 1e300", 0, static_cast<int>(text.size())};
}

// Units that other tools accept, in the spelling of this language.
std::string_view synonym_of(std::string_view unit) {
  if (unit == "sec" || unit == "seconds" || unit == "S") return "s";
  if (unit == "minutes" || unit == "mins") return "min";
  if (unit == "hours" || unit == "hour" || unit == "hr") return "h";
  if (unit == "days" || unit == "day") return "d";
  if (unit == "years" || unit == "year" || unit == "a") return "y";
  if (unit == "°C" || unit == "C°" || unit == "celsius") return "degC";
  if (unit == "Ω" || unit == "Ohm") return "ohm";
  if (unit == "months") return "month";
  return {};
}

ValueFault unknown_unit(std::string_view unit, std::string_view wrong, std::size_t offset) {
  std::string label = "units are those of section 'values and units': s, kW, kVA, V, %, pu ...";
  const std::string_view synonym = synonym_of(wrong);
  if (!synonym.empty()) {
    label = fmt::format("did you mean '{}'?", synonym);
  } else if (wrong == "month") {
    label = "a month is not a fixed time; write days: 30 d";
  } else if (wrong == "degC") {
    label = "degC stands alone; a difference or a rate is in K";
  } else if (wrong.size() == 2 && wrong[1] == 's') {
    label = "seconds take n, u or m: ns, us, ms";
  } else {
    label = did_you_mean(wrong, common_units(), label);
  }
  return {"RT0306", fmt::format("unknown unit '{}'", unit), std::move(label),
          static_cast<int>(offset), static_cast<int>(std::max<std::size_t>(unit.size(), 1))};
}

RatioForm form_of(std::string_view unit) {
  if (unit == "%") return RatioForm::percent;
  return unit == "pu" ? RatioForm::per_unit : RatioForm::none;
}

// "300 s or 5 min": both readings, where minutes come out even.
std::string duration_examples(std::string_view text, double number) {
  const bool even = number > 0.0 && std::fmod(number, 60.0) == 0.0;
  return fmt::format("{} s or {} min", text, even ? print_number(number / 60.0) : "5");
}

// "012" and "-.5" look like numbers; "abc" does not, and gets a message of its own.
bool looks_like_number(std::string_view text) {
  const std::size_t first = text.find_first_not_of("+-.");
  return first < 3 && first < text.size() && is_digit(text[first]);
}

}  // namespace

std::optional<ValueFault> parse_quantity(std::string_view text, Quantity& quantity) {
  quantity = {};
  if (!looks_like_number(text)) {
    return not_a_number("a number is written 12, 0.5 or 1e3, then a space and a unit", 0,
                        text.size());
  }
  NumberScan scan(text);
  if (MaybeValueFault fault = scan.scan()) return fault;
  double number = 0.0;
  if (MaybeValueFault fault = convert_number(text.substr(0, scan.length()), number)) return fault;
  std::size_t at = scan.length();
  if (at < text.size() && text[at] == ' ') ++at;
  const std::string_view unit_text = text.substr(at);
  if (unit_text.empty() && at > scan.length()) return not_a_number("a unit is missing", 0, at);
  quantity.unit = std::string(unit_text);
  Unit unit;
  std::string_view wrong;
  if (!unit_text.empty() && !parse_unit(unit_text, unit, wrong)) {
    return unknown_unit(unit_text, wrong, at);
  }
  quantity.dimension = unit.dimension;
  quantity.ratio = form_of(unit_text);
  quantity.si = unit_text.empty() ? number : from_unit(number, unit_text);
  if (std::isfinite(quantity.si)) return std::nullopt;
  return ValueFault{"RT0307", fmt::format("'{}' is outside the range of numbers", text),
                    "numbers lie between 1e-300 and 1e300", 0, static_cast<int>(text.size())};
}

bool parse_quantity(std::string_view text, Quantity& quantity, std::string& problem, int& offset) {
  const std::optional<ValueFault> fault = parse_quantity(text, quantity);
  if (!fault) return true;
  const bool is_known_form = fault->rule == "RT0305";
  problem = is_known_form ? fault->label : fault->message + "; " + fault->label;
  offset = fault->offset;
  return false;
}

std::optional<ValueFault> parse_count(std::string_view text, std::int64_t& count) {
  const std::string_view digits = digits_of(text);
  const bool plain = !text.empty() && digits.size() == text.size();
  if (plain && (text.size() == 1 || text.front() != '0')) {
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, count).ec == std::errc()) return std::nullopt;
    return ValueFault{"RT0307", fmt::format("'{}' is outside the range of numbers", text),
                      "at most 19 digits", 0, static_cast<int>(text.size())};
  }
  if (text.starts_with('-')) return not_a_number("a count is not negative", 0, text.size());
  if (looks_like_number(text)) {
    if (MaybeValueFault fault = NumberScan(text).scan()) return fault;
  }
  return not_a_number("write a whole number", 0, text.size());
}

std::optional<ValueFault> parse_duration(std::string_view text, double& duration_s) {
  Quantity quantity;
  const int length = static_cast<int>(std::max<std::size_t>(text.size(), 1));
  if (std::optional<ValueFault> fault = parse_quantity(text, quantity)) return fault;
  if (quantity.unit.empty()) {
    return ValueFault{"RT0301", "bare number for a dimensioned value",
                      "a duration needs a unit: " + duration_examples(text, quantity.si), 0,
                      length};
  }
  if (quantity.dimension != dimension_of("s")) {
    return ValueFault{"RT0302", "wrong dimension for a duration",
                      name_of(quantity.dimension) + "; a duration is time: 5 min", 0, length};
  }
  if (quantity.si < 0.0) {
    return ValueFault{"RT0307", "a duration is not negative", "write 0 s or more", 0, length};
  }
  duration_s = quantity.si;
  return std::nullopt;
}

}  // namespace ridethrough::scenario
