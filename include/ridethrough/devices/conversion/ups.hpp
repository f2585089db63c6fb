#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& ups_schema();

/// UPS: rectifier, dc link, battery converter and inverter as one island; double conversion, eco or
/// line interactive.
///
/// Ports    in: demand at the inlet (power factor kept)   out: ideal source, 1 pu, at the outlet;
///          a bypass link from the inlet (or `bypass:`) to the outlet; a battery at the dc port
/// State    energy_j of the dc link; frequency and angle of the inverter
/// Modes    online, battery, walk_in, bypass, off, failed, latched, mains, maintenance
/// Equation dE/dt = P_rectifier + P_battery - P_need,
///          P_need = P_out + R (a + b x + c x^2), x = P_out / R
/// Events   link full or empty, a limit crossed, battery response, detection, dips, hold-off, kinks
///          of the walk-in, corners of the frequency, gaps, overload time of inverter and bypass,
///          time at the current limit, taps, stops of the bank: closed form, rounded up one tick
/// Source   power.md 2.1, 2.2, 3 and 4; docs/devices/conversion/ups.md
/// Accuracy exact for constant output; a ramp's loss is drawn as chords within 1e-6 of the rating
/// Not modelled: waveforms, output impedance, a short-circuit current that falls with time
/// @throws std::invalid_argument when the efficiency points, the window or the overload curve of
/// the bypass do not fit together, or line interactive has no efficiency of its own, or
/// short_circuit.detect is above .for; wire() when `on_battery_calls` is no ats.
std::unique_ptr<Device> make_ups(const Parameters& parameters);

}  // namespace ridethrough::devices
