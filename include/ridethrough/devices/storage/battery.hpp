#pragma once

#include <memory>

#include "ridethrough/core/random.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::devices {

enum class StringFaultKind {
  open_cell,        ///< the string carries nothing any more
  shorted_cell,     ///< cells without voltage
  high_resistance,  ///< cells with more resistance
  loose_link,       ///< a joint of the string with more resistance
};

/// What goes wrong in one string.
struct StringFault {
  StringFaultKind kind = StringFaultKind::open_cell;
  double cells = 1.0;      ///< that are bad in the string
  double extra_ohm = 0.0;  ///< of each of them, or of the joint; 0: as much as a cell has itself
};

/// A bank that can break. Each of these calls moves the anchor, as `set_power` does, and keeps the
/// power that was set: ask for the next stop again.
class BatteryBank : public DcStorage {
 public:
  /// From `now` on the bank carries `current_a` (positive: discharging), whatever its voltage;
  /// until the next `set_power`. For discharge tables: converters hold power.
  virtual void set_current(core::Tick now, double current_a) = 0;

  /// One string fails open: an open cell, or a cell that dried out. Its energy is stranded: still
  /// stored, never delivered. The other strings carry on; without another the bank is dead.
  virtual void lose_string(core::Tick now) = 0;

  /// One more string goes bad, and differs from the others from now on. Returns the bank that
  /// stands in the place of this one if this one can not tell strings apart, else null.
  virtual std::unique_ptr<BatteryBank> spoil(core::Tick now, const StringFault& fault) = 0;

  /// Puts every lost string back as it was, with good cells; the strings then share their charge.
  virtual void restore_strings(core::Tick now) = 0;

  virtual void set_breaker(core::Tick now, bool closed) = 0;

  virtual int working_strings() const = 0;

  /// Voltage of one cell at the terminals at t, V.
  virtual double cell_voltage_v(core::Tick t) const = 0;
};

/// Parameters, quantities, states and failures of `type: battery`.
const TypeSchema& battery_schema();

/// The bank that bound parameters of `battery_schema` describe, at rest at time 0.
/// @throws std::invalid_argument when a parameter that the model needs is absent or does not fit.
/// Its cells are equal unless `chance` is given, which their `spread` is then drawn from.
std::unique_ptr<BatteryBank> make_bank(const Parameters& parameters,
                                       core::RandomStream* chance = nullptr);

/// Share of the charge that cells of such parameters have left at their age and temperature.
double capacity_factor(const Parameters& parameters);

}  // namespace ridethrough::devices
