#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "report/table.hpp"
#include "ridethrough/report/data.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using study::CheckResult;
using study::CheckStatus;
using study::ComponentOutcome;
using study::Outcome;

std::string printed(double si, const std::string& unit) {
  if (unit.empty() || unit == "1") return digits(si);
  return digits(scenario::to_unit(si, unit)) + " " + unit;
}

std::string seconds_text(core::Tick time) { return fmt::format("{:.3f} s", core::seconds(time)); }

std::string status_text(const CheckResult& check, const TextStyle& style) {
  const std::string word(study::text_of(check.status));
  if (check.fails_run) return coloured(word, kRed, style.use_colour);
  const bool is_good = check.status == CheckStatus::pass;
  return coloured(word, is_good ? kGreen : kYellow, style.use_colour);
}

std::string checks_text(const Outcome& outcome, const TextStyle& style) {
  if (outcome.checks.empty()) return "";
  std::string text = "\nchecks\n";
  std::size_t width = 0;
  for (const CheckResult& check : outcome.checks) width = std::max(width, check.id.size());
  for (const CheckResult& check : outcome.checks) {
    const std::string word(study::text_of(check.status));
    text += "  " + status_text(check, style) + std::string(11 - word.size(), ' ');
    text += fmt::format("{:<{}}", check.id, width);
    if (check.margin) {
      text += fmt::format("  margin {}", printed(*check.margin, check.unit));
      if (check.margin_at) text += fmt::format(" at {}", seconds_text(*check.margin_at));
      if (!check.match.empty()) text += fmt::format(", {}", check.match);
    }
    text += "\n";
    if (check.status == CheckStatus::pass) continue;
    const std::string file = check.place.source ? check.place.source->name : "";
    text += fmt::format("             {}   ({}:{})\n", check.sentence, file, check.place.line);
  }
  return text;
}

std::string incidents_text(const Outcome& outcome) {
  Table table({"lost", "members", "at", "for", "why"}, {false, true, true, true, false});
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    for (const study::MemberIncident& each : component.incidents) {
      has_any = true;
      const bool lasts = each.incident.lasted == core::kNever;
      table.add({fmt::format("{} {}", each.match, each.incident.kind),
                 fmt::format("{}", each.members), seconds_text(each.incident.at),
                 lasts ? "to the end" : span_text(core::seconds(each.incident.lasted)),
                 each.incident.reason});
    }
  }
  return has_any ? "\n" + table.text("  ") : "";
}

/// Steps of a chain that an engineer reads: states and events, without a device's own repetitions.
std::string chain_text(const Outcome& outcome, std::int64_t seq) {
  std::string text = "\nhow it came about\n";
  for (const study::OutcomeEvent& event : study::chain_to(outcome, seq)) {
    text += fmt::format("  {:>16}  {}: {}", time_text(event.time) + " s", event.component,
                        event.from.empty() ? event.to : event.from + " -> " + event.to);
    if (!event.reason.empty()) text += fmt::format("  ({})", event.reason);
    text += "\n";
  }
  return text;
}

std::int64_t first_loss(const Outcome& outcome) {
  std::int64_t seq = 0;
  for (const ComponentOutcome& component : outcome.components) {
    if (component.type != "rack") continue;
    for (const study::MemberIncident& each : component.incidents) {
      if (each.event_seq > 0 && (seq == 0 || each.event_seq < seq)) seq = each.event_seq;
    }
  }
  return seq;
}

std::optional<double> worst(const ComponentOutcome& component, std::string_view name,
                            bool is_least) {
  std::optional<double> found;
  for (const study::MemberFinding& each : component.findings) {
    if (each.finding.name != name) continue;
    if (!found || (is_least ? each.finding.value < *found : each.finding.value > *found)) {
      found = each.finding.value;
    }
  }
  return found;
}

std::string storage_text(const Outcome& outcome) {
  Table table({"storage", "members", "lowest charge", "at the end", "energy given"},
              {false, true, true, true, true});
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    const auto least = worst(component, "soc_min", true);
    const auto end = worst(component, "soc_end", true);
    if (component.type != "battery" || !least || !end) continue;
    has_any = true;
    table.add(
        {component.path, fmt::format("{}", component.members),
         fmt::format("{:.1f} %", 100.0 * *least), fmt::format("{:.1f} %", 100.0 * *end),
         fmt::format("{} kWh", digits((component.books.out_j - component.books.in_j) / 3.6e6))});
  }
  return has_any ? "\n" + table.text("  ") : "";
}

std::string jobs_text(const Outcome& outcome) {
  std::string text;
  for (const ComponentOutcome& job : outcome.jobs) {
    text += fmt::format("\njob {}\n", job.path);
    for (const study::MemberFinding& each : job.findings) {
      text += fmt::format("  {:<18} {}\n", each.finding.name,
                          printed(each.finding.value, each.finding.unit));
    }
  }
  return text;
}

std::string ledger_text(const study::Ledger& ledger) {
  const auto kwh = [](double joules) { return digits(joules / 3.6e6) + " kWh"; };
  return fmt::format(
      "\nenergy: in {}, delivered {}, lost {}, taken from storage {}, not served {}\n"
      "ledger: residual {:.1e} of throughput, gap of published power {:.1e}\n",
      kwh(ledger.in_j), kwh(ledger.out_j), kwh(ledger.loss_j), kwh(-ledger.stored_change_j),
      kwh(ledger.unserved_j), ledger.residual,
      ledger.throughput_j > 0.0 ? ledger.gap_j / ledger.throughput_j : 0.0);
}

std::string warnings_text(const Outcome& outcome, const TextStyle& style) {
  std::string text;
  for (const study::RunWarning& warning : outcome.warnings) {
    text += coloured(fmt::format("warning[{}]", warning.rule), kYellow, style.use_colour);
    if (!warning.component.empty()) {
      text += fmt::format(" {} at {}", warning.component, seconds_text(warning.time));
    }
    text += fmt::format(": {}\n", warning.text);
  }
  return text.empty() ? text : "\n" + text;
}

std::string verdict_text(const Outcome& outcome, const TextStyle& style) {
  const bool passes = outcome.verdict == study::Verdict::pass;
  std::string text = coloured(passes ? "PASS" : "FAIL", passes ? kGreen : kRed, style.use_colour);
  text += "  " + coloured(outcome.name, kBold, style.use_colour);
  if (!passes) text += fmt::format("  (decided by {})", outcome.decided_by);
  const auto gates_nothing =
      std::count_if(outcome.checks.begin(), outcome.checks.end(), [](const CheckResult& check) {
        return !check.fails_run && check.status != CheckStatus::pass;
      });
  if (outcome.checks.empty()) text += "  (nothing was checked)";
  text += "\n";
  if (gates_nothing > 0) {
    text += fmt::format("      {} finding{} below gate{} nothing (level: warn)\n", gates_nothing,
                        gates_nothing == 1 ? "" : "s", gates_nothing == 1 ? "s" : "");
  }
  return text;
}

}  // namespace

std::string run_text(const Outcome& outcome, const TextStyle& style) {
  std::string text = verdict_text(outcome, style);
  text += checks_text(outcome, style);
  text += incidents_text(outcome);
  const std::int64_t loss = first_loss(outcome);
  if (loss > 0) text += chain_text(outcome, loss);
  text += jobs_text(outcome);
  text += storage_text(outcome);
  text += ledger_text(outcome.ledger);
  text += warnings_text(outcome, style);
  text += fmt::format("\n{} events, fingerprint {}\n", outcome.events.size(), outcome.fingerprint);
  return text;
}

}  // namespace ridethrough::report
