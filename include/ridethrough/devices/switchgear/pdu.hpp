#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Power distribution unit: transformer and branch panel as one impedance with losses.
///
/// Ports    inlet, outlet of the same nominal voltage
/// Equation Z = impedance * U^2 / S, R = load_loss * U^2 / S, no_load_loss * S drawn while
///          energised; a breaker at each thing that hangs there, if `branch` says so
/// Events   fail as open_circuit, repair
/// Source   IEC 60076-1 for the equivalent circuit; class values of the part files
/// Accuracy as transformer; no harmonics
const TypeSchema& pdu_schema();
std::unique_ptr<Device> make_pdu(const Parameters& parameters);

}  // namespace ridethrough::devices
