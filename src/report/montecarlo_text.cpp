#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/table.hpp"
#include "ridethrough/report/montecarlo.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using study::CellSummary;
using study::FigureOver;
using study::Interval;

constexpr std::size_t kPathsShown = 8;

/// Figures that add up over a year, in the order in which they stand in a row.
constexpr std::string_view kYearly[] = {"racks_dropped", "interruptions", "lost_gpu_hours", "cost",
                                        "rack_down_time"};

std::string share_text(double share) { return fmt::format("{:.2f} %", 100.0 * share); }

std::string bracket(const std::string& low, const std::string& high) {
  return fmt::format("[{}, {}]", low, high);
}

std::string share_interval(const Interval& interval) {
  return bracket(share_text(interval.low), share_text(interval.high));
}

std::string amount(double value, const std::string& unit) {
  return unit.empty() ? digits(value) : printed(value, unit);
}

std::string nines_text(const CellSummary& cell) {
  if (cell.runs == 0 || std::isnan(cell.availability)) return "-";
  if (cell.availability >= 1.0) return "no loss";
  return fmt::format("{:.2f}", study::nines_of(cell.availability));
}

std::string cells_table(const std::vector<CellSummary>& cells) {
  const bool is_weighted = std::ranges::any_of(cells, &CellSummary::is_weighted);
  Table table({"cell", "replicas", "passed",
               is_weighted ? "95 % (weighted bootstrap)" : "95 % (Clopper-Pearson)",
               "losses a year", "95 % (bootstrap)", "rack availability", "nines"},
              {false, true, true, true, true, true, true, true});
  for (const CellSummary& cell : cells) {
    table.add({cell.name, fmt::format("{}", cell.runs),
               cell.runs > 0 ? share_text(cell.passed) : "-",
               cell.runs > 0 ? share_interval(cell.passed_95) : "-", digits(cell.losses_a_year),
               bracket(digits(cell.losses_a_year_95.low), digits(cell.losses_a_year_95.high)),
               cell.runs == 0 || std::isnan(cell.availability)
                   ? "-"
                   : fmt::format("{:.6f} %", 100 * cell.availability),
               nines_text(cell)});
  }
  return table.text("");
}

bool is_yearly(const FigureOver& figure) {
  return std::ranges::find(kYearly, figure.name) != std::end(kYearly);
}

/// Means are of a year; percentiles are of one replica.
std::string yearly_text(const CellSummary& cell) {
  Table table({"a year", "mean", "95 % (bootstrap)", "p5", "p50", "p95"},
              {false, true, true, true, true, true});
  bool has_any = false;
  for (const FigureOver& figure : cell.figures) {
    if (!is_yearly(figure) || figure.mean == 0.0) continue;
    has_any = true;
    const auto yearly = [&](double value) { return amount(value / cell.years, figure.unit); };
    table.add({figure.text, yearly(figure.mean),
               bracket(yearly(figure.mean_95.low), yearly(figure.mean_95.high)), yearly(figure.p5),
               yearly(figure.p50), yearly(figure.p95)});
  }
  return has_any ? table.text("  ") : "";
}

std::string paths_text(const CellSummary& cell) {
  if (cell.paths.empty()) return "";
  double losses = 0.0;
  for (const study::FailurePath& path : cell.paths) losses += path.losses;
  Table table({"losses", "share", "replicas", "out of"}, {true, true, true, false});
  for (std::size_t i = 0; i < std::min(kPathsShown, cell.paths.size()); ++i) {
    const study::FailurePath& path = cell.paths[i];
    const double share = path.losses / losses;
    table.add({fmt::format("{:.4g}", path.losses), fmt::format("{:.1f} %", 100.0 * share),
               fmt::format("{}", path.replicas), path.text.empty() ? "-" : path.text});
  }
  std::string text = table.text("  ");
  if (cell.paths.size() > kPathsShown) {
    text += fmt::format("  and {} more paths: --json has them\n", cell.paths.size() - kPathsShown);
  }
  return text;
}

std::string value_text(double value, const std::string& unit) {
  return unit.empty() ? digits(value)
                      : fmt::format("{:.6g} {}", scenario::to_unit(value, unit), unit);
}

std::string study_checks_text(const CellSummary& cell, const TextStyle& style) {
  std::string text;
  for (const study::StudyCheckResult& check : cell.checks) {
    const bool warns = check.level == scenario::Level::warn;
    const char* word = check.holds ? "pass" : warns ? "warn" : "FAIL";
    const char* colour = check.holds ? kGreen : warns ? kYellow : kRed;
    text += fmt::format("  {}  {}: {}  ({})\n", coloured(word, colour, style.use_colour), check.id,
                        check.sentence,
                        check.undecided.empty() ? value_text(check.value, check.unit)
                                                : "not decided: " + check.undecided);
  }
  return text;
}

/// What decides the exit code: the first check that gates and does not hold, or replicas that have
/// no result.
std::string verdict_reason(const std::vector<CellSummary>& cells) {
  for (const CellSummary& cell : cells) {
    if (cell.unfinished > 0) {
      return fmt::format("{} replicas of {} have no result", cell.unfinished, cell.name);
    }
  }
  for (const CellSummary& cell : cells) {
    for (const study::StudyCheckResult& check : cell.checks) {
      const bool fails = !check.holds && check.level == scenario::Level::fail;
      if (fails) return fmt::format("decided by {} in {}", check.id, cell.name);
    }
  }
  return "";
}

std::string verdict_line(const scenario::Study& study, const std::vector<CellSummary>& cells,
                         const TextStyle& style) {
  const std::string why = verdict_reason(cells);
  std::string text =
      coloured(why.empty() ? "PASS" : "FAIL", why.empty() ? kGreen : kRed, style.use_colour);
  text += "  " + coloured(study.name, kBold, style.use_colour);
  if (!why.empty()) return text + fmt::format("  ({})\n", why);
  if (study.checks.empty()) text += "  (no checks over replicas: this gates nothing)";
  return text + "\n";
}

}  // namespace

std::string montecarlo_text(const scenario::Study& study, const std::vector<CellSummary>& cells,
                            const TextStyle& style) {
  std::string text = verdict_line(study, cells, style) + "\n" + cells_table(cells);
  for (const CellSummary& cell : cells) {
    if (cell.runs == 0) continue;
    text += "\n" + coloured(cell.name, kBold, style.use_colour) + "\n";
    if (cell.is_weighted) {
      text += fmt::format(
          "  weighted: as much as {:.0f} replicas of equal weight; all intervals "
          "are of the bootstrap\n",
          cell.effective_runs);
    } else if (cell.paths.empty()) {
      text += fmt::format(
          "  no loss in {} replicas: fewer than {} of them have one (95 %, "
          "Clopper-Pearson)\n",
          cell.runs, share_text(1.0 - cell.without_loss_95.low));
    }
    text += yearly_text(cell) + paths_text(cell) + study_checks_text(cell, style);
    if (cell.unfinished > 0) {
      text += fmt::format("  {} replicas could not be run to their end\n", cell.unfinished);
    }
  }
  return text;
}

}  // namespace ridethrough::report
