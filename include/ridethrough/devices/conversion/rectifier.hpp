#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& rectifier_schema();

/// Rectifier from one ac bus to a dc bus of its own: input window, dc link, droop.
///
/// Ports    in: demand at the inlet (power factor kept)   out: converter source of 1 pu behind
///          R = droop U^2 / P at the dc outlet; several may be joined by a bus, and a bank may
///          float on it: then a constant power once the current limit has emptied the link
/// State    energy_j of the dc link, the no-load voltage while it walks in
///          Modes: online, holding, walk_in, idle, precharge, off, failed, limiting
/// Equation dE/dt = P_in - P_need, P_need = P_out + P (a + b x + c x^2), x = P_out / P;
///          U_out = U (e - droop x U / U_out), e = 1 but for the walk-in
/// Events   link full or empty, current limit met, hold-off, steps of the walk-in, current that
///          would turn back: closed form, rounded up one tick
/// Source   power.md 2.2 and 4; loads.md 1.6; docs/devices/conversion/rectifier.md
/// Accuracy exact for constant output; a ramp's loss is drawn as chords within 1e-6 of the rating
/// Not modelled: ripple, the charge of output capacitors, constant-current operation of a plant
/// @throws std::invalid_argument when the efficiency points or the window do not fit together.
std::unique_ptr<Device> make_rectifier(const Parameters& parameters);

}  // namespace ridethrough::devices
