#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ridethrough/scenario/csv.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/bind_trace.hpp"
#include "scenario/trace_holes.hpp"

namespace ridethrough::scenario {

namespace {

using devices::Playback;

/// 292 years are the end of the clock; half of it leaves room for `shift`.
constexpr double kLatestTimeS = 4e9;

bool is_gap(std::string_view cell) {
  return cell.empty() || cell == "NaN" || cell == "nan" || cell == "NAN" || cell == "NA";
}

/// "1,750".
std::string with_commas(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

class RowReader {
 public:
  RowReader(const TraceRequest& request, Diagnostics& diagnostics)
      : request_(request), diagnostics_(diagnostics), reader_(*request.file) {}

  /// Empty after a finding.
  std::vector<Playback::Row> read() {
    while (reader_.next()) {
      if (!take_row()) return {};
    }
    if (gaps_ > 0 && request_.gaps == "error") {
      report_gap(fmt::format("{} of {} rows; 'gaps: hold' keeps the value before it", gaps_,
                             with_commas(rows_.size())));
      return {};
    }
    if (rows_.size() < 2 || rows_.front().at == rows_.back().at) {
      diagnostics_.error("RT0915", fmt::format("'{}' has fewer than two rows", request_.file->name),
                         request_.trace_place, "a trace needs two rows with a time between them");
      return {};
    }
    if (const auto spacing = regular_spacing(rows_); spacing && !bridge_holes(*spacing)) return {};
    return std::move(rows_);
  }

 private:
  bool bridge_holes(core::Tick spacing) {
    std::size_t at = 0;
    while (at < rows_.size() && !is_hole(rows_, at, spacing)) ++at;
    if (at == rows_.size()) return true;
    if (request_.gaps == "error") {
      report_hole(at, spacing);
      return false;
    }
    const bool holds = request_.gaps == "hold";
    fill_holes(rows_, spacing, request_.between,
               holds ? std::nullopt : std::optional(value_of(0.0)));
    return true;
  }

  /// Each row of the file is one of the trace, so the line is that of the same row.
  void report_hole(std::size_t at, core::Tick spacing) {
    CsvRows again(*request_.file);
    for (std::size_t row = 0; row <= at + 1; ++row) again.next();
    diagnostics_.error("RT0913",
                       fmt::format("{}:{} comes {} s after the row before it, the others {} s",
                                   request_.file->name, again.line(),
                                   print_number(core::seconds(rows_[at + 1].at - rows_[at].at)),
                                   print_number(core::seconds(spacing))),
                       request_.time_place,
                       "'gaps: hold' keeps the value before it, 'gaps: zero' takes 0");
  }

  bool take_row() {
    const auto& cells = reader_.cells();
    const std::size_t columns = request_.file->columns.size();
    if (cells.size() != columns) {
      return fail(fmt::format("has {} cells, the header has {}", cells.size(), columns),
                  request_.trace_place, "',' stands between cells, '.' before decimals");
    }
    Playback::Row row;
    return take_time(cells[request_.time_column], row) &&
           take_value(cells[request_.value_column], row);
  }

  bool take_time(std::string_view cell, Playback::Row& row) {
    RowFault fault;
    if (!read_row_time(cell, request_, row.at, fault)) {
      return fail(fault.what, request_.time_place, fault.label);
    }
    return check_order(cell, row);
  }

  /// Two rows at one time are a jump, as the tool itself writes it; a third would be no corner.
  bool check_order(std::string_view cell, const Playback::Row& row) {
    if (rows_.empty() || row.at > rows_.back().at) return true;
    const bool is_jump =
        row.at == rows_.back().at && (rows_.size() < 2 || rows_[rows_.size() - 2].at < row.at);
    if (is_jump) return true;
    return fail(fmt::format("has the time {} after {}", cell, last_time_), request_.time_place,
                "rows must ascend in time");
  }

  bool take_value(std::string_view cell, Playback::Row& row) {
    double number = 0.0;
    if (is_gap(cell)) {
      if (gaps_++ == 0) gap_line_ = reader_.line();
      if (request_.gaps == "hold" && rows_.empty()) {
        report_gap("no row before it has one: 'gaps: zero', or take it out");
        return false;
      }
      row.value = request_.gaps == "hold" ? rows_.back().value : value_of(0.0);
    } else if (read_cell(cell, number)) {
      row.value = value_of(number);
    } else {
      return fail(fmt::format("has '{}' in column '{}', which is not a number", cell,
                              request_.file->columns[request_.value_column].name),
                  request_.column_place, why_no_number(cell));
    }
    if (!std::isfinite(row.value)) {
      return fail(fmt::format("has the value {}, which is beyond all bounds", cell),
                  request_.column_place, "are 'unit' and 'scale' right?");
    }
    if (row.value < 0.0) {
      return fail(fmt::format("comes to {} {}: less than nothing",
                              print_number(to_unit(row.value, request_.unit)), request_.unit),
                  request_.column_place, "nothing that is played can be negative");
    }
    last_time_ = reader_.cells()[request_.time_column];
    rows_.push_back(row);
    return true;
  }

  /// A unit in a cell is told apart: one file may not mix them.
  std::string why_no_number(std::string_view cell) const {
    const std::size_t end = cell.find_first_not_of("+-.0123456789eE");
    const std::string_view tail =
        end == std::string_view::npos || end == 0 ? "" : without_blanks(cell.substr(end));
    if (!is_unit(tail)) return "a number with '.' before its decimals, or an empty cell";
    return fmt::format("one unit holds for all rows, here {}: in the header, or as 'unit:'",
                       request_.unit);
  }

  double value_of(double number) const {
    return from_unit(number * request_.scale, request_.unit) + request_.offset;
  }

  bool fail(const std::string& what, const Place& place, std::string label) {
    diagnostics_.error("RT0915", fmt::format("{}:{} {}", request_.file->name, reader_.line(), what),
                       place, std::move(label));
    return false;
  }

  void report_gap(std::string label) {
    diagnostics_.error("RT0913",
                       fmt::format("{}:{} has no value in column '{}'", request_.file->name,
                                   gap_line_, request_.file->columns[request_.value_column].name),
                       request_.column_place, std::move(label));
  }

  const TraceRequest& request_;
  Diagnostics& diagnostics_;
  CsvRows reader_;
  std::vector<Playback::Row> rows_;
  std::string_view last_time_;
  std::size_t gaps_ = 0;
  int gap_line_ = 0;
};

/// `within:` of the largest value, said aloud because it changes what is simulated.
void thin(const TraceRequest& request, std::vector<Playback::Row>& rows, Diagnostics& diagnostics) {
  double largest = 0.0;
  for (const Playback::Row& row : rows) largest = std::max(largest, std::abs(row.value));
  const double tolerance = *request.within_frac * largest;
  const bool holds = request.between == Playback::Between::hold;
  const std::size_t before = rows.size();
  rows = holds ? thin_steps(rows, tolerance) : thin_line(rows, tolerance);
  diagnostics.add({Severity::note, "RT0916",
                   fmt::format("'{}' is thinned to {} of {} rows", request.file->name,
                               with_commas(rows.size()), with_commas(before)),
                   request.trace_place,
                   fmt::format("within {} %", print_number(*request.within_frac * 100.0))});
}

/// "58 min 20 s", "2 h": whole hours and minutes, the rest in seconds.
std::string long_span_text(core::Tick span) {
  constexpr core::Tick kMinute = 60 * core::kTicksPerSecond;
  const std::string sign = span < 0 ? "-" : "";
  if (span < 0) span = -span;
  std::vector<std::string> parts;
  if (const auto hours = span / (60 * kMinute)) parts.push_back(fmt::format("{} h", hours));
  if (const auto minutes = span / kMinute % 60) parts.push_back(fmt::format("{} min", minutes));
  const double rest_s = core::seconds(span % kMinute);
  if (rest_s > 0.0 || parts.empty()) parts.push_back(print_number(rest_s) + " s");
  return sign + fmt::format("{}", fmt::join(parts, " "));
}

}  // namespace

bool read_row_time(std::string_view cell, const TraceRequest& request, core::Tick& at,
                   RowFault& fault) {
  if (request.time_format.empty()) {
    double time = 0.0;
    if (!read_cell(cell, time)) {
      fault = {fmt::format("has the time '{}', which is not a number", cell),
               "civil times need 'time_format:'"};
      return false;
    }
    const double time_s = time * request.seconds_per_time;
    if (std::abs(time_s) > kLatestTimeS) {
      fault = {fmt::format("has the time '{}', beyond a century", cell), "is its unit right?"};
      return false;
    }
    at = core::ticks_nearest(time_s);
  } else {
    const auto time = read_civil_time(cell, request.time_format);
    if (!time) {
      fault = {fmt::format("has the time '{}', which does not fit", cell),
               fmt::format("'time_format' is \"{}\"", request.time_format)};
      return false;
    }
    at = *time - request.civil_start;
  }
  at += request.shift;
  return true;
}

std::shared_ptr<const Playback> read_playback(const TraceRequest& request,
                                              Diagnostics& diagnostics) {
  std::vector<Playback::Row> rows = RowReader(request, diagnostics).read();
  if (rows.empty()) return nullptr;
  const core::Tick end = Playback::end_of(rows, request.between);
  if (request.within_frac) thin(request, rows, diagnostics);
  return std::make_shared<const Playback>(std::move(rows), request.between, request.outside, end);
}

void check_log_covers(const devices::Parameters& log, core::Tick from, core::Tick duration,
                      const std::string& run_text, const Place& trace, Diagnostics& diagnostics) {
  if (devices::get(log, "outside").word() != "error") return;
  const Playback& rows = *devices::get(log, "trace_rows").playback();
  const core::Tick ends = core::later(from, rows.rows().back().at);
  if (ends >= duration) return;
  diagnostics.error(
      "RT0912", fmt::format("the log ends at {}, the run at {}", long_span_text(ends), run_text),
      trace, "add 'outside: repeat' or 'outside: none'");
}

void check_trace_covers(const Playback& playback, core::Tick from, core::Tick duration,
                        const std::string& run_text, const Place& trace, Diagnostics& diagnostics) {
  if (playback.outside() != Playback::Outside::refuse) return;
  if (playback.begin() > 0) {
    diagnostics.error("RT0912",
                      fmt::format("the trace begins at {}, what plays it at 0 s",
                                  long_span_text(playback.begin())),
                      trace,
                      fmt::format("add 'shift: -{} s' or 'outside: hold'",
                                  print_number(core::seconds(playback.begin()))));
    return;
  }
  const core::Tick ends = core::later(from, playback.end());
  if (ends >= duration) return;
  diagnostics.error(
      "RT0912", fmt::format("the trace ends at {}, the run at {}", long_span_text(ends), run_text),
      trace, "add 'outside: repeat' or 'outside: hold'");
}

}  // namespace ridethrough::scenario
