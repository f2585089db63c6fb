#include "scenario/trace_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

using devices::get;
using devices::Value;

bool TraceColumns::open(std::span<const devices::ParamSpec> keys) {
  ValueContext inner = context_;
  inner.prefix = fmt::format("{}{}.", context_.prefix, spec_.name);
  inner.subject = map_.place;
  const int errors = context_.diagnostics.errors();
  keys_ = bind_parameters(map_, keys, inner);
  if (context_.diagnostics.errors() > errors) return false;
  request_.shift = core::ticks_nearest(get(keys_, "shift").number());
  request_.file = context_.csv_files->open(*map_.find("trace"), context_.diagnostics);
  if (request_.file == nullptr) return false;
  request_.trace_place = place_of("trace");
  request_.time_place = place_of("time");
  return true;
}

std::string TraceColumns::text(std::string_view key) const {
  const Value& value = get(keys_, key);
  return value.present() ? value.word() : std::string();
}

Place TraceColumns::place_of(std::string_view key) const {
  const TreeEntry* entry = map_.entry(key);
  if (entry == nullptr) entry = map_.entry("trace");
  return with_key(entry->value.place, entry->key);
}

bool TraceColumns::fail(std::string rule, std::string message, std::string_view key,
                        std::string label) {
  context_.diagnostics.error(std::move(rule), std::move(message), place_of(key), std::move(label));
  return false;
}

/// Columns of that header, or else of that name.
std::vector<std::size_t> TraceColumns::columns_called(const std::string& wanted) const {
  const auto& columns = request_.file->columns;
  std::vector<std::size_t> by_header, by_name;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].header() == wanted) by_header.push_back(i);
    if (columns[i].name == wanted) by_name.push_back(i);
  }
  return by_header.empty() ? by_name : by_header;
}

bool TraceColumns::find_column(std::string_view key, std::size_t& index) {
  const auto& columns = request_.file->columns;
  const std::string wanted = text(key);
  const std::vector<std::size_t> found = columns_called(wanted);
  if (found.size() == 1) {
    index = found.front();
    return true;
  }
  if (found.empty()) {
    const std::vector<std::string> names = request_.file->names();
    return fail("RT0914", fmt::format("'{}' has no column '{}'", request_.file->name, wanted), key,
                did_you_mean(wanted, names, "it has: " + listed(names, 8)));
  }
  std::vector<std::string> headers;
  for (const std::size_t each : found) headers.push_back(columns[each].header());
  const bool differ = headers.front() != headers.back();
  return fail("RT0914",
              fmt::format("'{}' has {} columns '{}'", request_.file->name, found.size(), wanted),
              key, differ ? "one of: " + listed(headers, 8) : "give each a name of its own");
}

/// E31. A name such as total_W has its unit in it already, in a form that nobody can rely on.
bool TraceColumns::report_no_unit(std::string_view key, std::string_view unit_key,
                                  const CsvColumn& column, std::string_view example) {
  const std::size_t tail = column.name.rfind('_');
  const std::string end = tail == std::string::npos ? "" : column.name.substr(tail + 1);
  const bool fits = is_unit(end) && dimension_of(end) == dimension_of(example);
  const std::string unit = fits ? end : std::string(example);
  const std::string name = fits ? column.name.substr(0, tail) : column.name;
  return fail(
      "RT0911", fmt::format("column '{}' has no unit in its header", column.name), key,
      fmt::format("say '{}: {}', or name the column '{} [{}]'", unit_key, unit, name, unit));
}

bool TraceColumns::unit_of(std::string_view key, std::string_view unit_key, const CsvColumn& column,
                           std::string_view due, std::string& unit) {
  const bool is_written = get(keys_, unit_key).present();
  unit = is_written ? text(unit_key) : column.unit;
  if (unit.empty()) return report_no_unit(key, unit_key, column, due);
  const std::string_view blamed = is_written ? unit_key : key;
  if (!is_unit(unit)) {
    return fail("RT0306", fmt::format("'{}' is no unit", unit), blamed,
                fmt::format("a unit of {}: {}", name_of(dimension_of(due)), due));
  }
  if (dimension_of(unit) == dimension_of(due)) return true;
  return fail("RT0302", fmt::format("wrong dimension for the column '{}'", column.name), blamed,
              fmt::format("'{}' is {}; due is {}: {}", unit, name_of(dimension_of(unit)),
                          name_of(dimension_of(due)), due));
}

bool TraceColumns::find_time_column() {
  return text("time").empty() || find_column("time", request_.time_column);
}

bool TraceColumns::find_times() {
  request_.time_format = text("time_format");
  if (request_.time_format.empty()) {
    std::string unit;
    const CsvColumn& column = request_.file->columns[request_.time_column];
    if (!unit_of("time", "time_unit", column, "s", unit)) return false;
    request_.seconds_per_time = scale_of(unit);
    return true;
  }
  const std::string code = unknown_time_code(request_.time_format);
  if (!code.empty()) {
    return fail("RT0914", fmt::format("'{}' is no code of a time", code), "time_format",
                "known are %Y %y %m %b %d %H %M %S");
  }
  if (get(keys_, "time_unit").present()) {
    return fail("RT0914", "a time has a unit or a format, not both", "time_unit",
                "take one of them out");
  }
  const auto start = read_civil_time(context_.csv_files->start, "%Y-%m-%d %H:%M:%S");
  if (!start) {
    return fail("RT0914", "civil times need the 'start:' of the run", "time_format",
                "add 'start: 2024-07-10 19:00:00' to the scenario: the time at 0 s");
  }
  request_.civil_start = *start;
  return true;
}

}  // namespace ridethrough::scenario
