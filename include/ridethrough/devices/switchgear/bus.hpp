#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Busbar: joins the outlets of its feeders without impedance.
///
/// Ports    inlets 0..n, outlet; without inlet it is reached by elements with `between`
/// Equation one voltage for all; power = sum over the feeders
/// Source   Kirchhoff
/// Accuracy exact with one feeder; a closed loop or feeders with own sources are joined through
///          1e-12 / W (1 micro-pu per MW), so ideal sources share equally; no thermal limit
const TypeSchema& bus_schema();
std::unique_ptr<Device> make_bus(const Parameters& parameters);

}  // namespace ridethrough::devices
