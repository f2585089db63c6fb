#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Three-phase transformer: a series impedance and a constant no-load loss.
///
/// Ports    inlet (primary), outlet (secondary); or a tie between two buses
/// Equation Z = impedance * U^2 / S, R = load_loss * (U / S)^2, X = sqrt(Z^2 - R^2), U = secondary
/// Events   fail as open_circuit, repair
/// Source   IEC 60076-1 short-circuit impedance and losses; IEC 60076-5 for their usual sizes
/// Accuracy DC1 lineup within 1e-7 pu of two independent solvers; no taps, inrush, saturation,
///          magnetising current, heating or phase shift
const TypeSchema& transformer_schema();
std::unique_ptr<Device> make_transformer(const Parameters& parameters);

}  // namespace ridethrough::devices
