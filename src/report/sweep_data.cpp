#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <map>

#include "report/csv_field.hpp"
#include "report/json_values.hpp"
#include "report/suite_words.hpp"
#include "ridethrough/report/sweep.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using study::CellResult;
using study::CheckResult;

double in_unit(double si, const std::string& unit) {
  return unit.empty() || unit == "1" ? si : scenario::to_unit(si, unit);
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit.empty() || unit == "1" ? name : name + " [" + unit + "]";
}

std::string number_text(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

/// The checks that some cell has, by id, with the unit of the margin.
std::map<std::string, std::string> margins_of(const std::vector<CellResult>& results) {
  std::map<std::string, std::string> units;
  for (const CellResult& result : results) {
    for (const CheckResult& check : result.checks) {
      if (check.margin) units.try_emplace(check.id, check.unit);
    }
  }
  return units;
}

std::string margin_cell(const CellResult& result, const std::string& id) {
  for (const CheckResult& check : result.checks) {
    if (check.id == id && check.margin) return number_text(in_unit(*check.margin, check.unit));
  }
  return "";
}

/// Empty for a cell that was not run.
std::string figure_cell(const CellResult& result, std::size_t i) {
  if (i >= result.figures.size()) return "";
  return number_text(in_unit(result.figures[i].value, result.figures[i].unit));
}

/// Those of the first cell that was run: the same ones in all cells.
std::vector<study::Figure> figures_told(const std::vector<CellResult>& results) {
  for (const CellResult& result : results) {
    if (!result.figures.empty()) return result.figures;
  }
  return {};
}

bool are_replicas(const std::vector<CellResult>& results) {
  return !results.empty() && results.front().replica > 0;
}

std::string csv_head(const scenario::Study& study, const std::vector<study::Figure>& figures,
                     const std::map<std::string, std::string>& margins, bool has_replicas) {
  std::string head = has_replicas ? "cell,replica" : "cell";
  if (study.draw.importance > 1.0) head += ",weight";
  for (const scenario::Axis& axis : study.axes) head += "," + csv_field(axis.path);
  head += ",verdict,decided_by";
  for (const study::Figure& figure : figures) {
    head += "," + csv_field(with_unit(figure.name, figure.unit));
  }
  for (const auto& [id, unit] : margins) {
    head += "," + csv_field(with_unit("margin of " + id, unit));
  }
  return head + (has_replicas ? ",losses\n" : "\n");
}

Json cell_json(const scenario::Study& study, const CellResult& result) {
  Json values = Json::object();
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    const std::size_t choice = result.cell.choice[i];
    if (choice == scenario::Cell::kNotIn) continue;
    values[study.axes[i].path] = study.axes[i].values[choice].name;
  }
  Json figures = Json::object();
  for (const study::Figure& figure : result.figures) {
    figures[figure.name] = quantity(figure.value, figure.unit);
  }
  Json margins = Json::object();
  for (const CheckResult& check : result.checks) {
    Json margin{{"status", study::text_of(check.status)}};
    if (check.margin) {
      margin["margin"] = {{"value", number(in_unit(*check.margin, check.unit))},
                          {"unit", check.unit.empty() ? "1" : check.unit}};
    }
    margins[check.id] = std::move(margin);
  }
  Json json{{"cell", result.name},
            {"values", std::move(values)},
            {"status", status_of(result.end)},
            {"decided_by", result.decided_by.empty() ? Json(nullptr) : Json(result.decided_by)},
            {"figures", std::move(figures)},
            {"checks", std::move(margins)}};
  if (!result.findings.empty()) json["diagnostics"] = findings_of(result.findings);
  if (!result.problem.empty()) json["problem"] = result.problem;
  return json;
}

Json cells_json(const scenario::Study& study, const std::vector<CellResult>& results) {
  Json cells = Json::array();
  for (const CellResult& result : results) cells.push_back(cell_json(study, result));
  return cells;
}

Json study_json(const scenario::Study& study, const std::string& version) {
  return {{"format_version", 1},
          {"tool", {{"name", "ridethrough"}, {"version", version}}},
          {"study", {{"file", portable(study.file)}, {"name", study.name}}}};
}

}  // namespace

std::string sweep_csv(const scenario::Study& study, const std::vector<CellResult>& results) {
  const std::vector<study::Figure> figures = figures_told(results);
  const auto margins = margins_of(results);
  const bool has_replicas = are_replicas(results);
  std::string csv = csv_head(study, figures, margins, has_replicas);
  for (const CellResult& result : results) {
    csv += csv_field(result.name);
    if (has_replicas) csv += fmt::format(",{}", result.replica);
    if (study.draw.importance > 1.0) csv += "," + number_text(result.weight);
    for (std::size_t i = 0; i < study.axes.size(); ++i) {
      const std::size_t choice = result.cell.choice[i];
      const bool acts = choice != scenario::Cell::kNotIn;
      csv += "," + (acts ? csv_field(study.axes[i].values[choice].name) : "");
    }
    csv += "," + std::string(status_of(result.end)) + "," + csv_field(result.decided_by);
    for (std::size_t i = 0; i < figures.size(); ++i) csv += "," + figure_cell(result, i);
    for (const auto& [id, unit] : margins) csv += "," + margin_cell(result, id);
    if (has_replicas) csv += "," + csv_field(fmt::format("{}", fmt::join(result.losses, "; ")));
    csv += "\n";
  }
  return csv;
}

std::string sweep_json(const scenario::Study& study, const std::vector<CellResult>& results,
                       const std::string& version) {
  Json document = study_json(study, version);
  document["cells"] = cells_json(study, results);
  return document.dump(2) + "\n";
}

std::string size_json(const scenario::Study& study, const study::Size& size,
                      const std::string& version) {
  const scenario::Axis& axis = study.axes[size.axis];
  Json document = study_json(study, version);
  document["axis"] = axis.path;
  document["answer"] = size.answer ? Json(axis.values[*size.answer].name) : Json(nullptr);
  document["monotone"] = size.is_monotone;
  Json steps = Json::array();
  for (const study::SizeStep& step : size.steps) {
    steps.push_back({{"value", axis.values[step.value].name},
                     {"holds", step.holds},
                     {"cells", cells_json(study, step.results)}});
  }
  document["steps"] = std::move(steps);
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
