#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/devices/parameters.hpp"

/// Bound parameters of batteries as the binder would hand them over (SI), for tests of the physics
/// alone. Names and numbers are those of the part files.
namespace ridethrough::testing {

using devices::Parameters;
using devices::Value;

inline constexpr double kAmpereHour = 3600.0;
inline constexpr double kPerHour = 1.0 / 3600.0;
inline constexpr double kYearS = 365.0 * 86400.0;
inline constexpr double kRoomK = 298.15;
inline constexpr double kIceK = 273.15;

inline Value word(const char* text) { return Value(std::string(text)); }
inline Value count(int number) { return Value(std::int64_t{number}); }
inline Value pair_of(double low, double high) {
  return Value(Value::List{Value(low), Value(high)});
}

/// Rows of maps with the same keys.
inline Value rows(const std::vector<std::string>& keys,
                  std::initializer_list<std::initializer_list<double>> numbers) {
  Value::List list;
  for (const auto& row : numbers) {
    Parameters map;
    std::size_t i = 0;
    for (const double number : row) map.emplace(keys[i++], Value(number));
    list.push_back(Value(map));
  }
  return Value(list);
}

/// Every default of the schema.
inline Parameters battery_defaults() {
  Parameters p;
  p["cells"] = count(1);
  p["max_charge"] = Value(0.25 * kPerHour);
  p["finish_current"] = Value(0.001 * kPerHour);
  p["runtime"] = word("equation");
  p["series"] = count(1);
  p["strings"] = count(1);
  p["ready_strings"] = count(0);
  p["hot_plug"] = Value(false);
  p["growth_time"] = Value(4.0 * 3600.0);
  p["age"] = Value(0.0);
  p["full_cycles"] = Value(0.0);
  p["design_life"] = Value(10.0 * kYearS);
  p["life_halving"] = Value(8.3);
  p["temperature"] = Value(kRoomK);
  p["model_temperature"] = Value(kRoomK);
  p["soc"] = Value(1.0);
  p["usable"] = pair_of(0.0, 1.0);
  p["restart_margin"] = Value(0.1);
  p["specific_heat"] = Value(1000.0);
  p["float_doubling"] = Value(10.0);
  p["cooling_time"] = Value(4.0 * 3600.0);
  return p;
}

struct TwoWellNumbers {
  double charge_ah = 0.0;
  double share = 0.0;
  double exchange_per_h = 0.0;
  double emf_v = 0.0;
  double resistance_ohm = 0.0;
  double head_v = 0.0;
};

inline Parameters two_well_battery(double capacity_ah, const TwoWellNumbers& cell) {
  Parameters p = battery_defaults();
  p["nominal_voltage"] = Value(2.0);
  p["capacity"] = Value(capacity_ah * kAmpereHour);
  p["end_voltage"] = Value(1.67);
  p["float_voltage"] = Value(2.27);
  Parameters model;
  model["kind"] = word("two_well");
  model["charge"] = Value(cell.charge_ah * kAmpereHour);
  model["available_share"] = Value(cell.share);
  model["exchange"] = Value(cell.exchange_per_h * kPerHour);
  model["emf"] = Value(cell.emf_v);
  model["cell_resistance"] = Value(cell.resistance_ohm);
  model["head"] = Value(cell.head_v);
  model["emf_fall"] = Value(0.0);
  model["resistance_grows"] = word("never");
  model["tafel"] = Value(0.0);
  model["tafel_rate"] = Value(0.03 * kPerHour);
  p["model"] = Value(model);
  return p;
}

/// An older fit of the block UPBH150FT, with a head voltage and factors of power.
inline Parameters older_vrla_150ah() {
  Parameters p = two_well_battery(150.0, {207.49, 0.50583, 0.61243, 2.2082, 0.0010436, 0.09784});
  p["nominal_voltage"] = Value(12.0);
  p["cells"] = count(6);
  p["temperature_factor"] =
      rows({"at", "value"},
           {{kIceK - 1.0, 0.70}, {kIceK + 10.0, 0.86}, {kIceK + 25.0, 1.00}, {kIceK + 35.0, 1.05}});
  return p;
}

/// The block of part vrla-12v150ah (UPBH150FT).
inline Parameters vrla_150ah() {
  Parameters p = two_well_battery(150.0, {228.962, 0.494366, 0.192605, 2.15, 0.464001e-3, 0.0});
  p["nominal_voltage"] = Value(12.0);
  p["cells"] = count(6);
  Parameters model = p["model"].map();
  model["emf_fall"] = Value(0.21);
  model["resistance_grows"] = word("over_head");
  model["tafel"] = Value(6.86712e-3);
  model["tafel_rate"] = Value(0.03 * kPerHour);
  model["charge_resistance"] = Value(1.31026e-3);
  model["gassing"] = Value(0.003 * kPerHour);
  model["temperatures"] =
      rows({"at", "out_of_reach", "resistance"}, {{kIceK - 20.0, 0.418, 2.99},
                                                  {kIceK - 9.4, 0.308, 1.959},
                                                  {kIceK - 1.1, 0.2185, 1.406},
                                                  {kIceK + 4.4, 0.1615, 1.259},
                                                  {kIceK + 10.0, 0.113, 1.124},
                                                  {kIceK + 15.8, 0.0568, 1.083},
                                                  {kIceK + 21.1, 0.0237, 1.05},
                                                  {kIceK + 25.0, 0.0, 1.0},
                                                  {kIceK + 29.4, -0.0091, 0.943},
                                                  {kIceK + 35.0, -0.0165, 0.914},
                                                  {kIceK + 40.0, -0.027, 0.905}});
  p["model"] = Value(model);
  return p;
}

/// The 3 Ah cell of part lfp-26650-3ah (Sony US26650FTC1).
inline Parameters lfp_3ah() {
  Parameters p = battery_defaults();
  p["nominal_voltage"] = Value(3.2);
  p["capacity"] = Value(3.0 * kAmpereHour);
  p["end_voltage"] = Value(2.0);
  p["float_voltage"] = Value(3.6);
  p["max_charge"] = Value(1.0 * kPerHour);
  p["max_discharge"] = Value(6.6 * kPerHour);
  p["finish_current"] = Value(0.05 * kPerHour);
  p["charge_temperature"] = pair_of(kIceK, kIceK + 60.0);
  Parameters model;
  model["kind"] = word("ocv_rc");
  model["open_circuit"] = rows(
      {"soc", "value"},
      {{0.0, 2.286},  {0.005, 2.683}, {0.01, 2.783},  {0.02, 2.895}, {0.035, 2.996}, {0.05, 3.065},
       {0.07, 3.130}, {0.10, 3.197},  {0.15, 3.212},  {0.20, 3.234}, {0.30, 3.270},  {0.40, 3.292},
       {0.50, 3.300}, {0.60, 3.304},  {0.70, 3.311},  {0.80, 3.335}, {0.90, 3.343},  {0.95, 3.345},
       {0.98, 3.349}, {0.99, 3.362},  {0.995, 3.396}, {1.0, 3.531}});
  constexpr double kCold = kIceK + 10.0;
  constexpr double kWarm = kIceK + 40.0;
  model["resistances"] =
      rows({"at", "soc", "discharge", "charge"}, {{kCold, 0.1, 195.0e-3, 53.6e-3},
                                                  {kCold, 0.2, 80.8e-3, 55.9e-3},
                                                  {kCold, 0.3, 75.1e-3, 58.1e-3},
                                                  {kCold, 0.5, 69.4e-3, 62.6e-3},
                                                  {kCold, 0.7, 61.5e-3, 71.7e-3},
                                                  {kCold, 0.9, 61.4e-3, 80.7e-3},
                                                  {kRoomK, 0.1, 61.7e-3, 37.6e-3},
                                                  {kRoomK, 0.2, 50.4e-3, 39.4e-3},
                                                  {kRoomK, 0.3, 48.8e-3, 41.2e-3},
                                                  {kRoomK, 0.5, 47.8e-3, 44.8e-3},
                                                  {kRoomK, 0.7, 41.8e-3, 49.1e-3},
                                                  {kRoomK, 0.9, 42.5e-3, 53.4e-3},
                                                  {kWarm, 0.1, 44.1e-3, 30.5e-3},
                                                  {kWarm, 0.2, 38.4e-3, 31.7e-3},
                                                  {kWarm, 0.3, 37.5e-3, 32.9e-3},
                                                  {kWarm, 0.5, 38.4e-3, 35.2e-3},
                                                  {kWarm, 0.7, 32.9e-3, 37.6e-3},
                                                  {kWarm, 0.9, 34.0e-3, 40.0e-3}});
  model["hysteresis"] = rows({"soc", "value"}, {{0.0, 30e-3},
                                                {0.1, 25e-3},
                                                {0.3, 29e-3},
                                                {0.5, 19e-3},
                                                {0.76, 22.6e-3},
                                                {0.9, 17e-3},
                                                {0.98, 22e-3},
                                                {1.0, 30e-3}});
  model["fast_share"] = Value(0.20);
  model["fast_time"] = Value(5.0);
  model["slow_share"] = Value(0.20);
  model["slow_time"] = Value(60.0);
  p["model"] = Value(model);
  return p;
}

/// The circuit of battery_2rc_cpl_250kw.csv: 500 V, 20 mohm, 10 mohm || 1 kF, 15 mohm || 10 kF.
inline Parameters two_rc_500v() {
  Parameters p = battery_defaults();
  p["nominal_voltage"] = Value(500.0);
  p["capacity"] = Value(1000.0 * kAmpereHour);
  p["end_voltage"] = Value(0.0);
  p["float_voltage"] = Value(600.0);
  Parameters model;
  model["kind"] = word("ocv_rc");
  model["open_circuit"] = rows({"soc", "value"}, {{0.0, 500.0}, {1.0, 500.0}});
  model["resistances"] = rows({"at", "soc", "discharge"}, {{kRoomK, 0.5, 45.0e-3}});
  model["fast_share"] = Value(10.0 / 45.0);
  model["fast_time"] = Value(10.0);
  model["slow_share"] = Value(15.0 / 45.0);
  model["slow_time"] = Value(150.0);
  p["model"] = Value(model);
  return p;
}

}  // namespace ridethrough::testing
