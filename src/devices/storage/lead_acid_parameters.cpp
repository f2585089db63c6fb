#include "devices/storage/lead_acid_parameters.hpp"

#include <cmath>
#include <stdexcept>

#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/cell_bank.hpp"
#include "devices/storage/uniform_pack.hpp"

namespace ridethrough::devices::storage {
namespace {

/// Fitted to discharge tables the resistance of a cell is this many times the printed one, which is
/// an alternating-current value (batteries reference, section 3.2).
constexpr double kTableOverPrintedResistance = 1.7;

/// What the temperature of the bank does to a cell of another temperature.
struct ColdCell {
  double out_of_reach = 0.0;
  double resistance_factor = 1.0;
};

/// Straight lines in the share out of reach and in the logarithm of the resistance.
ColdCell cold_at(const Value::List& rows, double temperature_k) {
  auto resistances = sorted_battery_points(rows, "at", "resistance");
  for (auto& point : resistances) point.y = std::log(point.y);
  return {interpolated(sorted_battery_points(rows, "at", "out_of_reach"), temperature_k),
          std::exp(interpolated(resistances, temperature_k))};
}

ColdCell cold_cell(const Parameters& parameters) {
  const Value& rows = get(battery_model(parameters), "temperatures");
  if (!rows.present() || rows.list().empty()) return {};
  const ColdCell here = cold_at(rows.list(), battery_number(parameters, "temperature"));
  const ColdCell fitted = cold_at(rows.list(), battery_model_temperature_k(parameters));
  return {here.out_of_reach - fitted.out_of_reach,
          here.resistance_factor / fitted.resistance_factor};
}

double fitted_resistance_ohm(const Parameters& parameters) {
  const auto fitted_ohm = optional_battery_number(battery_model(parameters), "cell_resistance");
  if (fitted_ohm) return *fitted_ohm;
  const double cells = static_cast<double>(get(parameters, "cells").count());
  return kTableOverPrintedResistance * battery_number(parameters, "resistance") / cells;
}

/// A cell of another size: charge and currents times `size`, resistances over it.
struct CellScale {
  double size = 1.0;
  double resistance_factor = 1.0;
  ColdCell cold = {};
};

/// Depth and time are those at the current that gives the capacity in an hour; old plates dip as
/// much deeper as their resistance has grown.
void set_dip(const Parameters& parameters, double ohm_factor, TwoWellCell::Data& data) {
  const Value& dip = get(parameters, "coup_de_fouet");
  if (!dip.present()) return;
  const double hourly_a = battery_number(parameters, "capacity") / 3600.0;
  data.dip_ohm = battery_number(dip.map(), "voltage") / hourly_a * ohm_factor;
  data.dip_charge_frac = battery_number(dip.map(), "time") * hourly_a / data.charge_c;
}

TwoWellCell::Data cell_data(const Parameters& parameters, const CellScale& scale) {
  const Parameters& model = battery_model(parameters);
  const double ohm_factor = scale.resistance_factor / scale.size;
  const double capacity_c = battery_number(parameters, "capacity");
  TwoWellCell::Data data;
  data.limits = battery_cell_limits(parameters);
  data.charge_c = optional_battery_number(model, "charge").value_or(capacity_c) * scale.size;
  data.available_share = battery_number(model, "available_share");
  data.exchange_per_s = battery_number(model, "exchange");
  data.emf_v = battery_number(model, "emf");
  data.emf_fall_v = battery_number(model, "emf_fall");
  data.head_v = battery_number(model, "head");
  data.is_resistance_over_head = get(model, "resistance_grows").word() == "over_head";
  data.resistance_ohm =
      fitted_resistance_ohm(parameters) * ohm_factor * scale.cold.resistance_factor;
  data.tafel_v = battery_number(model, "tafel");
  data.tafel_a = battery_number(model, "tafel_rate") * data.charge_c;
  data.out_of_reach = scale.cold.out_of_reach;
  set_dip(parameters, ohm_factor, data);
  data.charge_resistance_ohm =
      optional_battery_number(model, "charge_resistance").value_or(0.0) * ohm_factor;
  data.gassing_a = optional_battery_number(model, "gassing").value_or(0.0) * capacity_c;
  if (data.emf_v <= data.limits.end_voltage_v) {
    throw std::invalid_argument("the end voltage must lie below the emf of the cell");
  }
  return data;
}

std::vector<RuntimeRow> runtime_rows(const Parameters& parameters) {
  std::vector<RuntimeRow> rows;
  for (const Value& row : battery_points(parameters, "table")) {
    rows.push_back({battery_number(row.map(), "end_voltage"), battery_number(row.map(), "time"),
                    battery_number(row.map(), "power")});
  }
  return rows;
}

/// Seconds from full to the end voltage; 0 if the cell can not give that power.
double equation_time_s(const TwoWellCell& cell, double power_w) {
  constexpr core::Tick kLongest = 1000 * 3600 * core::kTicksPerSecond;
  CellBank<UniformPack<TwoWellCell>> bank({cell, {}}, {});
  bank.set_power(0, power_w, 0.0);
  const core::Tick stop = bank.next_stop(kLongest);
  return stop == core::kNever ? core::seconds(kLongest) : core::seconds(stop);
}

/// The pace that brings a new cell at the temperature of the model onto its table, for a cell of
/// `size`: a cell of half the size has half the power.
RuntimePace table_pace(const Parameters& parameters, double size) {
  const RuntimeTable table(runtime_rows(parameters));
  TwoWellCell::Data data = cell_data(parameters, {});
  data.limits.end_voltage_v = table.nearest_end_voltage_v(data.limits.end_voltage_v);
  data.limits.max_discharge_a = std::numeric_limits<double>::infinity();
  data.limits.max_temperature_k = std::numeric_limits<double>::infinity();
  data.limits.empty_soc_frac = 0.0;
  const TwoWellCell cell(data);
  std::vector<MonotoneCurve::Point> points;
  for (const double power_w : table.powers_w(data.limits.end_voltage_v)) {
    const double time_s = equation_time_s(cell, power_w);
    if (time_s == 0.0) continue;
    const double printed_s = table.time_s(data.limits.end_voltage_v, power_w);
    points.push_back({power_w * size, time_s / printed_s});
  }
  if (points.empty()) {
    throw std::invalid_argument("the equation of the cell can not give the powers of its table");
  }
  return RuntimePace(points);
}

}  // namespace

/// By the older temperature factor a cell behaves like more or less of the same cell, so that the
/// power which lasts a given time scales by exactly that factor.
TwoWellCell lead_acid_cell(const Parameters& parameters) {
  const Ageing age = battery_ageing(parameters);
  const double factor = battery_temperature_factor(parameters);
  CellScale scale;
  scale.size = factor * age.capacity_factor;
  scale.resistance_factor = age.resistance_factor * age.capacity_factor;
  scale.cold = cold_cell(parameters);
  TwoWellCell::Data data = cell_data(parameters, scale);
  const Value& runtime = get(parameters, "runtime");
  if (runtime.present() && runtime.word() == "table") {
    data.pace = table_pace(parameters, scale.size);
  }
  return TwoWellCell(data);
}

}  // namespace ridethrough::devices::storage
