#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/battery_protection.hpp"
#include "devices/storage/cell_bank.hpp"
#include "devices/storage/drawn_strings.hpp"
#include "devices/storage/lead_acid_parameters.hpp"
#include "devices/storage/monotone_curve.hpp"
#include "devices/storage/ocv_rc_cell.hpp"
#include "devices/storage/uniform_pack.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices {
namespace {

using storage::Ageing;
using storage::battery_number;
using storage::battery_points;
using storage::MonotoneCurve;
using storage::optional_battery_number;
using BatteryPoints = std::vector<MonotoneCurve::Point>;

/// Resistance over state of charge at one temperature, between the two nearest rows of the table.
MonotoneCurve battery_resistance_at(const Value::List& rows, double temperature_k,
                                    std::string_view sense, double scale) {
  std::map<double, BatteryPoints> by_temperature;
  for (const Value& row : rows) {
    const double soc = battery_number(row.map(), "soc");
    const double discharge = battery_number(row.map(), "discharge");
    const double value = optional_battery_number(row.map(), sense).value_or(discharge);
    if (!(value > 0.0)) {
      throw std::invalid_argument(
          "a cell has a resistance above zero in every row of 'resistances'");
    }
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

/// Over state of charge; zero everywhere where the model has none.
MonotoneCurve optional_battery_curve(const Parameters& model, std::string_view name) {
  if (!get(model, name).present()) return {};
  return MonotoneCurve(storage::sorted_battery_points(battery_points(model, name), "soc", "value"));
}

storage::OcvRcCell ocv_rc_battery_cell(const Parameters& parameters) {
  if (get(parameters, "coup_de_fouet").present()) {
    throw std::invalid_argument("only the two_well model has a coup_de_fouet");
  }
  const Parameters& model = storage::battery_model(parameters);
  const Ageing age = storage::battery_ageing(parameters);
  const Value::List& rows = battery_points(model, "resistances");
  storage::OcvRcCell::Data data;
  data.limits = storage::battery_cell_limits(parameters);
  data.charge_c = battery_number(parameters, "capacity") *
                  storage::battery_temperature_factor(parameters) * age.capacity_factor;
  data.ocv_v = MonotoneCurve(
      storage::sorted_battery_points(battery_points(model, "open_circuit"), "soc", "value"));
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
  data.hysteresis_v = optional_battery_curve(model, "hysteresis");
  data.hysteresis_span_frac =
      optional_battery_number(model, "hysteresis_span").value_or(data.hysteresis_span_frac);
  data.entropy_v_per_k = optional_battery_curve(model, "entropy");
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
  layout.cells_in_block = static_cast<double>(count("cells"));
  if (get(parameters, "balancing").present()) {
    const Parameters& balancing = get(parameters, "balancing").map();
    layout.balancing = {battery_number(balancing, "current"), battery_number(balancing, "above")};
  }
  if (layout.cells_in_series < 1.0 || layout.strings < 1) {
    throw std::invalid_argument("a battery needs at least one cell, block and string");
  }
  return layout;
}

storage::CellSpread battery_spread(const Parameters& parameters) {
  const Parameters& spread = get(parameters, "spread").map();
  return {optional_battery_number(spread, "capacity").value_or(0.0),
          optional_battery_number(spread, "resistance").value_or(0.0),
          optional_battery_number(spread, "soc").value_or(0.0)};
}

template <class Cell>
std::unique_ptr<BatteryBank> bank_of(const Cell& cell, const Parameters& parameters,
                                     core::RandomStream* chance) {
  const storage::BankLayout layout = battery_layout(parameters);
  if (chance == nullptr || !get(parameters, "spread").present()) {
    using Pack = storage::UniformPack<Cell>;
    return std::make_unique<storage::CellBank<Pack>>(Pack(cell, layout), layout);
  }
  using Pack = storage::StringPack<Cell>;
  const double cell_ohm = cell.slope_ohm(cell.rested(1.0), cell.charge_c() / 3600.0);
  auto strings = storage::drawn_strings(layout, battery_spread(parameters), cell_ohm,
                                        std::tuple_size_v<typename Cell::State>, *chance);
  return std::make_unique<storage::CellBank<Pack>>(Pack(cell, layout, std::move(strings)), layout);
}

std::unique_ptr<BatteryBank> bare_bank(const Parameters& parameters, core::RandomStream* chance) {
  if (storage::battery_is_two_well(parameters)) {
    return bank_of(storage::lead_acid_cell(parameters), parameters, chance);
  }
  return bank_of(ocv_rc_battery_cell(parameters), parameters, chance);
}

}  // namespace

std::unique_ptr<BatteryBank> make_bank(const Parameters& parameters, core::RandomStream* chance) {
  return storage::protected_bank(bare_bank(parameters, chance), parameters);
}

double capacity_factor(const Parameters& parameters) {
  return storage::battery_temperature_factor(parameters) *
         storage::battery_ageing(parameters).capacity_factor;
}

}  // namespace ridethrough::devices
