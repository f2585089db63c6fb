#include "report/outcome_tables.hpp"

#include "report/json_values.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

double exact_s(core::Tick time) { return plain(core::seconds(time)); }

/// Time, signal, value and unit, or the word of a state.
std::vector<TableCell> signal_row(const study::RecordedSignal& signal, core::Tick time, double si) {
  if (!signal.words.empty()) {
    return {exact_s(time), signal.name, {}, {}, signal.words[static_cast<std::size_t>(si)]};
  }
  const double value = signal.unit.empty() ? si : scenario::to_unit(si, signal.unit);
  return {exact_s(time), signal.name, plain(value), text_cell(signal.unit), {}};
}

}  // namespace

ResultTable outcome_table(const study::Outcome& outcome, const std::string& version) {
  const bool passes = outcome.verdict == study::Verdict::pass;
  return {{"tool", "version", "file", "name", "digest", "seed", "duration [s]", "verdict",
           "decided_by"},
          {{"ridethrough", version, portable(outcome.file), outcome.name, outcome.digest,
            static_cast<std::int64_t>(outcome.seed), exact_s(outcome.duration),
            passes ? "pass" : "fail", text_cell(outcome.decided_by)}}};
}

ResultTable events_table(const study::Outcome& outcome) {
  ResultTable table{
      {"time [s]", "seq", "component", "members", "what", "from", "to", "reason", "cause"}, {}};
  for (const study::OutcomeEvent& event : outcome.events) {
    table.rows.push_back({exact_s(event.time), event.seq, event.component, event.members,
                          event.what, text_cell(event.from), text_cell(event.to),
                          text_cell(event.reason),
                          event.cause > 0 ? TableCell(event.cause) : TableCell()});
  }
  return table;
}

ResultTable signals_table(const study::Outcome& outcome) {
  ResultTable table{{"time [s]", "signal", "value", "unit", "word"}, {}};
  for (const study::RecordedSignal& signal : outcome.signals) {
    for (const study::Corner& corner : signal.trace.corners) {
      if (corner.before != corner.after) {
        table.rows.push_back(signal_row(signal, corner.time, corner.before));
      }
      table.rows.push_back(signal_row(signal, corner.time, corner.after));
    }
  }
  return table;
}

}  // namespace ridethrough::report
