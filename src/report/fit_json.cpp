#include "ridethrough/report/fit.hpp"

#include "report/json_values.hpp"

namespace ridethrough::report {

namespace {

Json fit_errors_json(const study::FitErrors& errors) {
  return {{"rms", stated(100.0 * errors.rms_frac, "%")},
          {"worst", stated(100.0 * errors.worst_frac, "%")}};
}

Json row_json(const study::TableRow& row, study::Held held) {
  const bool is_power = held == study::Held::power;
  return {{"line", row.place.line},
          {"end_voltage", stated(row.end_voltage_v, "V/cell")},
          {is_power ? "power" : "current", stated(row.held, is_power ? "W/cell" : "A")},
          {"table", stated(row.time_s / 60.0, "min")}};
}

Json points_json(const std::vector<study::FitPoint>& points, study::Held held) {
  Json list = Json::array();
  for (const study::FitPoint& point : points) {
    Json json = row_json(point.row, held);
    json["model"] = stated(point.model_s / 60.0, "min");
    json["error"] = stated(100.0 * point.error_frac(), "%");
    list.push_back(std::move(json));
  }
  return list;
}

Json numbers_json(const study::CellFit& fit) {
  const study::CellNumbers& cell = fit.cell;
  return {{"capacity", stated(fit.capacity_c / 3600.0, "Ah")},
          {"charge", stated(cell.charge_c / 3600.0, "Ah")},
          {"available_share", 1.0 / (1.0 + cell.share_ratio)},
          {"exchange", stated(cell.exchange_per_s * 3600.0, "/h")},
          {"tafel", stated(1e3 * cell.tafel_v, "mV")},
          {"cell_resistance", stated(1e3 * cell.resistance_ohm_c / cell.charge_c, "mohm")}};
}

}  // namespace

std::string fit_json(const study::DischargeTable& table, const study::CellFit& fit,
                     const std::string& version) {
  Json unused = Json::array();
  for (const study::TableRow& row : fit.unused) unused.push_back(row_json(row, fit.held));
  Json warnings = Json::array();
  for (const scenario::Diagnostic& each : fit.warnings) {
    warnings.push_back({{"rule", each.rule}, {"summary", each.message}, {"detail", each.label}});
  }
  Json json{{"format_version", 1},
            {"tool", {{"name", "ridethrough"}, {"version", version}}},
            {"table", table.file},
            {"battery", table.battery},
            {"temperature", quantity(fit.temperature_k, "degC")},
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
