#pragma once

#include "ridethrough/core/line.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices {

/// The dc bus of a rack as a shelf on it sees it; powers at that bus, per rack.
struct RackBusState {
  bool is_held = true;   ///< supplies hold it at their set point and carry all
  bool is_whole = true;  ///< all supplies do, none of them in its soft start
  /// Since when supplies that run out of hold-up lower it, in a straight line; kNever: they do not.
  core::Tick lowered_at = core::kNever;
  double lowered_from_v = 0.0;
  double lowered_to_v = 0.0;
  double fall_v_per_s = 0.0;
  core::Line gives;  ///< what the shelf gives from now on: all that the supplies do not
  core::Line takes;  ///< what it is charged with
  bool operator==(const RackBusState&) const = default;

  /// First tick at which the bus is no longer above `level_v`; kNever if it does not come there.
  core::Tick falls_to(double level_v) const {
    if (lowered_at == core::kNever || lowered_to_v >= level_v) return core::kNever;
    return core::later(lowered_at, core::ticks_up((lowered_from_v - level_v) / fall_v_per_s));
  }
};

/// What hangs on the dc bus of a rack beside its supplies. The rack asks in its own reaction and
/// tells what the bus does by follow(); a shelf marks its rack whenever an answer changes.
class RackShelf {
 public:
  virtual ~RackShelf() = default;
  /// Energy of bare capacitance, J at the bus, which the supplies can use as hold-up.
  virtual double hold_up_j() const { return 0.0; }
  /// It can carry the rack: at most one shelf of a rack may.
  virtual bool can_carry() const { return false; }
  /// A bus below it calls that one.
  virtual double called_below_v() const { return 0.0; }
  /// From now on it gives what the supplies do not.
  virtual bool is_carrying() const { return false; }
  /// What it wants to be charged with, W.
  virtual double charge_w() const { return 0.0; }
  /// From `now` on the bus is like that. The caller marks the shelf.
  virtual void follow(core::Tick now, const RackBusState& bus) = 0;
};

}  // namespace ridethrough::devices
