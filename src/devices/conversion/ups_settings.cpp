#include "devices/conversion/ups_settings.hpp"

#include <cmath>
#include <stdexcept>

namespace ridethrough::devices::conversion {
namespace {

double number_of(const Parameters& parameters, std::string_view name) {
  return get(parameters, name).number();
}

core::Tick span_of(const Parameters& parameters, std::string_view name) {
  return core::ticks_nearest(number_of(parameters, name));
}

double tan_of_power_factor(double power_factor) {
  return std::sqrt(1.0 - power_factor * power_factor) / power_factor;
}

WindowLimits window_of(const Parameters& parameters) {
  const Parameters& window = get(parameters, "input_window").map();
  const Value::List& full = get(window, "full_power").list();
  WindowLimits limits;
  limits.full_low_pu = full.at(0).number();
  limits.full_high_pu = full.at(1).number();
  limits.derated_low_pu = number_of(window, "derated_to");
  limits.qualify_pu = number_of(parameters, "qualify");
  if (limits.derated_low_pu > limits.full_low_pu) {
    throw std::invalid_argument("'derated_to' must not lie above 'full_power'");
  }
  if (limits.full_low_pu + limits.qualify_pu >= limits.full_high_pu) {
    throw std::invalid_argument("'qualify' must be smaller than the width of 'full_power'");
  }
  return limits;
}

}  // namespace

UpsSettings::UpsSettings(const Parameters& parameters)
    : modules(static_cast<int>(get(parameters, "modules").count())),
      module_w(number_of(parameters, "rating")),
      voltage_v(number_of(parameters, "voltage")),
      tan_phi(tan_of_power_factor(number_of(parameters, "power_factor"))),
      loss(efficiency_points(parameters)),
      window(window_of(parameters)),
      detect(span_of(parameters, "detect")),
      battery_response(span_of(parameters, "battery_response")),
      battery_limit_frac(number_of(parameters, "battery_converter_limit")),
      link_s(number_of(parameters, "dc_link")),
      link_empty_frac(std::pow(number_of(parameters, "dc_link_min"), 2)),
      recharge_frac(number_of(parameters, "recharge_limit")),
      overload(overload_classes(parameters)),
      has_no_battery(get(parameters, "no_battery").flag()) {
  const Parameters& walk_in = get(parameters, "walk_in").map();
  hold_off = span_of(walk_in, "hold_off");
  ramp = span_of(walk_in, "ramp");
  stagger = span_of(walk_in, "stagger");
}

}  // namespace ridethrough::devices::conversion
