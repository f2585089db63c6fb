#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& bbu_schema();

/// Battery backup shelf at the dc bus of a rack: converter modules with cells of their own.
///
/// Ports    the dc bus of its rack (rack_shelf.hpp); its cells at its own dc port
/// State    none of its own beyond the cells. Modes: standby, starting, discharging, charging,
///          empty, failed
/// Equation P_cells = P + R (a + b x + c x^2), x = P / R, R = working modules * module_rating;
///          P = all that the supplies of the rack do not give
/// Events   bus under `trigger.below` for `trigger.for`, then `start`; `hold` over; no current for
///          `return_after`; a limit crossed; stops of the bank. Closed form, rounded up one tick
/// Source   power.md 2.5 and loads.md 1.6 (ORv3); docs/devices/conversion/bbu.md
/// Accuracy times to the tick; the loss of a ramp as chords within 1e-6 of the rating
/// Not modelled: sharing with supplies at their set point, the AC_LOSS signal, cells by module
///
/// The wiring makes a battery of `cells` and hangs it on this device.
std::unique_ptr<Device> make_bbu(const Parameters& parameters);

/// `cells` are those of one module: the bank has the strings of all modules of all shelves.
void size_bbu_cells(const Parameters& bbu, Parameters& cells);

}  // namespace ridethrough::devices
