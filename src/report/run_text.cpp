#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "report/run_sections.hpp"
#include "report/table.hpp"
#include "ridethrough/report/text.hpp"

namespace ridethrough::report {

namespace {

using study::CheckResult;
using study::CheckStatus;
using study::ComponentOutcome;
using study::Outcome;

constexpr double kKwh = 3.6e6;  // J

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

/// The worst finding of that name with its instant; "-" where the component has none.
std::string finding_text(const ComponentOutcome& component, std::string_view name, bool is_least) {
  const study::MemberFinding* worst_one = nullptr;
  for (const study::MemberFinding& each : component.findings) {
    if (each.finding.name != name) continue;
    const bool is_worse =
        worst_one != nullptr && (is_least ? each.finding.value < worst_one->finding.value
                                          : each.finding.value > worst_one->finding.value);
    if (worst_one == nullptr || is_worse) worst_one = &each;
  }
  if (worst_one == nullptr) return "-";
  std::string text = printed(worst_one->finding.value, worst_one->finding.unit);
  if (worst_one->finding.time < 0) return text;
  return fmt::format("{} at {}", text, seconds_text(worst_one->finding.time));
}

bool has_finding(const Outcome& outcome, std::string_view name) {
  return std::any_of(
      outcome.components.begin(), outcome.components.end(),
      [&](const ComponentOutcome& component) { return worst(component, name, true).has_value(); });
}

/// What the utilities and generators gave; a generator that never ran is left out. Frequencies
/// stand there if one of them moved.
std::string sources_text(const Outcome& outcome) {
  const bool has_moved = has_finding(outcome, "lowest_frequency");
  std::vector<std::string> titles = {"source", "members", "energy", "peak of one",
                                     "lowest voltage"};
  if (has_moved) titles.insert(titles.end(), {"lowest frequency", "highest frequency"});
  std::vector<bool> is_right(titles.size(), true);
  is_right.front() = false;
  Table table(titles, is_right);
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    const bool is_source = component.type == "utility" || component.type == "genset";
    if (!is_source || component.books.out_j == 0.0) continue;
    has_any = true;
    std::vector<std::string> row = {component.path, fmt::format("{}", component.members),
                                    fmt::format("{} kWh", digits(component.books.out_j / kKwh)),
                                    finding_text(component, "peak", false),
                                    finding_text(component, "lowest_voltage", true)};
    if (has_moved) {
      row.push_back(finding_text(component, "lowest_frequency", true));
      row.push_back(finding_text(component, "highest_frequency", false));
    }
    table.add(std::move(row));
  }
  return has_any ? "\n" + table.text("  ") : "";
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
         fmt::format("{} kWh", digits((component.books.out_j - component.books.in_j) / kKwh))});
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
  const auto kwh = [](double joules) { return digits(joules / kKwh) + " kWh"; };
  // What a bolted fault burns in its contact is less than the last digit of the losses beside it.
  constexpr double kLastDigitFrac = 1e-4;
  const bool is_told = ledger.fault_j > kLastDigitFrac * std::abs(ledger.loss_j);
  const std::string faults = is_told ? fmt::format(", into faults {}", kwh(ledger.fault_j)) : "";
  return fmt::format(
      "\nenergy: in {}, delivered {}, lost {}{}, taken from storage {}, not served {}\n"
      "ledger: residual {:.1e} of throughput, gap of published power {:.1e}\n",
      kwh(ledger.in_j), kwh(ledger.out_j), kwh(ledger.loss_j), faults, kwh(-ledger.stored_change_j),
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
  text += trips_text(outcome);
  text += loss_text(outcome);
  text += jobs_text(outcome);
  text += sources_text(outcome);
  text += storage_text(outcome);
  text += judgements_text(outcome);
  text += ledger_text(outcome.ledger);
  text += warnings_text(outcome, style);
  text += fmt::format("\n{} events, fingerprint {}\n", outcome.events.size(), outcome.fingerprint);
  return text;
}

}  // namespace ridethrough::report
