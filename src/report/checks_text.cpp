#include <fmt/format.h>

#include <algorithm>

#include "report/run_sections.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

using study::CheckResult;
using study::CheckStatus;
using study::Outcome;

std::string status_text(const CheckResult& check, const TextStyle& style) {
  const std::string word(study::text_of(check.status));
  if (check.fails_run) return coloured(word, kRed, style.use_colour);
  const bool is_good = check.status == CheckStatus::pass;
  return coloured(word, is_good ? kGreen : kYellow, style.use_colour);
}

/// "grid-a: normal -> lost  (outage)"; a counter is told with its name.
std::string event_text(const study::OutcomeEvent& event) {
  constexpr std::string_view kCounter = "count:";
  std::string text = event.component;
  if (event.what.starts_with(kCounter)) text += " " + event.what.substr(kCounter.size());
  text += event.from.empty() ? " " + event.to : ": " + event.from + " -> " + event.to;
  if (!event.reason.empty()) text += fmt::format("  ({})", event.reason);
  return text;
}

/// The rows `seqs` in the order of time, one a line.
std::string chain_text(const Outcome& outcome, const std::vector<std::int64_t>& seqs,
                       const std::string& indent) {
  std::string text;
  for (auto seq = seqs.rbegin(); seq != seqs.rend(); ++seq) {
    const study::OutcomeEvent& event = outcome.events.at(static_cast<std::size_t>(*seq - 1));
    text += fmt::format("{}{:>12}  {}\n", indent, seconds_text(event.time), event_text(event));
  }
  return text;
}

constexpr const char* kUnderCheck = "             ";

/// An earlier failed check whose chain this one only carries on; null if there is none.
const CheckResult* told_before(const Outcome& outcome, const CheckResult& check) {
  if (!check.fails_run) return nullptr;
  for (const CheckResult& other : outcome.checks) {
    if (&other == &check) return nullptr;
    const bool is_carried_on =
        other.fails_run && !other.cause.empty() && other.cause.size() <= check.cause.size() &&
        std::equal(other.cause.rbegin(), other.cause.rend(), check.cause.rbegin());
    if (is_carried_on) return &other;
  }
  return nullptr;
}

/// A check that passed against classes has no margin: without a word it would read as no finding.
std::string curve_text(const CheckResult& check) {
  if (check.unverified_curves.empty()) return "";
  const bool is_clean = check.status == CheckStatus::pass && check_margin_text(check).empty();
  return is_clean ? "  no deviation found, by an unverified curve" : "  unverified curve";
}

std::int64_t first_loss(const Outcome& outcome) {
  std::int64_t seq = 0;
  for (const study::ComponentOutcome& component : outcome.components) {
    if (component.type != "rack") continue;
    for (const study::MemberIncident& each : component.incidents) {
      if (each.event_seq > 0 && (seq == 0 || each.event_seq < seq)) seq = each.event_seq;
    }
  }
  return seq;
}

std::string check_line(const CheckResult& check, std::size_t width, const TextStyle& style) {
  const std::string word(study::text_of(check.status));
  const std::string margin = check_margin_text(check) + curve_text(check);
  return "  " + status_text(check, style) + std::string(11 - word.size(), ' ') +
         (margin.empty() ? check.id : fmt::format("{:<{}}{}", check.id, width, margin)) + "\n";
}

std::size_t widest_id(const Outcome& outcome) {
  std::size_t width = 0;
  for (const CheckResult& check : outcome.checks) width = std::max(width, check.id.size());
  return width;
}

}  // namespace

std::string check_failure_text(const Outcome& outcome, const CheckResult& check,
                               const std::string& indent) {
  const std::string file = check.place.source ? check.place.source->name : "";
  std::string text =
      fmt::format("{}{}   ({}:{})\n", indent, check.sentence, file, check.place.line);
  if (check.status == CheckStatus::vacuous) {
    text += fmt::format(
        "{}tested nothing: its scope never opened in {}; say 'if_never: pass' if "
        "that is meant\n",
        indent, span_text(core::seconds(outcome.duration)));
  }
  for (const study::AtomMargin& atom : check.atoms) {
    text += fmt::format("{}{}: margin {}\n", indent, atom.text, printed(atom.margin, atom.unit));
  }
  // What gates nothing gets one line: since when it does not hold.
  std::vector<std::int64_t> rows = check.cause;
  if (!check.fails_run && rows.size() > 1) rows.resize(1);
  if (const CheckResult* teller = told_before(outcome, check)) {
    rows.resize(rows.size() - teller->cause.size());
    text += fmt::format("{}   as under {}{}\n", indent, teller->id, rows.empty() ? "" : ", then");
  }
  return text + chain_text(outcome, rows, indent);
}

std::string check_margin_text(const CheckResult& check) {
  std::string text;
  if (check.margin) {
    text += fmt::format("  margin {}", printed(*check.margin, check.unit));
    if (check.margin_at) text += fmt::format(" at {}", seconds_text(*check.margin_at));
    if (!check.match.empty()) text += ", ";
  } else if (check.status != CheckStatus::pass && !check.match.empty()) {
    text += "  ";
  } else {
    return text;
  }
  return text + check.match;
}

std::string checks_text(const Outcome& outcome, const TextStyle& style) {
  if (outcome.checks.empty()) return "";
  std::string text = "\nchecks\n";
  for (const CheckResult& check : outcome.checks) {
    text += check_line(check, widest_id(outcome), style);
    if (check.status != CheckStatus::pass) text += check_failure_text(outcome, check, kUnderCheck);
  }
  return text;
}

std::string failed_checks_text(const Outcome& outcome, const TextStyle& style) {
  std::string text;
  for (const CheckResult& check : outcome.checks) {
    if (!check.fails_run) continue;
    text += check_line(check, widest_id(outcome), style);
    text += check_failure_text(outcome, check, kUnderCheck);
  }
  return text;
}

std::string loss_text(const Outcome& outcome) {
  const std::int64_t loss = first_loss(outcome);
  const bool is_told =
      std::any_of(outcome.checks.begin(), outcome.checks.end(), [&](const CheckResult& check) {
        return check.fails_run &&
               std::find(check.cause.begin(), check.cause.end(), loss) != check.cause.end();
      });
  if (loss == 0 || is_told) return "";
  std::vector<std::int64_t> rows;
  for (const study::OutcomeEvent& event : study::chain_to(outcome, loss)) {
    rows.insert(rows.begin(), event.seq);
  }
  return "\nhow it came about\n" + chain_text(outcome, rows, "  ");
}

}  // namespace ridethrough::report
