#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Diesel generator set as an ideal voltage once it is on line.
///
/// Ports    outlet; ordered to start and stop by an ats or by events
/// State    demand pending, try, overload timer   Modes: stopped, starting, running, cooling_down,
///          failed
/// Equation on line at max(arrival + ready, arrival + signal_delay + crank) + failed tries *
///          (crank + pause)
/// Events   trip when power stays above overload * rating for trips.for, to the tick
/// Source   starting sequence of NFPA 110 (three tries of 15 s, 10 s to load)
/// Accuracy times exact; voltage and frequency are nominal at every load: no rotor, governor or
///          regulator dynamics, no fuel use
const TypeSchema& genset_schema();
std::unique_ptr<Device> make_genset(const Parameters& parameters);

}  // namespace ridethrough::devices
