#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& capacitor_schema();

/// Bare capacitance at the dc bus of a rack, or inside its supplies: more hold-up.
///
/// Ports    the dc bus of its rack (rack_shelf.hpp)
/// State    none: the rack holds and books its energy
/// Equation E = energy, or C (U_high^2 - U_low^2) / 2
/// Events   none
/// Source   loads.md 1.2 (65 J per GPU); docs/devices/storage/capacitor.md
/// Accuracy that of the rack's hold-up
/// Not modelled: smoothing of the load, ageing, its own resistance
/// @throws std::invalid_argument unless either `energy` or `capacitance` with `between` is given.
std::unique_ptr<Device> make_capacitor(const Parameters& parameters);

}  // namespace ridethrough::devices
