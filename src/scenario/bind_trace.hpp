#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ridethrough/devices/playback.hpp"
#include "scenario/trace_file.hpp"

namespace ridethrough::scenario {

/// What the keys of a `trace:` map ask for, columns and units found.
struct TraceRequest {
  const TraceFile* file = nullptr;
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

/// Reads the rows; null after a finding.
std::shared_ptr<const devices::Playback> read_playback(const TraceRequest& request,
                                                       Diagnostics& diagnostics);

/// RT0912 unless the trace holds all the way from `from` to the end of the run; `run_text` is the
/// length of the run as written.
void check_trace_covers(const devices::Playback& playback, core::Tick from, core::Tick duration,
                        const std::string& run_text, const Place& trace, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
