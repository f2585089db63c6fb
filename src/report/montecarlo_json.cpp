#include <cmath>

#include "report/json_values.hpp"
#include "ridethrough/report/montecarlo.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using study::CellSummary;
using study::Interval;

Json interval_json(const Interval& interval, const std::string& unit) {
  return Json::array({quantity(interval.low, unit), quantity(interval.high, unit)});
}

Json share_json(double share, const CellSummary& cell, const Interval& interval) {
  return {{"share", number(share)},
          {cell.is_weighted ? "bootstrap_95" : "clopper_pearson_95",
           {number(interval.low), number(interval.high)}}};
}

Json figures_json(const CellSummary& cell) {
  Json figures = Json::object();
  for (const study::FigureOver& figure : cell.figures) {
    figures[figure.name] = {{"mean", quantity(figure.mean, figure.unit)},
                            {"bootstrap_95", interval_json(figure.mean_95, figure.unit)},
                            {"p5", quantity(figure.p5, figure.unit)},
                            {"p50", quantity(figure.p50, figure.unit)},
                            {"p95", quantity(figure.p95, figure.unit)}};
  }
  return figures;
}

Json paths_json(const CellSummary& cell) {
  Json paths = Json::array();
  for (const study::FailurePath& path : cell.paths) {
    paths.push_back(
        {{"path", path.text}, {"losses", number(path.losses)}, {"replicas", path.replicas}});
  }
  return paths;
}

Json study_checks_json(const CellSummary& cell) {
  Json checks = Json::array();
  for (const study::StudyCheckResult& check : cell.checks) {
    const bool warns = check.level == scenario::Level::warn;
    checks.push_back({{"id", check.id},
                      {"status", check.holds ? "pass"
                                 : warns     ? "warn"
                                             : "fail"},
                      {"sentence", check.sentence},
                      {"at", {{"file", portable(scenario::location(check.place))}}},
                      {"value", quantity(check.value, check.unit)},
                      {"limit", quantity(check.limit, check.unit)}});
  }
  return checks;
}

Json cell_summary_json(const CellSummary& cell) {
  Json json{{"cell", cell.name}, {"replicas", cell.runs}, {"unfinished", cell.unfinished}};
  if (cell.runs == 0) return json;
  if (cell.is_weighted) json["effective_replicas"] = number(cell.effective_runs);
  json["passed"] = share_json(cell.passed, cell, cell.passed_95);
  json["without_loss"] = share_json(cell.without_loss, cell, cell.without_loss_95);
  json["years"] = number(cell.years);
  json["losses_a_year"] = {
      {"mean", number(cell.losses_a_year)},
      {"bootstrap_95", {number(cell.losses_a_year_95.low), number(cell.losses_a_year_95.high)}}};
  json["rack_availability"] = {
      {"mean", number(cell.availability)},
      {"bootstrap_95", {number(cell.availability_95.low), number(cell.availability_95.high)}},
      {"nines", number(study::nines_of(cell.availability))}};
  json["figures"] = figures_json(cell);
  json["failure_paths"] = paths_json(cell);
  json["checks"] = study_checks_json(cell);
  return json;
}

}  // namespace

std::string montecarlo_json(const scenario::Study& study, const std::vector<CellSummary>& cells,
                            const std::string& version) {
  Json list = Json::array();
  for (const CellSummary& cell : cells) list.push_back(cell_summary_json(cell));
  return Json{{"format_version", 1},
              {"tool", {{"name", "ridethrough"}, {"version", version}}},
              {"study", {{"file", portable(study.file)}, {"name", study.name}}},
              {"replicas", study.replicas},
              {"cells", std::move(list)}}
             .dump(2) +
         "\n";
}

}  // namespace ridethrough::report
