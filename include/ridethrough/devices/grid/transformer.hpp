#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Three-phase transformer: a series impedance and a constant no-load loss.
///
/// Ports    inlet (primary), outlet (secondary); or a tie between two buses
/// State    position of the tap, temperatures, inrush
/// Equation Z = impedance * U^2 / S, R = load_loss * (U / S)^2, X = sqrt(Z^2 - R^2), U = secondary,
///          behind an ideal ratio of 1 / (1 + tap), or 1 + tap where the secondary is tapped
/// Events   fail as open_circuit, repair, reset of a trip by temperature
/// Source   IEC 60076-1 short-circuit impedance, losses, taps; IEC 60076-5 for their usual sizes
/// Accuracy DC1 lineup and IEEE 14-bus system within 1e-7 pu of independent solvers; no saturation
///          or magnetising current besides the inrush
const TypeSchema& transformer_schema();
std::unique_ptr<Device> make_transformer(const Parameters& parameters);

}  // namespace ridethrough::devices
