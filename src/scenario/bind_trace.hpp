#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/playback.hpp"
#include "scenario/csv_file.hpp"

namespace ridethrough::scenario {

/// What the keys of a `trace:` map ask for, columns and units found.
struct TraceRequest {
  const CsvFile* file = nullptr;
  std::size_t time_column = 0;
  std::size_t value_column = 1;
  double seconds_per_time = 1.0;
  std::string time_format;  ///< empty for numbers
  core::Tick civil_start = 0;
  std::string unit;
  double scale = 1.0;
  double offset = 0.0;  ///< SI
  core::Tick shift = 0;
  std::string gaps;
  devices::Playback::Between between = devices::Playback::Between::hold;
  devices::Playback::Outside outside = devices::Playback::Outside::refuse;
  std::optional<double> within_frac;
  Place trace_place, column_place, time_place;  ///< key and value
};

/// What is wrong with a row of a CSV file, and what to do.
struct RowFault {
  std::string what;
  std::string label;
};

/// The time of a row by the unit or the format of the request; false with a fault.
bool read_row_time(std::string_view cell, const TraceRequest& request, core::Tick& at,
                   RowFault& fault);

/// Reads the rows; null after a finding.
std::shared_ptr<const devices::Playback> read_playback(const TraceRequest& request,
                                                       Diagnostics& diagnostics);

/// RT0912 unless the log of requests `log` (ParamSpec::is_log) says what comes after its last row,
/// or that is not before the run ends.
void check_log_covers(const devices::Parameters& log, core::Tick from, core::Tick duration,
                      const std::string& run_text, const Place& trace, Diagnostics& diagnostics);

/// RT0912 unless the trace holds all the way from `from` to the end of the run; `run_text` is the
/// length of the run as written.
void check_trace_covers(const devices::Playback& playback, core::Tick from, core::Tick duration,
                        const std::string& run_text, const Place& trace, Diagnostics& diagnostics);

/// Nanoseconds from 1970-01-01 to a civil time (no zones, no leap seconds), read by a format with
/// %Y %y %m %b %d %H %M %S, where seconds may have decimals. Empty if the text does not fit.
std::optional<core::Tick> read_civil_time(std::string_view text, std::string_view format);

/// The first `%` code of `format` that is not one of these; empty if there is none.
std::string unknown_time_code(std::string_view format);

/// Drops rows of a linear trace so that the least number is left from which the line stays within
/// `tolerance` of every row. One piece spans at most 4,096 rows, which bounds the work.
std::vector<devices::Playback::Row> thin_line(const std::vector<devices::Playback::Row>& rows,
                                              double tolerance);

/// The same for a held trace: the least number of steps, each half way between the extremes of the
/// rows that it replaces.
std::vector<devices::Playback::Row> thin_steps(const std::vector<devices::Playback::Row>& rows,
                                               double tolerance);

}  // namespace ridethrough::scenario
