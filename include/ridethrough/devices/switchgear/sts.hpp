#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Static transfer switch: thyristors that leave a failing feed within a few milliseconds.
///
/// Ports    inlets preferred and alternate, outlet
/// State    since when each feed is in or out of its window; the angle between them as a quadratic
///          of time; transfers of the last minute; lock
///          Modes: preferred, alternate, transferring
/// Equation zero impedance to the chosen feed; delta(t) = delta + 2 pi (df t + df' t^2 / 2)
/// Events   active feed bad for sense: transfer if the other is good, the angle is within
///          sync_window and the outlet has no overcurrent; back when preferred has been good and in
///          phase for retransfer; every span to the tick, the window of the angle in closed form
/// Source   sense 0.5 to 2 ms, a quarter of a cycle, 15 degrees: power.md 2.3
/// Accuracy times exact; no commutation, no waveform: the outlet is dead between the feeds
/// @throws std::invalid_argument when a break is shorter than a transfer or a return lies outside
///         of its window.
const TypeSchema& sts_schema();
std::unique_ptr<Device> make_sts(const Parameters& parameters);

}  // namespace ridethrough::devices
