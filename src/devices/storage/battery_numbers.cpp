#include "devices/storage/battery_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "devices/storage/charge_voltages.hpp"

namespace ridethrough::devices::storage {
namespace {

/// Lead-acid takes 107 % of its charge until it is full again (batteries reference, section 3.2).
/// A model with a resistance of charging has gassing in its place.
constexpr double kLeadAcidEfficiency = 0.93;

double default_charge_efficiency(const Parameters& parameters) {
  const bool gasses = get(battery_model(parameters), "charge_resistance").present();
  return battery_is_two_well(parameters) && !gasses ? kLeadAcidEfficiency : 1.0;
}

bool battery_may_charge(const Parameters& parameters) {
  const Value& range = get(parameters, "charge_temperature");
  if (!range.present()) return true;
  const double temperature_k = battery_number(parameters, "temperature");
  return range.list().at(0).number() <= temperature_k &&
         temperature_k <= range.list().at(1).number();
}

}  // namespace

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

std::vector<MonotoneCurve::Point> sorted_battery_points(const Value::List& list, std::string_view x,
                                                        std::string_view y) {
  std::vector<MonotoneCurve::Point> points;
  points.reserve(list.size());
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

double battery_model_temperature_k(const Parameters& parameters) {
  constexpr double kUsualK = 298.15;
  return optional_battery_number(parameters, "model_temperature").value_or(kUsualK);
}

double battery_temperature_factor(const Parameters& parameters) {
  const Value& points = get(parameters, "temperature_factor");
  if (!points.present() || points.list().empty()) return 1.0;
  const auto curve = sorted_battery_points(points.list(), "at", "value");
  return interpolated(curve, battery_number(parameters, "temperature")) /
         interpolated(curve, battery_model_temperature_k(parameters));
}

std::shared_ptr<const AgeingLaw> battery_ageing_law(const Parameters& parameters) {
  const Value& named = get(parameters, "ageing");
  const std::string_view by_chemistry =
      battery_is_two_well(parameters) ? "vrla-float-8k3" : "lfp-naumann";
  return ageing_law(named.present() ? std::string_view(named.word()) : by_chemistry,
                    battery_number(parameters, "design_life"),
                    battery_number(parameters, "life_halving"));
}

Past battery_past(const Parameters& parameters) {
  const auto& usable = get(parameters, "usable").list();
  return {
      battery_number(parameters, "age"),
      optional_battery_number(parameters, "full_cycles").value_or(0.0),
      battery_number(parameters, "temperature"),
      std::clamp(battery_number(parameters, "soc"), usable.at(0).number(), usable.at(1).number())};
}

WearMeter battery_wear_meter(const Parameters& parameters) {
  return {battery_ageing_law(parameters), battery_past(parameters)};
}

Ageing battery_ageing(const Parameters& parameters) {
  const auto law = battery_ageing_law(parameters);
  if (law == nullptr) return {};
  const Past past = battery_past(parameters);
  return law->after(past.age_s, past.temperature_k, past.soc_frac, past.full_cycles,
                    {1.0, 1.0, past.temperature_k});
}

namespace {

/// A cold cell may carry less: lithium plates on a cold anode when it is charged fast.
void limit_battery_currents(const Parameters& parameters, CellLimits& limits) {
  const Value& points = get(parameters, "current_limits");
  if (!points.present() || points.list().empty()) return;
  const double capacity_c = battery_number(parameters, "capacity");
  const auto most_a = [&](std::string_view sense) {
    return capacity_c *
           interpolated(sorted_battery_points(points.list(), "at", sense), limits.temperature_k);
  };
  limits.max_charge_a = std::min(limits.max_charge_a, most_a("charge"));
  limits.max_discharge_a = std::min(limits.max_discharge_a, most_a("discharge"));
}

/// A reaction that doubles with every 10 K: assumed.
double self_discharge_per_s(const Parameters& parameters) {
  constexpr double kReferenceK = 298.15;
  constexpr double kDoublingK = 10.0;
  const double at_25_per_s = optional_battery_number(parameters, "self_discharge").value_or(0.0);
  return at_25_per_s *
         std::exp2((battery_number(parameters, "temperature") - kReferenceK) / kDoublingK);
}

}  // namespace

CellLimits battery_cell_limits(const Parameters& parameters) {
  // Limits of current belong to the rated block: an old or cold cell is not charged harder.
  const double capacity_c = battery_number(parameters, "capacity");
  const double cells = static_cast<double>(get(parameters, "cells").count());
  CellLimits limits;
  limits.end_voltage_v = battery_number(parameters, "end_voltage");
  limits.float_voltage_v = battery_charge_voltage_v(parameters);
  limits.max_charge_a =
      battery_may_charge(parameters) ? capacity_c * battery_number(parameters, "max_charge") : 0.0;
  if (const auto rate = optional_battery_number(parameters, "max_discharge")) {
    limits.max_discharge_a = capacity_c * *rate;
  }
  limits.finish_current_a = capacity_c * battery_number(parameters, "finish_current");
  limits.charge_efficiency = optional_battery_number(parameters, "charge_efficiency")
                                 .value_or(default_charge_efficiency(parameters));
  limits.empty_soc_frac = get(parameters, "usable").list().at(0).number();
  limits.full_soc_frac = get(parameters, "usable").list().at(1).number();
  limits.temperature_k = battery_number(parameters, "temperature");
  limits.self_discharge_per_s = self_discharge_per_s(parameters);
  limit_battery_currents(parameters, limits);
  if (const auto limit_k = optional_battery_number(parameters, "temperature_limit")) {
    limits.max_temperature_k = *limit_k;
  }
  if (const auto mass_kg = optional_battery_number(parameters, "mass")) {
    limits.heat_capacity_j_per_k = *mass_kg * battery_number(parameters, "specific_heat") / cells;
    limits.cooling_per_s = 1.0 / battery_number(parameters, "cooling_time");
  }
  return limits;
}

}  // namespace ridethrough::devices::storage
