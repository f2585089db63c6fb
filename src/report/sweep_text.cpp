#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "report/cells_of_study.hpp"
#include "report/suite_words.hpp"
#include "report/table.hpp"
#include "ridethrough/report/sweep.hpp"

namespace ridethrough::report {

namespace {

using study::CellResult;
using study::SuiteEnd;

std::string value_on(const scenario::Study& study, const scenario::Cell& cell, std::size_t axis) {
  const std::size_t choice = cell.choice[axis];
  return choice == scenario::Cell::kNotIn ? "-" : study.axes[axis].values[choice].name;
}

std::string figure_text(const study::Figure& figure) {
  if (std::isnan(figure.value)) return "-";
  return figure.unit.empty() ? fmt::format("{:.0f}", figure.value)
                             : printed(figure.value, figure.unit);
}

const CellResult* first_run(const std::vector<CellResult>& results) {
  const auto found = std::find_if(results.begin(), results.end(),
                                  [](const CellResult& each) { return !each.figures.empty(); });
  return found == results.end() ? nullptr : &*found;
}

/// More make a table wider than a screen; the weightiest stand first.
constexpr std::size_t kFiguresShown = 5;

/// Figures that are not the same in all cells that were run.
std::vector<std::size_t> differing(const std::vector<CellResult>& results) {
  const CellResult* first = first_run(results);
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; first != nullptr && i < first->figures.size(); ++i) {
    const std::string text = figure_text(first->figures[i]);
    const bool differs = std::any_of(results.begin(), results.end(), [&](const CellResult& each) {
      return !each.figures.empty() && figure_text(each.figures[i]) != text;
    });
    if (differs) columns.push_back(i);
  }
  return columns;
}

std::string counts_text(const std::vector<CellResult>& results) {
  const auto passed = std::count_if(results.begin(), results.end(), [](const CellResult& each) {
    return each.end == SuiteEnd::passed;
  });
  return fmt::format("{} of {} cells pass", passed, results.size());
}

}  // namespace

std::string problems_text(const std::vector<CellResult>& results) {
  std::string text;
  std::set<std::string> told;  // what is wrong with an axis is wrong in many cells
  for (const CellResult& each : results) {
    for (const scenario::Diagnostic& finding : each.findings) {
      const std::string rendered = scenario::render(finding);
      if (told.insert(rendered).second) text += fmt::format("\n[{}] {}", each.name, rendered);
    }
    if (!each.problem.empty()) text += fmt::format("\n[{}] {}\n", each.name, each.problem);
  }
  return text;
}

std::string sweep_text(const scenario::Study& study, const std::vector<CellResult>& results,
                       const TextStyle& style) {
  std::vector<std::string> head;
  std::vector<bool> right;
  const auto column = [&](std::string name, bool is_right) {
    head.push_back(std::move(name));
    right.push_back(is_right);
  };
  for (const scenario::Axis& axis : study.axes) column(axis.path, false);
  column("verdict", false);
  column("decided by", false);
  std::vector<std::size_t> figures = differing(results);
  const std::size_t hidden = figures.size() - std::min(figures.size(), kFiguresShown);
  figures.resize(figures.size() - hidden);
  for (const std::size_t i : figures) column(first_run(results)->figures[i].text, true);
  Table table(head, right);
  for (const CellResult& each : results) {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < study.axes.size(); ++i)
      row.push_back(value_on(study, each.cell, i));
    row.emplace_back(status_of(each.end));
    row.push_back(each.decided_by);
    for (const std::size_t i : figures) {
      row.push_back(each.figures.empty() ? "-" : figure_text(each.figures[i]));
    }
    table.add(std::move(row));
  }
  return coloured(counts_text(results), kBold, style.use_colour) + "  " + study.name + "\n\n" +
         table.text("") +
         (hidden > 0 ? fmt::format("\n{} more figures differ: --json and --out have them, and the "
                                   "margin of every check\n",
                                   hidden)
                     : "") +
         problems_text(results);
}

}  // namespace ridethrough::report
