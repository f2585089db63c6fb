#include "devices/storage/charge_voltages.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "devices/storage/battery_numbers.hpp"

namespace ridethrough::devices::storage {
namespace {

constexpr double kCompensatedAroundK = 298.15;
constexpr double kLeadAcidFloatVPerK = -0.003;
constexpr double kLeadAcidBoostVPerK = -0.005;

double compensation_v(const Parameters& parameters, std::string_view name,
                      double lead_acid_v_per_k) {
  const double usual_v_per_k = battery_is_two_well(parameters) ? lead_acid_v_per_k : 0.0;
  return optional_battery_number(parameters, name).value_or(usual_v_per_k) *
         (battery_number(parameters, "temperature") - kCompensatedAroundK);
}

}  // namespace

double battery_float_voltage_v(const Parameters& parameters) {
  return battery_number(parameters, "float_voltage") +
         compensation_v(parameters, "float_compensation", kLeadAcidFloatVPerK);
}

double battery_charge_voltage_v(const Parameters& parameters) {
  const auto boost_v = optional_battery_number(parameters, "boost_voltage");
  if (!boost_v) return battery_float_voltage_v(parameters);
  if (*boost_v < battery_number(parameters, "float_voltage")) {
    throw std::invalid_argument("boost_voltage must not lie below float_voltage");
  }
  // In a hot room the steeper line of boost may come down to that of float.
  return std::max(battery_float_voltage_v(parameters),
                  *boost_v + compensation_v(parameters, "boost_compensation", kLeadAcidBoostVPerK));
}

}  // namespace ridethrough::devices::storage
