#include <nlohmann/json.hpp>

#include "ridethrough/report/discharge.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

namespace {

using DischargeJson = nlohmann::ordered_json;

DischargeJson with_unit(double value, const char* unit) {
  return {{"value", value}, {"unit", unit}};
}

DischargeJson in_unit(double si, const std::string& unit) {
  return {{"value", scenario::to_unit(si, unit)}, {"unit", unit}};
}

DischargeJson load_json(const study::Discharge& one) {
  if (one.load.current_a > 0.0) return {{"current", with_unit(one.load.current_a, "A")}};
  const double cells = static_cast<double>(one.cells * one.strings);
  return {{"power", with_unit(one.load.power_w, "W")},
          {"power_per_cell", with_unit(one.load.power_w / cells, "W/cell")}};
}

DischargeJson outside_json(const study::Discharge& one) {
  DischargeJson list = DischargeJson::array();
  for (const study::OutsideRange& each : one.outside) {
    list.push_back(
        {{"name", each.valid.key},
         {"value", in_unit(each.value, each.valid.unit)},
         {"valid",
          {in_unit(each.valid.low, each.valid.unit), in_unit(each.valid.high, each.valid.unit)}}});
  }
  return list;
}

void add_densities(const study::Discharge& one, DischargeJson& json) {
  const double energy_wh = one.energy_j / 3600.0;
  if (one.mass_kg) {
    json["energy_per_mass"] = with_unit(energy_wh / *one.mass_kg, "Wh/kg");
    json["power_per_mass"] = with_unit(one.mean_power_w() / *one.mass_kg, "W/kg");
  }
  if (one.volume_m3) {
    const double litres = 1e3 * *one.volume_m3;
    json["energy_per_volume"] = with_unit(energy_wh / litres, "Wh/L");
    json["power_per_volume"] = with_unit(one.mean_power_w() / litres, "W/L");
  }
}

DischargeJson one_json(const study::Discharge& one) {
  const study::DischargePoint& last = one.curve.back();
  DischargeJson json{{"load", load_json(one)},
                     {"end_voltage_asked", with_unit(one.end_voltage_v, "V/cell")},
                     {"stopped", one.has_stopped},
                     {"stop", std::string(devices::word_of(one.stop))},
                     {"duration", with_unit(one.duration_s / 60.0, "min")},
                     {"end_voltage", with_unit(last.cell_voltage_v, "V/cell")},
                     {"end_voltage_of_bank", with_unit(last.voltage_v, "V")},
                     {"energy", with_unit(one.energy_j / 3600.0, "Wh")},
                     {"charge", with_unit(one.charge_c / 3600.0, "Ah")},
                     {"soc", with_unit(100.0 * last.soc_frac, "%")},
                     {"temperature", in_unit(last.temperature_k, "degC")}};
  add_densities(one, json);
  json["outside_valid"] = outside_json(one);
  return json;
}

}  // namespace

std::string discharge_json(const std::vector<study::Discharge>& all, const std::string& version) {
  const study::Discharge& first = all.front();
  DischargeJson list = DischargeJson::array();
  for (const study::Discharge& one : all) list.push_back(one_json(one));
  return DischargeJson{
             {"format_version", 1},
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
