#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// The control of several generator sets on one bus: calls them when the mains fail, closes the
/// outgoing breaker when enough are on line, runs as many as the load asks for, and sheds load when
/// they can not carry it.
///
/// Ports    none of its own; orders the sets of `from:`, the breaker `main` and what it sheds;
///          watches the outlet of `mains`
/// State    standby, starting, carrying; which sets are called, which loads are shed; timers
/// Equation none: limits of power over the rating on line, each held for a time
/// Events   orders; crossings of ramps by limits to the tick
/// Source   practice of paralleling switchgear; every setting is a parameter
/// Accuracy exact on the lines that the network has
const TypeSchema& generator_plant_schema();
std::unique_ptr<Device> make_generator_plant(const Parameters& parameters);

}  // namespace ridethrough::devices
