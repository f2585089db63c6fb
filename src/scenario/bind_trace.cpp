#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ridethrough/devices/playback.hpp"
#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/bind_value.hpp"
#include "scenario/trace_columns.hpp"
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

/// One column of a file, played.
class TraceReader : private TraceColumns {
 public:
  using TraceColumns::TraceColumns;

  std::optional<Value> read() {
    if (!bind_keys()) return std::nullopt;
    if (!find_time_column() || !find_columns() || !find_unit() || !find_times()) {
      return std::nullopt;
    }
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
    if (!open(keys)) return false;
    request_.column_place = place_of("column");
    request_.scale = get(keys_, "scale").number();
    request_.offset = get(keys_, "offset").number();
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

  bool find_columns() {
    const auto& columns = request_.file->columns;
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

  bool find_unit() {
    return unit_of("column", "unit", request_.file->columns[request_.value_column],
                   spec_.played_unit, request_.unit);
  }
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
