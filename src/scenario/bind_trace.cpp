#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ridethrough/devices/playback.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/bind_value.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Kind;
using devices::ParamSpec;
using devices::Playback;
using devices::Value;

constexpr std::string_view kBetweenWords[] = {"hold", "linear"};
constexpr std::string_view kGapWords[] = {"error", "hold", "zero"};
constexpr std::string_view kOutsideWords[] = {"error", "hold", "repeat"};

/// `offset` is of the unit that is played, so it is not part of this table.
constexpr std::array<ParamSpec, 12> kTraceKeys = {{
    {.name = "trace", .kind = Kind::text, .text = "CSV file, its first line is the header"},
    {.name = "time", .kind = Kind::text, .fallback = "none", .text = "the time column"},
    {.name = "time_unit", .kind = Kind::text, .fallback = "none", .text = "unit of the times"},
    {.name = "time_format",
     .kind = Kind::text,
     .fallback = "none",
     .text = "format of civil times"},
    {.name = "column", .kind = Kind::text, .fallback = "none", .text = "the value column"},
    {.name = "unit", .kind = Kind::text, .fallback = "none", .text = "unit of the values"},
    {.name = "scale", .fallback = "1", .text = "factor on the values"},
    {.name = "shift", .unit = "s", .fallback = "0 s", .text = "added to the times"},
    {.name = "interpolate",
     .kind = Kind::word,
     .text = "hold: until the next row, as meters read; linear: physical quantities",
     .words = kBetweenWords},
    {.name = "gaps",
     .kind = Kind::word,
     .fallback = "error",
     .text = "what a missing value is",
     .words = kGapWords},
    {.name = "outside",
     .kind = Kind::word,
     .fallback = "error",
     .text = "what holds before the first and after the last row",
     .words = kOutsideWords},
    {.name = "within",
     .unit = "%",
     .fallback = "none",
     .text = "thins the rows, of the largest value",
     .low = 0.0},
}};

/// Finds columns, units and formats that the keys of a trace name, or says what is wrong with them.
class TraceReader {
 public:
  TraceReader(const Tree& map, const ParamSpec& spec, ValueContext& context)
      : map_(map), spec_(spec), context_(context) {}

  std::optional<Value> read() {
    if (!bind_keys()) return std::nullopt;
    request_.file = context_.csv_files->open(*map_.find("trace"), context_.diagnostics);
    if (request_.file == nullptr) return std::nullopt;
    request_.trace_place = place_of("trace");
    request_.column_place = place_of("column");
    request_.time_place = place_of("time");
    if (!find_columns() || !find_unit() || !find_times()) return std::nullopt;
    auto playback = read_playback(request_, context_.diagnostics);
    if (!playback) return std::nullopt;
    return std::optional<Value>(std::in_place, devices::Played{std::move(playback)});
  }

 private:
  bool bind_keys() {
    const std::string no_offset = fmt::format("0 {}", spec_.played_unit);
    std::vector<ParamSpec> keys(kTraceKeys.begin(), kTraceKeys.end());
    keys.push_back({.name = "offset",
                    .unit = spec_.played_unit,
                    .fallback = no_offset,
                    .text = "added to the values"});
    ValueContext inner = context_;
    inner.prefix = fmt::format("{}{}.", context_.prefix, spec_.name);
    inner.subject = map_.place;
    const int errors = context_.diagnostics.errors();
    keys_ = bind_parameters(map_, keys, inner);
    if (context_.diagnostics.errors() > errors) return false;
    request_.scale = get(keys_, "scale").number();
    request_.offset = get(keys_, "offset").number();
    request_.shift = core::ticks_nearest(get(keys_, "shift").number());
    request_.gaps = get(keys_, "gaps").word();
    const bool holds = get(keys_, "interpolate").word() == "hold";
    request_.between = holds ? Playback::Between::hold : Playback::Between::linear;
    const std::string& outside = get(keys_, "outside").word();
    request_.outside = outside == "hold"     ? Playback::Outside::hold
                       : outside == "repeat" ? Playback::Outside::repeat
                                             : Playback::Outside::refuse;
    if (get(keys_, "within").present()) request_.within_frac = get(keys_, "within").number();
    return true;
  }

  std::string text(std::string_view key) const {
    const Value& value = get(keys_, key);
    return value.present() ? value.word() : std::string();
  }

  /// Key and value of `key`; where it is not written, those of `trace`.
  Place place_of(std::string_view key) const {
    const TreeEntry* entry = map_.entry(key);
    if (entry == nullptr) entry = map_.entry("trace");
    return with_key(entry->value.place, entry->key);
  }

  bool fail(std::string rule, std::string message, std::string_view key, std::string label) {
    context_.diagnostics.error(std::move(rule), std::move(message), place_of(key),
                               std::move(label));
    return false;
  }

  bool find_column(std::string_view key, std::size_t& index) {
    const auto& columns = request_.file->columns;
    const std::string wanted = text(key);
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const CsvColumn& each) {
      return each.name == wanted || each.header() == wanted;
    });
    index = static_cast<std::size_t>(found - columns.begin());
    if (found != columns.end()) return true;
    const std::vector<std::string> names = request_.file->names();
    return fail("RT0914", fmt::format("'{}' has no column '{}'", request_.file->name, wanted), key,
                did_you_mean(wanted, names, "it has: " + listed(names, 8)));
  }

  bool find_columns() {
    const auto& columns = request_.file->columns;
    if (!text("time").empty() && !find_column("time", request_.time_column)) return false;
    if (!text("column").empty()) {
      if (!find_column("column", request_.value_column)) return false;
    } else if (columns.size() == 2) {
      request_.value_column = 1 - request_.time_column;
    } else {
      return fail("RT0914",
                  fmt::format("'{}' has {} columns: which one is played?", request_.file->name,
                              columns.size()),
                  "trace", "add 'column:', one of: " + listed(request_.file->names(), 8));
    }
    if (request_.value_column != request_.time_column) return true;
    return fail("RT0914", "the column of the values is the one of the times", "column",
                "name two different columns");
  }

  /// E31. A name such as total_W has its unit in it already, in a form that nobody can rely on.
  bool report_no_unit(std::string_view key, std::string_view unit_key, const CsvColumn& column,
                      std::string_view example) {
    const std::size_t tail = column.name.rfind('_');
    const std::string end = tail == std::string::npos ? "" : column.name.substr(tail + 1);
    const bool fits = is_unit(end) && dimension_of(end) == dimension_of(example);
    const std::string unit = fits ? end : std::string(example);
    const std::string name = fits ? column.name.substr(0, tail) : column.name;
    return fail(
        "RT0911", fmt::format("column '{}' has no unit in its header", column.name), key,
        fmt::format("say '{}: {}', or name the column '{} [{}]'", unit_key, unit, name, unit));
  }

  /// The unit that the key or the header gives, if it has the dimension of `due`.
  bool unit_of(std::string_view key, std::string_view unit_key, const CsvColumn& column,
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

  bool find_unit() {
    return unit_of("column", "unit", request_.file->columns[request_.value_column],
                   spec_.played_unit, request_.unit);
  }

  bool find_times() {
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

  const Tree& map_;
  const ParamSpec& spec_;
  ValueContext& context_;
  devices::Parameters keys_;
  TraceRequest request_;
};

}  // namespace

std::optional<Value> bind_trace(const Tree& map, const ParamSpec& spec, ValueContext& context) {
  if (context.csv_files == nullptr) {
    context.diagnostics.error("RT0309",
                              fmt::format("{} can not be a trace here", subject_of(spec, context)),
                              map.place, "write 'trace:' where the value itself stands");
    return std::nullopt;
  }
  return TraceReader(map, spec, context).read();
}

}  // namespace ridethrough::scenario
