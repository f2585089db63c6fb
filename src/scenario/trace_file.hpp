#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/playback.hpp"
#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/tree.hpp"

/// CSV files named by `trace:` (section 12 of the language): read here, because devices open none.
namespace ridethrough::scenario {

/// "power [kW]" is the column `power` in `kW`.
struct TraceColumn {
  std::string name;
  std::string unit;  ///< empty if the header has none

  std::string header() const { return unit.empty() ? name : name + " [" + unit + "]"; }
};

/// What a CSV file is opened as, for findings and the list of inputs.
struct TraceUse {
  std::string_view type = "trace";
  std::string_view rule = "RT0914";
  std::string_view example = "time [s],power [kW]";
};

struct TraceFile {
  std::string type;  ///< of its first use
  std::string name;  ///< as the scenario names it
  std::string path;
  std::string digest;  ///< "sha256:..." of the bytes
  std::shared_ptr<const SourceText> source;
  std::vector<TraceColumn> columns;
};

/// Walks the rows of a trace, header and blank lines left out.
class TraceRows {
 public:
  explicit TraceRows(const TraceFile& file);

  bool next();
  int line() const { return line_; }  ///< in the file, from 1
  /// Without the blanks and quotes around them.
  const std::vector<std::string_view>& cells() const { return cells_; }

 private:
  std::string_view rest_;
  int line_ = 1;
  std::vector<std::string_view> cells_;
};

/// The traces of one scenario, each file read once.
class TraceLibrary {
 public:
  /// The file that `name` names, seen from the file in which it is written; null after a finding.
  const TraceFile* open(const Tree& name, Diagnostics& diagnostics, const TraceUse& use = {});

  /// Name, digest and type of each file, sorted by name.
  std::vector<PartUse> uses() const;

  std::string start = {};  ///< `start:` of the run, for civil times

 private:
  std::map<std::string, TraceFile> files_;  ///< by path
};

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
