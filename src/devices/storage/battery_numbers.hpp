#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "devices/storage/ageing.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/monotone_curve.hpp"
#include "devices/storage/wear_meter.hpp"
#include "ridethrough/devices/parameters.hpp"

/// What every cell model reads from bound parameters of `battery_schema`.
namespace ridethrough::devices::storage {

/// @throws std::invalid_argument when the parameter is absent; so does battery_points.
double battery_number(const Parameters& parameters, std::string_view name);
std::optional<double> optional_battery_number(const Parameters& parameters, std::string_view name);
const Value::List& battery_points(const Parameters& parameters, std::string_view name);

/// Fields `x` and `y` of a list of maps, x rising.
std::vector<MonotoneCurve::Point> sorted_battery_points(const Value::List& list, std::string_view x,
                                                        std::string_view y);

const Parameters& battery_model(const Parameters& parameters);
bool battery_is_two_well(const Parameters& parameters);

/// At which the numbers of the model hold.
double battery_model_temperature_k(const Parameters& parameters);

/// At the temperature of the bank over that of the model.
double battery_temperature_factor(const Parameters& parameters);

/// nullptr where wear is not counted.
/// @throws std::invalid_argument for a law that does not exist; so does battery_ageing.
std::shared_ptr<const AgeingLaw> battery_ageing_law(const Parameters& parameters);

Past battery_past(const Parameters& parameters);
WearMeter battery_wear_meter(const Parameters& parameters);

Ageing battery_ageing(const Parameters& parameters);

CellLimits battery_cell_limits(const Parameters& parameters);

}  // namespace ridethrough::devices::storage
