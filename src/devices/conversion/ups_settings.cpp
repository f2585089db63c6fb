#include "devices/conversion/ups_settings.hpp"

#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

double number_of(const Parameters& parameters, std::string_view name) {
  return get(parameters, name).number();
}

core::Tick span_of(const Parameters& parameters, std::string_view name) {
  return core::ticks_nearest(number_of(parameters, name));
}

}  // namespace

UpsSettings::UpsSettings(const Parameters& parameters)
    : modules(static_cast<int>(get(parameters, "modules").count())),
      module_w(number_of(parameters, "rating")),
      voltage_v(number_of(parameters, "voltage")),
      tan_phi(tan_of_power_factor(number_of(parameters, "power_factor"))),
      loss(efficiency_points(parameters)),
      window(window_limits(parameters)),
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
