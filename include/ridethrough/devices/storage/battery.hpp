#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

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

/// What one string shows to its protection; lowest and highest of its cells.
struct StringReading {
  double current_a = 0.0;  ///< positive: discharging
  double lowest_cell_v = 0.0;
  double highest_cell_v = 0.0;
  double temperature_k = 0.0;  ///< of the warmest cell
};

/// What opened a string.
enum class TripCause : std::uint8_t {
  string_breaker,
  cell_under_voltage,
  cell_over_voltage,
  string_over_current,
  string_over_temperature,
  fuse,
};

/// The name of a cause in events, CSV and JSON.
std::string_view word_of(TripCause cause);

/// Strings that their protection opened at once, for one cause.
struct StringTrip {
  TripCause cause = TripCause::fuse;
  int strings = 0;
};

class RunStore;

/// A bank that can break. Each of these calls moves the anchor, as `set_power` does, and keeps the
/// power that was set: ask for the next stop again.
class BatteryBank : public DcStorage {
 public:
  /// Before the run: what equal banks go through is found once for all that share this store.
  virtual void share_courses(RunStore& /*store*/) {}

  /// From `now` on the bank carries `current_a` (positive: discharging), whatever its voltage;
  /// until the next `set_power`. For discharge tables: converters hold power.
  virtual void set_current(core::Tick now, double current_a) = 0;

  /// One string fails open: an open cell, or a cell that dried out. Its energy is stranded: still
  /// stored, never delivered. The other strings carry on; without another the bank is dead.
  void lose_string(core::Tick now) { spoil(now, {}); }

  /// One more string goes bad, and differs from the others from now on. Returns the bank that
  /// stands in the place of this one if this one can not tell strings apart, else null; an open
  /// cell always leaves this one.
  virtual std::unique_ptr<BatteryBank> spoil(core::Tick now, const StringFault& fault) = 0;

  /// Puts every lost string back as it was, with good cells; the strings then share their charge.
  virtual void restore_strings(core::Tick now) = 0;

  virtual void set_breaker(core::Tick now, bool closed) = 0;

  /// Voltage of one cell at the terminals at t, V.
  virtual double cell_voltage_v(core::Tick t) const = 0;

  /// Strings that do the same are one row; a row keeps its number. What splits off is appended.
  virtual std::size_t rows() const = 0;
  /// Strings of the row that are closed.
  virtual int strings_in(std::size_t row) const = 0;
  /// Of which a string goes bad next; `rows()`: none.
  virtual std::size_t row_to_spoil() const = 0;
  int working_strings() const {
    int count = 0;
    for (std::size_t row = 0; row < rows(); ++row) count += strings_in(row);
    return count;
  }
  /// Of each string of a closed row, at any t from the anchor on.
  virtual StringReading reading(std::size_t row, core::Tick t) const = 0;
  /// The readings run smoothly from `from` to this time: `from` itself once the bank has stopped,
  /// kNever while all rests.
  virtual core::Tick course_end(core::Tick from) const = 0;
  virtual void open_row(core::Tick now, std::size_t row) = 0;

  /// First time at which protection opens a string, searched up to `horizon`; kNever if it is later
  /// than that, or if there is none. Looking moves no anchor.
  virtual core::Tick next_trip(core::Tick /*horizon*/) { return core::kNever; }
  /// When to ask for it again: the trip, or the end of a stretch that was searched in vain. The
  /// stretches grow from the last change on; kNever if nothing can trip without another change.
  virtual core::Tick next_watch(core::Tick /*now*/) { return core::kNever; }
  /// Opens the strings whose trip is due.
  virtual std::vector<StringTrip> trip(core::Tick /*now*/) { return {}; }
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
