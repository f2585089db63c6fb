#include <fmt/format.h>

#include <cmath>

#include "report/table.hpp"
#include "ridethrough/report/text.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

std::string column_name(std::size_t index) {
  return std::string(1, static_cast<char>('A' + index));
}

std::string cell(const study::ComparedFigure& figure, double value) {
  if (std::isnan(value)) return "-";
  if (figure.unit.empty()) return fmt::format("{:.0f}", value);
  return digits(scenario::to_unit(value, figure.unit)) + " " + figure.unit;
}

std::string survived(const study::Outcome& outcome, const TextStyle& style) {
  for (const study::ComponentOutcome& component : outcome.components) {
    for (const study::MemberIncident& each : component.incidents) {
      if (each.incident.kind == "dropped") return coloured("no", kRed, style.use_colour);
    }
  }
  return coloured("yes", kGreen, style.use_colour);
}

/// Rows for what befell one component; true if there are any.
bool add_drops(Table& table, const std::string& column, const study::ComponentOutcome& component) {
  if (component.type != "rack") return false;
  bool has_any = false;
  for (const study::MemberIncident& each : component.incidents) {
    if (each.incident.kind != "dropped") continue;
    has_any = true;
    const bool lasts = each.incident.lasted == core::kNever;
    table.add({column, each.match, fmt::format("{}", each.members),
               fmt::format("{:.3f} s", core::seconds(each.incident.at)),
               lasts ? "to the end" : span_text(core::seconds(each.incident.lasted)),
               each.incident.reason});
  }
  return has_any;
}

std::string drops_text(const study::Comparison& comparison) {
  Table table({"", "racks dropped", "number", "at", "for", "why"},
              {false, false, true, true, true, false});
  bool has_any = false;
  for (std::size_t i = 0; i < comparison.outcomes.size(); ++i) {
    for (const study::ComponentOutcome& component : comparison.outcomes[i].components) {
      has_any |= add_drops(table, column_name(i), component);
    }
  }
  return has_any ? "\n" + table.text("") : "\nno rack dropped\n";
}

/// What does not pass: the checks that decide, or those that only warn.
std::string checks_named(const study::Outcome& outcome, bool fails_run) {
  std::string names;
  for (const study::CheckResult& check : outcome.checks) {
    if (check.status == study::CheckStatus::pass || check.fails_run != fails_run) continue;
    names += (names.empty() ? "" : ", ") + check.id;
    const bool was_judged =
        check.status == study::CheckStatus::fail || check.status == study::CheckStatus::warn;
    if (!was_judged) names += fmt::format(" ({})", study::text_of(check.status));
  }
  return names;
}

std::string checks_side_by_side(const study::Comparison& comparison) {
  Table table({"", "checks failed", "only warned"});
  bool has_any = false;
  for (std::size_t i = 0; i < comparison.outcomes.size(); ++i) {
    const std::string failed = checks_named(comparison.outcomes[i], true);
    const std::string warned = checks_named(comparison.outcomes[i], false);
    has_any |= !failed.empty() || !warned.empty();
    table.add({column_name(i), failed.empty() ? "-" : failed, warned.empty() ? "-" : warned});
  }
  return has_any ? "\n" + table.text("") : "";
}

}  // namespace

std::string comparison_text(const study::Comparison& comparison, const TextStyle& style) {
  std::string text = coloured(comparison.sentence, kBold, style.use_colour) + "\n";
  if (comparison.is_unequal) text += "The scenarios did not see the same events (--unequal).\n";
  text += "\n";
  for (std::size_t i = 0; i < comparison.outcomes.size(); ++i) {
    text += fmt::format("{}  {}  ({})\n", column_name(i), comparison.outcomes[i].name,
                        comparison.outcomes[i].file);
  }
  text += "\n";
  std::vector<std::string> head{""};
  std::vector<bool> right{false};
  std::vector<std::string> survives{"survived"};
  for (std::size_t i = 0; i < comparison.outcomes.size(); ++i) {
    head.push_back(column_name(i));
    right.push_back(true);
    survives.push_back(survived(comparison.outcomes[i], {}));
  }
  Table table(head, right);
  table.add(survives);
  for (const study::ComparedFigure& figure : comparison.figures) {
    std::vector<std::string> row{figure.text};
    for (const double value : figure.values) row.push_back(cell(figure, value));
    table.add(std::move(row));
  }
  return text + table.text("") + drops_text(comparison) + checks_side_by_side(comparison);
}

}  // namespace ridethrough::report
