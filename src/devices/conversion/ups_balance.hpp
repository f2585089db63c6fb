#pragma once

#include <optional>

#include "devices/ramp.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::conversion {

/// Surplus with which a link is brought back, over the rating: full in tens of ms. Assumed.
inline constexpr double kRefillFrac = 0.1;
/// Powers nearer than this part of the rating are equal: rounding of lines is 2^-11 W.
inline constexpr double kPowerRounding = 1e-9;
/// A converter's own limit bites before that of the network, which is met only inside an instant.
inline constexpr double kCurrentMargin = 1.05;

/// Who feeds the dc link of a UPS from one anchor to the next.
struct BalanceInput {
  Ramp need;              ///< of the inverter, with all loss
  Ramp limit;             ///< of the rectifier
  double refill_w = 0.0;  ///< to bring the link back to its energy
  double charge_w = 0.0;  ///< that the battery takes, if it is left over
  bool battery_helps = false;
  double battery_limit_w = 0.0;
  double rounding_w = 0.0;  ///< powers closer than this are equal
  /// How the rectifier can rise from what it gives; absent: at once.
  std::optional<Ramp> lagged = {};
};

struct Balance {
  Ramp rectifier;
  Ramp battery;           ///< positive: discharging
  bool is_short = false;  ///< the rectifier gives less than the inverter needs
  double holds_s = 0.0;   ///< until one line crosses another

  core::Tick holds_until(core::Tick now) const;
};

/// The rectifier gives what is wanted up to its limit. There the charge gives way first, watt for
/// watt: it is what need and refill leave of the limit. Beyond that the battery, when it helps,
/// gives the rest up to its own limit. A rectifier that would have to rise faster than it can gives
/// what it can, as if that were its limit. Both are straight until `holds_s`.
Balance balance(const BalanceInput& input);

/// Modules that start one after the other, each ramping up over the same time.
struct WalkIn {
  int modules = 1;
  double module_w = 0.0;
  core::Tick ramp = 0;
  core::Tick stagger = 0;

  core::Tick length() const { return ramp + (modules - 1) * stagger; }
  /// The limit at `since` after the start, and how it goes on until next_kink().
  Ramp limit(core::Tick since) const;
  /// First time after `since` at which a module starts or arrives; kNever after the last.
  core::Tick next_kink(core::Tick since) const;
};

}  // namespace ridethrough::devices::conversion
