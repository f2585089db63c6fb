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

std::string incidents_text(const Outcome& outcome) {
  Table table({"lost", "members", "at", "for", "why"}, {false, true, true, true, false});
  bool has_any = false;
  for (const ComponentOutcome& component : outcome.components) {
    for (const study::MemberIncident& each : component.incidents) {
      if (each.incident.kind == "throttled") continue;  // told beside what cools them
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
  text += "\n" + heat_text(outcome);
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
  text += cooling_text(outcome);
  text += jobs_text(outcome);
  text += given_text(outcome);
  text += meters_text(outcome);
  text += judgements_text(outcome);
  text += ledger_text(outcome);
  text += warnings_text(outcome, style);
  text += fmt::format("\n{} events, fingerprint {}\n", outcome.events.size(), outcome.fingerprint);
  return text;
}

}  // namespace ridethrough::report
