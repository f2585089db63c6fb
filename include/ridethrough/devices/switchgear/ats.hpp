#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Automatic transfer switch, open transition.
///
/// Ports    inlets preferred and alternate, outlet; starts and stops a genset that is its alternate
/// State    since when each feed is in or out of the window; generator called or not
///          Modes: preferred, alternate, transferring
/// Equation zero impedance to the chosen feed
/// Events   preferred bad for sense: generator called; alternate good for qualify: transfer;
///          preferred good for retransfer: back; every span to the tick
/// Source   sense 0.5 to 3 s, open transition 50 to 100 ms, retransfer 5 to 30 min: usual settings
/// Accuracy times exact; no closed transition, no check of phase angle, one window for all phases
const TypeSchema& ats_schema();
std::unique_ptr<Device> make_ats(const Parameters& parameters);

}  // namespace ridethrough::devices
