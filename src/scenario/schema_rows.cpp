#include "scenario/schema_rows.hpp"

#include <fmt/format.h>

#include <cmath>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Kind;
using devices::ParamSpec;

void append_rows(std::span<const ParamSpec> specs, const std::string& prefix,
                 std::vector<SchemaRow>& rows) {
  for (const ParamSpec& spec : specs) {
    const std::string name = prefix + std::string(spec.name);
    const std::string fallback = spec.fallback.empty()     ? "required"
                                 : spec.fallback == "none" ? "-"
                                                           : std::string(spec.fallback);
    rows.push_back({name, unit_text(spec), fallback, range_text(spec), std::string(spec.text)});
    append_rows(spec.fields, name + ".", rows);
  }
}

}  // namespace

std::string unit_text(const ParamSpec& spec) {
  switch (spec.kind) {
    case Kind::quantity:
      return spec.unit.empty() ? "number" : std::string(spec.unit);
    case Kind::range:
      return fmt::format("[{0}, {0}]", spec.unit.empty() ? "number" : spec.unit);
    case Kind::count:
      return "count";
    case Kind::flag:
      return "true, false";
    case Kind::word:
      return "word";
    case Kind::map:
      return "map";
    case Kind::points:
      if (spec.is_tabular) return "CSV file";
      if (!spec.fields.empty()) return "list of maps";
      return spec.words.empty() ? fmt::format("list of {}", spec.unit) : "list of words";
    case Kind::component:
      return "component";
    case Kind::part:
      return fmt::format("{} part", spec.part_type);
    case Kind::text:
      return "text";
  }
  return {};
}

std::string range_text(const ParamSpec& spec) {
  std::string words = fmt::format("{}", fmt::join(spec.words, ", "));
  const bool word_only = spec.kind == Kind::word || spec.kind == Kind::points;
  if (word_only && !words.empty()) return words;
  const double low = spec.positive && std::isinf(spec.low) ? 0.0 : spec.low;
  const bool above = spec.positive && low == 0.0;
  std::string range;
  if (!std::isinf(low) && !std::isinf(spec.high)) {
    range =
        fmt::format("{}{} to {}", above ? "> " : "", print_number(low), print_number(spec.high));
  } else if (!std::isinf(low)) {
    range = fmt::format("{} {}", above ? ">" : ">=", print_number(low));
  } else if (!std::isinf(spec.high)) {
    range = fmt::format("<= {}", print_number(spec.high));
  }
  if (words.empty()) return range;
  return range.empty() ? "or " + words : fmt::format("{}, or {}", range, words);
}

std::vector<SchemaRow> schema_rows(std::span<const ParamSpec> specs) {
  std::vector<SchemaRow> rows;
  append_rows(specs, "", rows);
  return rows;
}

}  // namespace ridethrough::scenario
