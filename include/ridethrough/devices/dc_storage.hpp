#pragma once

#include <cstdint>
#include <string_view>

#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// Why a bank can not go on as it was told to.
enum class StorageStop : std::uint8_t {
  none,
  end_voltage,       ///< discharging: the cells reached their end-of-discharge voltage
  available_charge,  ///< discharging: the available charge, or the usable state of charge, is gone
  maximum_power,  ///< discharging: more power than the cells can give at any current they may carry
  full,           ///< charging: nothing more fits
  over_temperature,  ///< the cells are hotter than their limit
  breaker_open,      ///< the breaker of the bank is open
  open_cell,         ///< every string has an open cell
  protection,        ///< every string was opened by its protection, or the last one that worked
  charge_limit,      ///< charging: the request exceeds what the cells accept by now; ask for less
};

/// The name of a reason in events, CSV and JSON: "end_voltage", ...; "none" for no stop.
std::string_view word_of(StorageStop stop);

/// What the terminals and the cells show at one time.
struct StorageView {
  double soc_frac = 0.0;  ///< charge left over full charge at this age and temperature
  double terminal_voltage_v = 0.0;
  double current_a = 0.0;  ///< of the whole bank, positive: discharging
  double temperature_k = 0.0;
  double energy_j = 0.0;  ///< emf energy still stored, what an infinitely slow discharge yields
};

/// A bank of cells behind one dc port.
///
/// State is a function of (anchor, now): `set_power` is the only call that moves the anchor, so
/// that looking, and asking for the next stop, in any pattern gives identical bits. After a stop
/// the bank is taken off the bus: its view stays as it was at the stop until `set_power` is called,
/// and the cells rest from the stop to that call.
///
/// How a converter charges: set -min(own limit, charge_limit_w(now)). On the stop `charge_limit` do
/// the same again: `charge_limit_w` stays a margin under the taper, so each step holds for a while
/// and a whole taper takes some tens of steps. On `full` set zero.
class DcStorage {
 public:
  virtual ~DcStorage() = default;

  /// From `now` on the terminals deliver power_w + slope_w_per_s * (t - now), t and now in seconds
  /// (positive: discharging). Moves the anchor to `now`, which must not precede the last anchor.
  virtual void set_power(core::Tick now, double power_w, double slope_w_per_s) = 0;

  /// First time at or after the anchor at which the bank can not go on, searched up to `horizon`
  /// (absolute); kNever if it is later than that. It equals the anchor if the request can not be
  /// met at all. Const in effect, cached per anchor: a near horizon costs little, a far one once.
  virtual core::Tick next_stop(core::Tick horizon) = 0;

  /// Reason of the stop that `next_stop` found; none while it has found none.
  virtual StorageStop stop_reason() const = 0;

  /// State at any t from the anchor on; never changes anything observable.
  virtual StorageView look(core::Tick t) const = 0;

  /// What the terminals can deliver at t, in W: 0 after a discharge has stopped, until the bank has
  /// been recharged by its re-start margin.
  virtual double discharge_limit_w(core::Tick t) const = 0;

  /// Acceptance at t as a positive power in W: the limit of current, the taper near full, 0 when
  /// full.
  virtual double charge_limit_w(core::Tick t) const = 0;

  /// Terminal energy since creation in J, discharge positive (net).
  virtual double energy_delivered_j(core::Tick t) const = 0;

  /// Heat since creation in J.
  virtual double loss_j(core::Tick t) const = 0;

  /// emf energy in the cells in J; d(stored) = -delivered - loss exactly, by construction.
  virtual double stored_j(core::Tick t) const = 0;
};

}  // namespace ridethrough::devices
