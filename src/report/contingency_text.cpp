#include "ridethrough/report/contingency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/run_sections.hpp"
#include "report/suite_words.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

using study::CellResult;
using study::CheckResult;
using study::Contingency;
using study::SuiteEnd;

const std::string& choice_of(const Contingency& done, const CellResult& result, std::size_t axis) {
  return done.study.axes[axis].values[result.cell.choice[axis]].name;
}

/// A case in which something fails or is out of service.
bool is_case(const Contingency& done, const CellResult& result) {
  for (std::size_t axis = 0; axis < done.study.axes.size(); ++axis) {
    if (choice_of(done, result, axis) != "none") return true;
  }
  return false;
}

const CheckResult* check_named(const CellResult& result, const std::string& id) {
  const auto found = std::ranges::find(result.checks, id, &CheckResult::id);
  return found == result.checks.end() ? nullptr : &*found;
}

std::string figure_named(const CellResult& result, std::string_view name) {
  const auto found = std::ranges::find(result.figures, name, &study::Figure::name);
  if (found == result.figures.end() || std::isnan(found->value)) return "-";
  return found->unit.empty() ? fmt::format("{:.0f}", found->value)
                             : printed(found->value, found->unit);
}

std::string why(const CellResult& result) {
  if (result.end == SuiteEnd::unfinished) return result.problem;
  if (result.end == SuiteEnd::bad) return result.findings.front().message;
  const CheckResult* check = check_named(result, result.decided_by);
  return result.decided_by + (check == nullptr ? "" : check_margin_text(*check));
}

std::string losses_text(const Contingency& done) {
  std::vector<std::string> head;
  for (const scenario::Axis& axis : done.study.axes) head.push_back(axis.path);
  std::vector<bool> right(head.size(), false);
  for (const char* name : {"rack drops", "lost GPU-hours"}) {
    head.emplace_back(name);
    right.push_back(true);
  }
  head.emplace_back("decided by");
  right.push_back(false);
  Table table(head, right);
  bool has_any = false;
  for (const CellResult& result : done.results) {
    if (result.end == SuiteEnd::passed || !is_case(done, result)) continue;
    std::vector<std::string> row;
    for (std::size_t axis = 0; axis < done.study.axes.size(); ++axis) {
      row.push_back(choice_of(done, result, axis));
    }
    row.push_back(figure_named(result, "racks_dropped"));
    row.push_back(figure_named(result, "lost_gpu_hours"));
    row.push_back(why(result));
    table.add(std::move(row));
    has_any = true;
  }
  return has_any ? "\nnot survived\n" + table.text("  ") : "";
}

/// Of each check the case that came nearest to failing it.
std::string nearest_text(const Contingency& done) {
  std::map<std::string, std::pair<const CellResult*, const CheckResult*>> nearest;
  for (const CellResult& result : done.results) {
    if (result.end != SuiteEnd::passed || !is_case(done, result)) continue;
    for (const CheckResult& check : result.checks) {
      if (!check.margin) continue;
      auto& least = nearest[check.id];
      if (least.second == nullptr || *check.margin < *least.second->margin) {
        least = {&result, &check};
      }
    }
  }
  if (nearest.empty()) return "";
  Table table({"check", "least margin", "in the case"}, {false, true, false});
  for (const auto& [id, least] : nearest) {
    table.add({id, printed(*least.second->margin, least.second->unit), least.first->name});
  }
  return "\nof those survived\n" + table.text("  ");
}

/// Without it the cases mean nothing.
std::string base_text(const Contingency& done) {
  for (const CellResult& result : done.results) {
    if (is_case(done, result) || result.end == SuiteEnd::passed) continue;
    return fmt::format("\nWithout any failure the scenario itself ends with '{}': {}\n",
                       status_of(result.end), why(result));
  }
  return "";
}

}  // namespace

std::string contingency_text(const Contingency& done, const TextStyle& style) {
  std::size_t cases = 0, survived = 0;
  for (const CellResult& result : done.results) {
    if (!is_case(done, result)) continue;
    ++cases;
    survived += result.end == SuiteEnd::passed ? 1 : 0;
  }
  const std::string answer = fmt::format("{} of {} cases survived", survived, cases);
  return coloured(answer, survived == cases ? kGreen : kRed, style.use_colour) + "  " +
         done.study.name + "\n" + base_text(done) + losses_text(done) + nearest_text(done);
}

}  // namespace ridethrough::report
