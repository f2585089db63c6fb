#include "devices/conversion/cabinet_climate.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/parameter_access.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/conversion/bess.hpp"

namespace ridethrough::devices::conversion {
namespace {

constexpr double kUsualRoomK = 298.15;

double room_temperature_k(const Parameters& parameters) {
  const Value& own = get(parameters, "temperature");
  if (own.present()) return own.number();
  const Value& cells = get(parameters, "cells");
  if (!cells.present()) return kUsualRoomK;
  return number_or(cells.map(), "temperature", kUsualRoomK);
}

/// A heater that holds its temperature gives what the walls lose, and they lose in proportion to
/// how much colder the room is: `rise` is what its full power holds over the room.
struct HeldWarmth {
  double power_w = 0.0;
  double rise_k = 0.0;
};

HeldWarmth held_warmth(const Parameters& parameters, double room_k) {
  const Value& heater = get(parameters, "heater");
  if (!heater.present()) return {};
  const double missing_k = optional_number(heater.map(), "hold") - room_k;
  const double most_k = optional_number(heater.map(), "rise");
  if (missing_k <= 0.0 || most_k <= 0.0) return {};
  const double share = std::min(1.0, missing_k / most_k);
  return {share * optional_number(heater.map(), "power"), share * most_k};
}

LossCurve cooling_power(const Parameters& parameters, double cells_k, const LossCurve& converter) {
  const Value& cooling = get(parameters, "cooling");
  if (!cooling.present()) return LossCurve({});
  const Value& above = get(cooling.map(), "above");
  const Value& heater = get(parameters, "heater");
  if (above.present()) {
    const bool fights = heater.present() && get(heater.map(), "hold").number() > above.number();
    if (fights) throw std::invalid_argument("'heater.hold' is above 'cooling.above'");
    if (cells_k <= above.number()) return LossCurve({});
  }
  const double per_heat = 1.0 / get(cooling.map(), "cop").number();
  return converter.with_square(optional_number(cooling.map(), "cell_loss")).scaled(per_heat);
}

/// Between the rows straight, outside them as at the nearest.
double derated_frac(const Parameters& parameters, double cells_k) {
  const Value& rows = get(parameters, "derating");
  if (!rows.present() || rows.list().empty()) return 1.0;
  double before_k = 0.0;
  double before_frac = 0.0;
  double found_frac = -1.0;
  for (const Value& row : rows.list()) {
    const double at_k = get(row.map(), "at").number();
    const double frac = get(row.map(), "value").number();
    if (at_k <= before_k) throw std::invalid_argument("temperatures of 'derating' do not rise");
    if (found_frac < 0.0 && cells_k <= at_k) {
      const bool is_first = before_k == 0.0;
      const double part = is_first ? 1.0 : (cells_k - before_k) / (at_k - before_k);
      found_frac = std::lerp(before_frac, frac, part);
    }
    before_k = at_k;
    before_frac = frac;
  }
  return found_frac < 0.0 ? before_frac : found_frac;
}

}  // namespace

double cabinet_cells_k(const Parameters& parameters) {
  const double room_k = room_temperature_k(parameters);
  return room_k + held_warmth(parameters, room_k).rise_k;
}

CabinetClimate cabinet_climate(const Parameters& parameters, const LossCurve& converter) {
  const double room_k = room_temperature_k(parameters);
  const HeldWarmth warmth = held_warmth(parameters, room_k);
  CabinetClimate climate;
  climate.cells_k = room_k + warmth.rise_k;
  const double standing_w = optional_number(parameters, "auxiliary") + warmth.power_w;
  // On the grid of published powers: then what the bus books is what was meant.
  climate.standing_w = core::Line::of_watts(0, standing_w).watts(0);
  climate.rating_frac = derated_frac(parameters, climate.cells_k);
  climate.cooling = cooling_power(parameters, climate.cells_k, converter);
  return climate;
}

}  // namespace ridethrough::devices::conversion

namespace ridethrough::devices {

void warm_bess_cells(const Parameters& bess, Parameters& cells) {
  if (!get(bess, "heater").present()) return;
  cells["temperature"] = Value(conversion::cabinet_cells_k(bess));
}

}  // namespace ridethrough::devices
