#pragma once

#include <cstdint>
#include <string>

#include "ridethrough/devices/parameters.hpp"
#include "support/ups_examples.hpp"

/// Bound parameters of rectifiers and shelves as the binder hands them over (SI, defaults filled).
namespace ridethrough::support {

struct RectifierNumbers {
  double rating_w = 100e3;
  double voltage_v = 800.0;
  double droop_frac = 0.01;
  double efficiency = 1.0;
};

inline Parameters rectifier_of(const RectifierNumbers& numbers = {}) {
  Parameters window;
  window["full_power"] = Value(Value::List{Value(0.85), Value(1.10)});
  window["derated_to"] = Value(0.60);
  Parameters walk_in;
  walk_in["hold_off"] = Value(2.0);
  walk_in["ramp"] = Value(5.0);
  Parameters p;
  p["rating"] = Value(numbers.rating_w);
  p["voltage"] = Value(numbers.voltage_v);
  p["efficiency"] = points_of("power", "value", {{1.0, numbers.efficiency}});
  p["power_factor"] = Value(0.99);
  p["droop"] = Value(numbers.droop_frac);
  p["current_limit"] = Value(1.1);
  p["input_window"] = Value(window);
  p["qualify"] = Value(0.02);
  p["fault_current"] = Value(1.5);
  p["dc_link"] = Value(15e-3);
  p["dc_link_min"] = Value(0.8);
  p["walk_in"] = Value(walk_in);
  return p;
}

struct ShelfNumbers {
  double module_w = 8e3;
  std::int64_t modules = 6;
  std::int64_t shelves = 1;
  double efficiency = 1.0;
  double hold_s = 240.0;
  double below_v = 48.5;
};

inline Parameters bbu_of(const ShelfNumbers& numbers = {}) {
  Parameters trigger;
  trigger["below"] = Value(numbers.below_v);
  trigger["for"] = Value(2e-3);
  Parameters cells;
  cells["strings"] = Value(std::int64_t{4});
  Parameters p;
  p["module_rating"] = Value(numbers.module_w);
  p["modules"] = Value(numbers.modules);
  p["shelves"] = Value(numbers.shelves);
  p["trigger"] = Value(trigger);
  p["start"] = Value(2e-3);
  p["return_after"] = Value(0.2);
  p["hold"] = Value(numbers.hold_s);
  p["efficiency"] = points_of("power", "value", {{1.0, numbers.efficiency}});
  p["recharge_limit"] = Value(0.05);
  p["recharge_after"] = Value(10.0);
  p["cells"] = Value(cells);
  return p;
}

}  // namespace ridethrough::support
