#include "ridethrough/report/discharge.hpp"

#include "report/json_values.hpp"

namespace ridethrough::report {

namespace {

Json load_json(const study::Discharge& one) {
  if (one.load.current_a > 0.0) return {{"current", stated(one.load.current_a, "A")}};
  const double cells = static_cast<double>(one.cells * one.strings);
  return {{"power", stated(one.load.power_w, "W")},
          {"power_per_cell", stated(one.load.power_w / cells, "W/cell")}};
}

Json outside_json(const study::Discharge& one) {
  Json list = Json::array();
  for (const study::OutsideRange& each : one.outside) {
    list.push_back({{"name", each.valid.key},
                    {"value", quantity(each.value, each.valid.unit)},
                    {"valid",
                     {quantity(each.valid.low, each.valid.unit),
                      quantity(each.valid.high, each.valid.unit)}}});
  }
  return list;
}

void add_densities(const study::Discharge& one, Json& json) {
  const double energy_wh = one.energy_j / 3600.0;
  if (one.mass_kg) {
    json["energy_per_mass"] = stated(energy_wh / *one.mass_kg, "Wh/kg");
    json["power_per_mass"] = stated(one.mean_power_w() / *one.mass_kg, "W/kg");
  }
  if (one.volume_m3) {
    const double litres = 1e3 * *one.volume_m3;
    json["energy_per_volume"] = stated(energy_wh / litres, "Wh/L");
    json["power_per_volume"] = stated(one.mean_power_w() / litres, "W/L");
  }
}

Json one_json(const study::Discharge& one) {
  const study::DischargePoint& last = one.curve.back();
  Json json{{"load", load_json(one)},
            {"end_voltage_asked", stated(one.end_voltage_v, "V/cell")},
            {"stopped", one.has_stopped},
            {"stop", std::string(devices::word_of(one.stop))},
            {"duration", stated(one.duration_s / 60.0, "min")},
            {"end_voltage", stated(last.cell_voltage_v, "V/cell")},
            {"end_voltage_of_bank", stated(last.voltage_v, "V")},
            {"energy", stated(one.energy_j / 3600.0, "Wh")},
            {"charge", stated(one.charge_c / 3600.0, "Ah")},
            {"soc", stated(100.0 * last.soc_frac, "%")},
            {"temperature", quantity(last.temperature_k, "degC")}};
  add_densities(one, json);
  json["outside_valid"] = outside_json(one);
  return json;
}

}  // namespace

std::string discharge_json(const std::vector<study::Discharge>& all, const std::string& version) {
  const study::Discharge& first = all.front();
  Json list = Json::array();
  for (const study::Discharge& one : all) list.push_back(one_json(one));
  return Json{{"format_version", 1},
              {"tool", {{"name", "ridethrough"}, {"version", version}}},
              {"part", {{"name", first.part}, {"title", first.title}, {"grade", first.grade}}},
              {"bank",
               {{"strings", first.strings},
                {"series", first.blocks / first.strings},
                {"cells_in_series", first.cells}}},
              {"discharges", std::move(list)}}
             .dump(2) +
         "\n";
}

}  // namespace ridethrough::report
