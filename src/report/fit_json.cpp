#include <nlohmann/json.hpp>

#include "ridethrough/report/fit.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using FitJson = nlohmann::ordered_json;

FitJson fit_quantity(double value, const char* unit) { return {{"value", value}, {"unit", unit}}; }

FitJson fit_errors_json(const study::FitErrors& errors) {
  return {{"rms", fit_quantity(100.0 * errors.rms_frac, "%")},
          {"worst", fit_quantity(100.0 * errors.worst_frac, "%")}};
}

FitJson row_json(const study::TableRow& row, study::Held held) {
  const bool is_power = held == study::Held::power;
  return {{"line", row.place.line},
          {"end_voltage", fit_quantity(row.end_voltage_v, "V/cell")},
          {is_power ? "power" : "current", fit_quantity(row.held, is_power ? "W/cell" : "A")},
          {"table", fit_quantity(row.time_s / 60.0, "min")}};
}

FitJson points_json(const std::vector<study::FitPoint>& points, study::Held held) {
  FitJson list = FitJson::array();
  for (const study::FitPoint& point : points) {
    FitJson json = row_json(point.row, held);
    json["model"] = fit_quantity(point.model_s / 60.0, "min");
    json["error"] = fit_quantity(100.0 * point.error_frac(), "%");
    list.push_back(std::move(json));
  }
  return list;
}

FitJson numbers_json(const study::CellFit& fit) {
  const study::CellNumbers& cell = fit.cell;
  return {{"capacity", fit_quantity(fit.capacity_c / 3600.0, "Ah")},
          {"charge", fit_quantity(cell.charge_c / 3600.0, "Ah")},
          {"available_share", 1.0 / (1.0 + cell.share_ratio)},
          {"exchange", fit_quantity(cell.exchange_per_s * 3600.0, "/h")},
          {"tafel", fit_quantity(1e3 * cell.tafel_v, "mV")},
          {"cell_resistance", fit_quantity(1e3 * cell.resistance_ohm_c / cell.charge_c, "mohm")}};
}

}  // namespace

std::string fit_json(const study::DischargeTable& table, const study::CellFit& fit,
                     const std::string& version) {
  FitJson unused = FitJson::array();
  for (const study::TableRow& row : fit.unused) unused.push_back(row_json(row, fit.held));
  FitJson warnings = FitJson::array();
  for (const scenario::Diagnostic& each : fit.warnings) {
    warnings.push_back({{"rule", each.rule}, {"summary", each.message}, {"detail", each.label}});
  }
  FitJson json{{"format_version", 1},
               {"tool", {{"name", "ridethrough"}, {"version", version}}},
               {"table", table.file},
               {"battery", table.battery},
               {"temperature", fit_quantity(scenario::to_unit(fit.temperature_k, "degC"), "degC")},
               {"held", fit.held == study::Held::power ? "power" : "current"},
               {"cells", fit.cells},
               {"values", numbers_json(fit)},
               {"errors", fit_errors_json(fit.errors)},
               {"holdout", fit_errors_json(fit.holdout)}};
  json["points"] = points_json(fit.points, fit.held);
  json["unused"] = std::move(unused);
  if (!fit.unseen.empty()) {
    json["unseen"] = fit_errors_json(fit.unseen_errors);
    json["unseen"]["points"] = points_json(fit.unseen, study::Held::current);
  }
  json["warnings"] = std::move(warnings);
  return json.dump(2) + "\n";
}

}  // namespace ridethrough::report
