#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "devices/storage/ageing.hpp"
#include "devices/storage/cell_bank.hpp"
#include "devices/storage/monotone_curve.hpp"
#include "devices/storage/ocv_rc_cell.hpp"
#include "devices/storage/two_well_cell.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices {
namespace {

using storage::Ageing;
using storage::CellLimits;
using storage::MonotoneCurve;
using BatteryPoints = std::vector<MonotoneCurve::Point>;

constexpr std::string_view kFloatAgeing = "vrla-float-8k3";
constexpr std::string_view kLfpAgeing = "lfp-naumann-calendar";

/// Fitted to discharge tables the resistance of a cell is this many times the printed one, which is
/// an alternating-current value (batteries reference, section 3.2).
constexpr double kTableOverPrintedResistance = 1.7;

/// Lead-acid takes 107 % of its charge until it is full again (batteries reference, section 3.2).
constexpr double kLeadAcidEfficiency = 0.93;

double battery_number(const Parameters& parameters, std::string_view name) {
  const Value& value = get(parameters, name);
  if (!value.present()) {
    throw std::invalid_argument("the battery model needs '" + std::string(name) + "'");
  }
  return value.number();
}

std::optional<double> optional_battery_number(const Parameters& parameters, std::string_view name) {
  const Value& value = get(parameters, name);
  return value.present() ? std::optional(value.number()) : std::nullopt;
}

const Value::List& battery_points(const Parameters& parameters, std::string_view name) {
  const Value& value = get(parameters, name);
  if (!value.present() || value.list().empty()) {
    throw std::invalid_argument("the battery model needs '" + std::string(name) + "'");
  }
  return value.list();
}

BatteryPoints sorted_battery_points(const Value::List& list, std::string_view x,
                                    std::string_view y) {
  BatteryPoints points;
  for (const Value& row : list) {
    points.push_back({battery_number(row.map(), x), battery_number(row.map(), y)});
  }
  std::sort(points.begin(), points.end(), [](auto a, auto b) { return a.x < b.x; });
  return points;
}

const Parameters& battery_model(const Parameters& parameters) {
  return get(parameters, "model").map();
}

bool battery_is_two_well(const Parameters& parameters) {
  return get(battery_model(parameters), "kind").word() == "two_well";
}

double battery_temperature_factor(const Parameters& parameters) {
  const Value& points = get(parameters, "temperature_factor");
  if (!points.present() || points.list().empty()) return 1.0;
  return storage::interpolated(sorted_battery_points(points.list(), "at", "value"),
                               battery_number(parameters, "temperature"));
}

Ageing battery_ageing(const Parameters& parameters) {
  const Value& named = get(parameters, "ageing");
  const std::string_view by_chemistry = battery_is_two_well(parameters) ? kFloatAgeing : kLfpAgeing;
  const std::string_view law = named.present() ? std::string_view(named.word()) : by_chemistry;
  const double age_s = battery_number(parameters, "age");
  const double temperature_k = battery_number(parameters, "temperature");
  if (law == kFloatAgeing) {
    return storage::float_ageing(age_s, temperature_k, battery_number(parameters, "design_life"),
                                 battery_number(parameters, "life_halving"));
  }
  if (law != kLfpAgeing) {
    throw std::invalid_argument("no ageing law '" + std::string(law) + "': there are " +
                                std::string(kFloatAgeing) + " and " + std::string(kLfpAgeing));
  }
  return storage::lfp_calendar_ageing(age_s, temperature_k, battery_number(parameters, "soc"));
}

bool battery_may_charge(const Parameters& parameters) {
  const Value& range = get(parameters, "charge_temperature");
  if (!range.present()) return true;
  const double temperature_k = battery_number(parameters, "temperature");
  return range.list().at(0).number() <= temperature_k &&
         temperature_k <= range.list().at(1).number();
}

CellLimits battery_cell_limits(const Parameters& parameters) {
  // Limits of current belong to the rated block: an old or cold cell is not charged harder.
  const double capacity_c = battery_number(parameters, "capacity");
  const double cells = static_cast<double>(get(parameters, "cells").count());
  CellLimits limits;
  limits.end_voltage_v = battery_number(parameters, "end_voltage");
  limits.float_voltage_v = battery_number(parameters, "float_voltage");
  limits.max_charge_a =
      battery_may_charge(parameters) ? capacity_c * battery_number(parameters, "max_charge") : 0.0;
  if (const auto rate = optional_battery_number(parameters, "max_discharge")) {
    limits.max_discharge_a = capacity_c * *rate;
  }
  limits.finish_current_a = capacity_c * battery_number(parameters, "finish_current");
  limits.charge_efficiency =
      optional_battery_number(parameters, "charge_efficiency")
          .value_or(battery_is_two_well(parameters) ? kLeadAcidEfficiency : 1.0);
  limits.empty_soc_frac = get(parameters, "usable").list().at(0).number();
  limits.full_soc_frac = get(parameters, "usable").list().at(1).number();
  limits.temperature_k = battery_number(parameters, "temperature");
  if (const auto limit_k = optional_battery_number(parameters, "temperature_limit")) {
    limits.max_temperature_k = *limit_k;
  }
  if (const auto mass_kg = optional_battery_number(parameters, "mass")) {
    limits.heat_capacity_j_per_k = *mass_kg * battery_number(parameters, "specific_heat") / cells;
    limits.cooling_per_s = 1.0 / battery_number(parameters, "cooling_time");
  }
  return limits;
}

/// A cold or warm cell behaves like more or less of the same cell: charge times the factor and
/// resistance over it, so that the power which lasts a given time scales by exactly the factor.
storage::TwoWellCell two_well_battery_cell(const Parameters& parameters) {
  const Parameters& model = battery_model(parameters);
  const Ageing age = battery_ageing(parameters);
  const double factor = battery_temperature_factor(parameters);
  const double cells = static_cast<double>(get(parameters, "cells").count());
  const double capacity_c = battery_number(parameters, "capacity");
  const auto fitted_ohm = optional_battery_number(model, "cell_resistance");
  storage::TwoWellCell::Data data;
  data.limits = battery_cell_limits(parameters);
  data.charge_c =
      optional_battery_number(model, "charge").value_or(capacity_c) * factor * age.capacity_factor;
  data.available_share = battery_number(model, "available_share");
  data.exchange_per_s = battery_number(model, "exchange");
  data.emf_v = battery_number(model, "emf");
  data.head_v = battery_number(model, "head");
  data.resistance_ohm = (fitted_ohm ? *fitted_ohm
                                    : kTableOverPrintedResistance *
                                          battery_number(parameters, "resistance") / cells) *
                        age.resistance_factor / factor;
  if (data.emf_v <= data.limits.end_voltage_v) {
    throw std::invalid_argument("the end voltage must lie below the emf of the cell");
  }
  return storage::TwoWellCell(data);
}

/// Resistance over state of charge at one temperature, between the two nearest rows of the table.
MonotoneCurve battery_resistance_at(const Value::List& rows, double temperature_k,
                                    std::string_view sense, double scale) {
  std::map<double, BatteryPoints> by_temperature;
  for (const Value& row : rows) {
    const double soc = battery_number(row.map(), "soc");
    const double discharge = battery_number(row.map(), "discharge");
    const double value = optional_battery_number(row.map(), sense).value_or(discharge);
    by_temperature[battery_number(row.map(), "at")].push_back({soc, scale * value});
  }
  for (auto& [at, points] : by_temperature) {
    std::sort(points.begin(), points.end(), [](auto a, auto b) { return a.x < b.x; });
  }
  auto above = by_temperature.lower_bound(temperature_k);
  if (above == by_temperature.end()) return MonotoneCurve(std::prev(above)->second);
  if (above == by_temperature.begin()) return MonotoneCurve(above->second);
  const auto& [low_k, low] = *std::prev(above);
  const auto& [high_k, high] = *above;
  const double share = (temperature_k - low_k) / (high_k - low_k);
  BatteryPoints mixed = high;
  for (auto& point : mixed) {
    point.y = share * point.y + (1.0 - share) * storage::interpolated(low, point.x);
  }
  return MonotoneCurve(mixed);
}

storage::OcvRcCell ocv_rc_battery_cell(const Parameters& parameters) {
  const Parameters& model = battery_model(parameters);
  const Ageing age = battery_ageing(parameters);
  const Value::List& rows = battery_points(model, "resistances");
  storage::OcvRcCell::Data data;
  data.limits = battery_cell_limits(parameters);
  data.charge_c = battery_number(parameters, "capacity") * battery_temperature_factor(parameters) *
                  age.capacity_factor;
  data.ocv_v =
      MonotoneCurve(sorted_battery_points(battery_points(model, "open_circuit"), "soc", "value"));
  data.discharge_resistance_ohm =
      battery_resistance_at(rows, data.limits.temperature_k, "discharge", age.resistance_factor);
  data.charge_resistance_ohm =
      battery_resistance_at(rows, data.limits.temperature_k, "charge", age.resistance_factor);
  const auto branch = [&](std::string_view share, std::string_view time) {
    return storage::OcvRcCell::Branch{optional_battery_number(model, share).value_or(0.0),
                                      optional_battery_number(model, time).value_or(1.0)};
  };
  data.fast = branch("fast_share", "fast_time");
  data.slow = branch("slow_share", "slow_time");
  if (data.fast.share + data.slow.share >= 1.0) {
    throw std::invalid_argument("the RC branches leave no series resistance");
  }
  return storage::OcvRcCell(data);
}

storage::BankLayout battery_layout(const Parameters& parameters) {
  const auto count = [&](std::string_view name) { return get(parameters, name).count(); };
  storage::BankLayout layout;
  layout.cells_in_series = static_cast<double>(count("cells") * count("series"));
  layout.strings = static_cast<int>(count("strings"));
  const auto& usable = get(parameters, "usable").list();
  layout.soc_frac =
      std::clamp(battery_number(parameters, "soc"), usable.at(0).number(), usable.at(1).number());
  layout.restart_margin_frac = battery_number(parameters, "restart_margin");
  if (layout.cells_in_series < 1.0 || layout.strings < 1) {
    throw std::invalid_argument("a battery needs at least one cell, block and string");
  }
  return layout;
}

}  // namespace

std::unique_ptr<BatteryBank> make_bank(const Parameters& parameters) {
  const storage::BankLayout layout = battery_layout(parameters);
  if (battery_is_two_well(parameters)) {
    using Bank = storage::CellBank<storage::TwoWellCell>;
    return std::make_unique<Bank>(two_well_battery_cell(parameters), layout);
  }
  using Bank = storage::CellBank<storage::OcvRcCell>;
  return std::make_unique<Bank>(ocv_rc_battery_cell(parameters), layout);
}

double capacity_factor(const Parameters& parameters) {
  return battery_temperature_factor(parameters) * battery_ageing(parameters).capacity_factor;
}

}  // namespace ridethrough::devices
