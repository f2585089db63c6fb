#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ridethrough/devices/parameters.hpp"

/// Bound parameters of converters as the binder would hand them over (SI); part ups-600kw.
namespace ridethrough::support {

using devices::Parameters;
using devices::Value;

inline Value points_of(const char* first, const char* second,
                       const std::vector<std::pair<double, double>>& rows) {
  Value::List list;
  for (const auto& [x, y] : rows) {
    Parameters row;
    row[first] = Value(x);
    row[second] = Value(y);
    list.push_back(Value(row));
  }
  return Value(list);
}

inline Value ups_word(const char* word) { return Value(std::string(word)); }

/// What the part does not say, as the schema has it.
inline void add_ups_defaults(Parameters& p) {
  Parameters bypass;
  bypass["return"] = ups_word("manual");
  bypass["return_after"] = Value(10.0);
  bypass["overloads"] = Value(std::int64_t{3});
  bypass["per"] = Value(3600.0);
  bypass["at_end_of_discharge"] = ups_word("off");
  bypass["continuous"] = Value(1.1);
  bypass["at_overload"] = ups_word("off");
  Parameters synchronism;
  synchronism["window"] = Value(2.0);
  synchronism["slew"] = Value(1.0);
  synchronism["within"] = Value(0.5e-3);
  synchronism["gap"] = Value(10e-3);
  Parameters mains;
  mains["voltage"] = Value(Value::List{Value(0.9), Value(1.1)});
  mains["gap"] = Value(4e-3);
  mains["return_after"] = Value(60.0);
  Parameters restart;
  restart["return"] = ups_word("automatic");
  restart["soc"] = Value(0.0);
  p["on_battery_delay"] = Value(30.0);
  p["on_battery_release"] = ups_word("manual");
  p["recharge_on_generator"] = Value(true);
  p["restart"] = Value(restart);
  p["rectifier_response"] = Value(0.0);
  p["static_bypass"] = Value(bypass);
  p["synchronism"] = Value(synchronism);
  p["mode"] = ups_word("double_conversion");
  p["mains_mode"] = Value(mains);
  p["module_isolation"] = Value(10e-3);
  Parameters short_circuit;
  short_circuit["current"] = Value(2.0);
  short_circuit["for"] = Value(0.1);
  short_circuit["detect"] = Value(2e-3);
  short_circuit["clears_by"] = ups_word("bypass");
  p["short_circuit"] = Value(short_circuit);
}

/// `dip_counter: {dips, window}`, manual return, counting dips.
inline Parameters dip_counter(std::int64_t dips = 3, double window_s = 60.0) {
  Parameters p;
  p["dips"] = Value(dips);
  p["window"] = Value(window_s);
  p["return"] = ups_word("manual");
  p["return_after"] = Value(300.0);
  p["counts"] = ups_word("dips");
  p["refuses"] = ups_word("mains");
  return p;
}

inline Parameters ups_600kw(std::int64_t modules = 1) {
  Parameters window;
  window["full_power"] = Value(Value::List{Value(0.85), Value(1.10)});
  window["derated_to"] = Value(0.60);
  Parameters walk_in;
  walk_in["hold_off"] = Value(10.0);
  walk_in["ramp"] = Value(10.0);
  walk_in["stagger"] = Value(3.0);
  walk_in["delay"] = Value(0.0);
  Parameters p;
  p["rating"] = Value(600e3);
  p["modules"] = Value(modules);
  p["voltage"] = Value(400.0);
  p["power_factor"] = Value(0.99);
  p["efficiency"] =
      points_of("power", "value", {{0.25, 0.955}, {0.5, 0.968}, {0.75, 0.968}, {1.0, 0.964}});
  p["input_window"] = Value(window);
  p["qualify"] = Value(0.02);
  p["detect"] = Value(3e-3);
  p["battery_response"] = Value(4e-3);
  p["battery_converter_limit"] = Value(1.1);
  p["dc_link"] = Value(15e-3);
  p["dc_link_min"] = Value(0.8);
  p["walk_in"] = Value(walk_in);
  p["recharge_limit"] = Value(0.1);
  p["overload"] = points_of("power", "for", {{1.1, 3600.0}, {1.25, 600.0}, {1.5, 60.0}});
  p["no_battery"] = Value(false);
  add_ups_defaults(p);
  return p;
}

/// Part lfp-cabinet-200kwh, without its cells.
inline Parameters lfp_cabinet() {
  Parameters window;
  window["voltage"] = Value(Value::List{Value(0.9), Value(1.1)});
  window["sense"] = Value(2e-3);
  Parameters reconnect;
  reconnect["hold"] = Value(5.0);
  reconnect["ramp"] = Value(10.0);
  Parameters p;
  p["rating"] = Value(200e3);
  p["overload"] = points_of("power", "for", {{1.25, 60.0}});
  p["response"] = Value(5e-3);
  p["latency"] = Value(1e-3);
  p["window"] = Value(window);
  p["reconnect"] = Value(reconnect);
  p["recharge_limit"] = Value(0.1);
  p["current_limit"] = Value(1.2);
  p["efficiency"] = points_of("power", "value", {{0.25, 0.965}, {0.5, 0.974}, {1.0, 0.970}});
  return p;
}

/// Part static-switch: opens and closes in 4 ms unless told otherwise.
inline Parameters static_switch(double opens_in_s = 4e-3) {
  Parameters p;
  p["state"] = Value(std::string("closed"));
  p["opens_in"] = Value(opens_in_s);
  p["closes_in"] = Value(4e-3);
  return p;
}

}  // namespace ridethrough::support
