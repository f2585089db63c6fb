#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/devices/playback.hpp"
#include "ridethrough/scenario/csv.hpp"
#include "scenario/trace_columns.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;
using devices::Kind;
using devices::Parameters;
using devices::ParamSpec;
using devices::Playback;
using devices::Value;

/// Keys that say where the log is and when; the others of its texts name columns.
constexpr std::string_view kLogKeys[] = {"trace", "time", "time_unit", "time_format"};

bool names_column(const ParamSpec& field) {
  return field.kind == Kind::text &&
         std::find(std::begin(kLogKeys), std::end(kLogKeys), field.name) == std::end(kLogKeys);
}

/// One row for each time something has happened, in the order of time; several may come at once.
class LogReader : private TraceColumns {
 public:
  using TraceColumns::TraceColumns;

  std::optional<Value> read() {
    if (!open(spec_.fields) || !find_time_column() || !find_columns() || !find_times()) {
      return std::nullopt;
    }
    CsvRows rows(*request_.file);
    while (rows.next()) {
      if (!take_row(rows)) return std::nullopt;
    }
    const bool spans_time = !times_.empty() && times_.front() < times_.back();
    if (!spans_time) {
      fail("RT0915", fmt::format("'{}' has fewer than two rows", request_.file->name), "trace",
           "a log needs two rows with a time between them");
      return std::nullopt;
    }
    put("trace", std::vector<double>(times_.size(), 0.0));
    for (const Column& column : columns_) put(column.key, column.values);
    return std::optional<Value>(std::in_place, std::move(keys_));
  }

 private:
  struct Column {
    std::string key;
    std::size_t index = 0;
    std::vector<double> values;
  };

  bool find_columns() {
    for (const ParamSpec& field : spec_.fields) {
      if (!names_column(field) || text(field.name).empty()) continue;
      Column& column = columns_.emplace_back();
      column.key = std::string(field.name);
      if (!find_column(field.name, column.index)) return false;
    }
    return true;
  }

  bool take_row(const CsvRows& rows) {
    const auto& cells = rows.cells();
    if (cells.size() != request_.file->columns.size()) {
      return fail_row(rows, "trace",
                      {fmt::format("has {} cells, the header has {}", cells.size(),
                                   request_.file->columns.size()),
                       "',' stands between cells, '.' before decimals"});
    }
    RowFault fault;
    core::Tick at = 0;
    const std::string_view time = cells[request_.time_column];
    if (!read_row_time(time, request_, at, fault)) return fail_row(rows, "time", fault);
    if (at < 0) {
      return fail_row(rows, "time",
                      {fmt::format("has the time {} before the run begins", time),
                       "'shift:' moves the log, 'start:' is the civil time at 0 s"});
    }
    if (!times_.empty() && at < times_.back()) {
      return fail_row(rows, "time",
                      {fmt::format("has the time {}, before that of the row above", time),
                       "rows must not go back in time"});
    }
    times_.push_back(at);
    return std::all_of(columns_.begin(), columns_.end(), [&](Column& column) {
      return take_cell(rows, cells[column.index], column);
    });
  }

  bool take_cell(const CsvRows& rows, std::string_view cell, Column& column) {
    double number = 0.0;
    if (!read_cell(cell, number) || number < 0.0) {
      return fail_row(
          rows, column.key,
          {fmt::format("has '{}' in column '{}'", cell, request_.file->columns[column.index].name),
           "a number from 0, with '.' before its decimals"});
    }
    column.values.push_back(number);
    return true;
  }

  bool fail_row(const CsvRows& rows, std::string_view key, const RowFault& fault) {
    return fail("RT0915", fmt::format("{}:{} {}", request_.file->name, rows.line(), fault.what),
                key, fault.label);
  }

  void put(const std::string& key, const std::vector<double>& values) {
    std::vector<Playback::Row> rows;
    rows.reserve(times_.size());
    for (std::size_t i = 0; i < times_.size(); ++i) rows.push_back({times_[i], values[i]});
    keys_.insert_or_assign(
        key + "_rows", Value(devices::Played{std::make_shared<const Playback>(
                           std::move(rows), Playback::Between::linear, Playback::Outside::hold)}));
  }

  std::vector<core::Tick> times_;
  std::vector<Column> columns_;
};

}  // namespace

std::optional<Value> bind_log(const Tree& map, const ParamSpec& spec, ValueContext& context) {
  if (context.csv_files == nullptr) {
    context.diagnostics.error("RT0309",
                              fmt::format("{} can not stand here", subject_of(spec, context)),
                              map.place, "write it in the scenario, where the job stands");
    return std::nullopt;
  }
  return LogReader(map, spec, context).read();
}

}  // namespace ridethrough::scenario
