#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "report/csv_field.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

std::string value_text(const study::RecordedSignal& signal, double si) {
  if (!signal.words.empty()) return signal.words[static_cast<std::size_t>(si)];
  const double value = signal.unit.empty() ? si : scenario::to_unit(si, signal.unit);
  return fmt::format("{}", value + 0.0);  // -0 + 0 is 0
}

/// Walks one trace forward in time.
class Cursor {
 public:
  explicit Cursor(const study::RecordedSignal& signal) : signal_(signal) {}

  /// Values just before and after `time`; times must not go back.
  std::pair<double, double> at(core::Tick time) {
    const auto& corners = signal_.trace.corners;
    while (next_ < corners.size() && corners[next_].time < time) ++next_;
    if (next_ < corners.size() && corners[next_].time == time) {
      return {corners[next_].before, corners[next_].after};
    }
    const double value = study::value_at(signal_.trace, time);
    return {value, value};
  }
  const study::RecordedSignal& signal() const { return signal_; }

 private:
  const study::RecordedSignal& signal_;
  std::size_t next_ = 0;
};

void add_row(std::string& csv, core::Tick time, const std::vector<Cursor>& cursors,
             const std::vector<std::pair<double, double>>& values, bool before) {
  csv += time_text(time);
  for (std::size_t i = 0; i < cursors.size(); ++i) {
    csv += ',';
    csv += value_text(cursors[i].signal(), before ? values[i].first : values[i].second);
  }
  csv += '\n';
}

}  // namespace

std::string time_text(core::Tick time) {
  return fmt::format("{}.{:09}", time / core::kTicksPerSecond, time % core::kTicksPerSecond);
}

std::string events_csv(const study::Outcome& outcome) {
  std::string csv = "time [s],seq,component,members,what,from,to,reason,cause\n";
  for (const study::OutcomeEvent& event : outcome.events) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{},{},{},{}\n", time_text(event.time),
                   event.seq, csv_field(event.component), event.members, csv_field(event.what),
                   csv_field(event.from), csv_field(event.to), csv_field(event.reason),
                   event.cause > 0 ? fmt::format("{}", event.cause) : "");
  }
  return csv;
}

std::string signals_csv(const study::Outcome& outcome) {
  std::string csv = "time [s]";
  std::vector<core::Tick> times;
  std::vector<Cursor> cursors;
  for (const study::RecordedSignal& signal : outcome.signals) {
    const std::string unit = signal.words.empty() ? signal.unit : "";
    csv += "," + csv_field(signal.name + (unit.empty() ? "" : " [" + unit + "]"));
    cursors.emplace_back(signal);
    for (const study::Corner& corner : signal.trace.corners) times.push_back(corner.time);
  }
  csv += '\n';
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::vector<std::pair<double, double>> values(cursors.size());
  for (const core::Tick time : times) {
    bool jumps = false;
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      values[i] = cursors[i].at(time);
      jumps = jumps || values[i].first != values[i].second;
    }
    if (jumps) add_row(csv, time, cursors, values, true);
    add_row(csv, time, cursors, values, false);
  }
  return csv;
}

}  // namespace ridethrough::report
