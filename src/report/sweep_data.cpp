#include "report/cells_of_study.hpp"
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

}  // namespace

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

std::string sweep_json(const scenario::Study& study, const std::vector<CellResult>& results,
                       const std::string& version) {
  Json document = study_json(study, version);
  document["cells"] = cells_json(study, results);
  return document.dump(2) + "\n";
}

}  // namespace ridethrough::report
