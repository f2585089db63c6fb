#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_value.hpp"
#include "scenario/currency.hpp"

namespace ridethrough::scenario {

namespace {

using devices::ParamSpec;
using devices::Value;

/// The number of `text` as it was typed, without its unit.
std::string_view number_part(std::string_view text, std::string_view unit) {
  text.remove_suffix(unit.size());
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// "MW" is the prefix "M" and the power "W"; both are empty for a unit of no power.
std::pair<std::string_view, std::string_view> split_power(std::string_view unit) {
  static constexpr std::array<std::string_view, 3> kPowers = {"VA", "var", "W"};
  for (const auto base : kPowers) {
    if (unit.ends_with(base) && unit.size() <= base.size() + 1) {
      return {unit.substr(0, unit.size() - base.size()), base};
    }
  }
  return {};
}

/// "20 MW" for apparent power becomes "20 MVA": the prefix stays where only W, VA and var differ.
std::string same_size(std::string_view number, std::string_view written, std::string_view due) {
  const auto [prefix, base] = split_power(written);
  const std::string_view due_base = split_power(due).second;
  if (base.empty() || due_base.empty()) return fmt::format("{} {}", number, due);
  return fmt::format("{} {}{}", number, prefix, due_base);
}

void report_bare(const Tree& tree, const ParamSpec& spec, double number, ValueContext& context) {
  const Dimension due = dimension_of(spec.unit);
  std::string label =
      fmt::format("{} needs a unit: {} {}", with_article(name_of(due)), tree.text, spec.unit);
  if (due.is_ratio()) {
    label = spec.unit == "%"
                ? fmt::format("a share needs its unit: {} %", print_number(number * 100.0))
                : fmt::format("a ratio needs its unit: {} {}", tree.text, spec.unit);
    if (number > 2.0) label = fmt::format("a ratio needs its unit: {} %", tree.text);
  } else if (due == dimension_of("s")) {
    label = fmt::format("a duration needs a unit: {} s", tree.text);
    if (number >= 60.0 && std::fmod(number, 60.0) == 0.0) {
      label += fmt::format(" or {} min", print_number(number / 60.0));
    }
  }
  context.diagnostics.error("RT0301", "bare number for a dimensioned value",
                            place_within(tree, 0, static_cast<int>(tree.text.size())), label);
}

void report_dimension(const Tree& tree, const ParamSpec& spec, const Quantity& quantity,
                      ValueContext& context) {
  const Dimension due = dimension_of(spec.unit);
  const std::string_view number = number_part(tree.text, quantity.unit);
  const std::string subject = subject_of(spec, context);
  std::string label;
  if (spec.unit.empty()) {
    label =
        fmt::format("{}; {} is a plain number: {}", name_of(quantity.dimension), subject, number);
  } else {
    label = fmt::format(
        "{}; {} is {}: {}", quantity.dimension.is_ratio() ? "a ratio" : name_of(quantity.dimension),
        subject, due.is_ratio() ? "a ratio" : name_of(due),
        due.is_ratio() ? example_of(spec) : same_size(number, quantity.unit, spec.unit));
  }
  context.diagnostics.error("RT0302",
                            fmt::format("wrong dimension for '{}{}'", context.prefix, spec.name),
                            place_within(tree, 0, static_cast<int>(tree.text.size())), label);
}

/// Whether a scalar that is no quantity looks like a try at one.
bool begins_like_a_number(std::string_view text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text.front())) != 0 ||
                           std::string_view("+-.").find(text.front()) != std::string_view::npos);
}

std::string interval_text(const ParamSpec& spec) {
  const auto with_unit = [&](double value) {
    return spec.unit.empty() ? print_number(value)
                             : fmt::format("{} {}", print_number(value), spec.unit);
  };
  if (std::isinf(spec.low) && std::isinf(spec.high)) return "write a value above zero";
  if (std::isinf(spec.high)) return "at least " + with_unit(spec.low);
  if (std::isinf(spec.low)) return "at most " + with_unit(spec.high);
  return fmt::format("allowed is {} to {}", with_unit(spec.low), with_unit(spec.high));
}

/// False after a finding if the number is outside of [low, high] or a zero rating.
bool check_interval(const Tree& tree, const ParamSpec& spec, double number_si,
                    ValueContext& context) {
  const double value = spec.unit.empty() ? number_si : to_unit(number_si, spec.unit);
  // The bounds are decimal and the scales binary: 0.3 / 0.01 may be an ulp or two off 30.
  const auto slack = [](double bound) {
    return std::isinf(bound) ? 0.0 : 1e-12 * std::max(1.0, std::abs(bound));
  };
  const Place place = place_within(tree, 0, static_cast<int>(tree.text.size()));
  if (spec.positive && value == 0.0) {
    context.diagnostics.error("RT0310",
                              fmt::format("{} can not be zero", subject_of(spec, context)), place,
                              "write a value above zero: " + example_of(spec));
    return false;
  }
  const double low = spec.positive ? std::max(0.0, spec.low) : spec.low;
  if (value >= low - slack(low) && value <= spec.high + slack(spec.high)) return true;
  context.diagnostics.error("RT0304",
                            fmt::format("{} can not be {}", subject_of(spec, context), tree.text),
                            place, interval_text(spec));
  return false;
}

void report_fault(const Tree& tree, const ParamSpec& spec, const ValueFault& fault,
                  ValueContext& context) {
  if (begins_like_a_number(tree.text)) {
    context.diagnostics.error(fault.rule, fault.message,
                              place_within(tree, fault.offset, fault.length), fault.label);
    return;
  }
  std::vector<std::string> words(spec.words.begin(), spec.words.end());
  if (spec.fallback == "none") words.emplace_back("none");
  std::string label = "write a quantity: " + example_of(spec);
  if (!words.empty()) label += fmt::format(", or {}", fmt::join(words, ", "));
  context.diagnostics.error(
      "RT0305", fmt::format("'{}' is no value for {}", tree.text, subject_of(spec, context)),
      place_within(tree, 0, static_cast<int>(tree.text.size())), label);
}

}  // namespace

std::string subject_of(const ParamSpec& spec, const ValueContext& context) {
  if (context.owner.empty()) return fmt::format("'{}{}'", context.prefix, spec.name);
  return fmt::format("'{}{}' of {}", context.prefix, spec.name, context.owner);
}

std::string example_of(const ParamSpec& spec) {
  if (!spec.fallback.empty() && spec.fallback != "none") return std::string(spec.fallback);
  if (!spec.words.empty() && spec.kind == devices::Kind::word) return std::string(spec.words[0]);
  const double number = std::clamp(1.0, spec.low, spec.high);
  const std::string one = spec.unit.empty() ? print_number(number)
                                            : fmt::format("{} {}", print_number(number), spec.unit);
  return spec.kind == devices::Kind::range ? fmt::format("[{}, {}]", one, one) : one;
}

std::optional<Value> bind_quantity(const Tree& tree, const ParamSpec& spec, ValueContext& context) {
  if (!expect_kind(tree, Tree::Kind::scalar, subject_of(spec, context), context.diagnostics)) {
    return std::nullopt;
  }
  if (std::find(spec.words.begin(), spec.words.end(), tree.text) != spec.words.end()) {
    return Value(tree.text);
  }
  Quantity quantity;
  if (const auto fault = parse_quantity(tree.text, quantity)) {
    report_fault(tree, spec, *fault, context);
    return std::nullopt;
  }
  const Dimension due = spec.unit.empty() ? Dimension{} : dimension_of(spec.unit);
  const bool bare = quantity.unit.empty();
  if (bare && !spec.unit.empty()) {
    report_bare(tree, spec, quantity.si, context);
    return std::nullopt;
  }
  // A plain number may be written in per cent; "pu" would claim a base that it does not have.
  const bool plain_in_pu = spec.unit.empty() && quantity.ratio == RatioForm::per_unit;
  if (quantity.dimension != due || plain_in_pu) {
    report_dimension(tree, spec, quantity, context);
    return std::nullopt;
  }
  if (!check_interval(tree, spec, quantity.si, context)) return std::nullopt;
  if (context.currency != nullptr) {
    const Place place = place_within(tree, 0, static_cast<int>(tree.text.size()));
    note_currency(quantity.unit, place, *context.currency, context.diagnostics);
  }
  return Value(quantity.si);
}

}  // namespace ridethrough::scenario
