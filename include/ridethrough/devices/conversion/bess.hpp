#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& bess_schema();

/// Cabinet of cells with a converter on a bus. Follows a live grid; with `islanding_switch` it cuts
/// its bus from a feed that left the window and forms the voltage there.
///
/// Ports    demand at the bus (negative: discharging), beside it that of its auxiliaries; its share
///          of the bus's forming source; an observer upstream of the switch; the cells at its
///          dc port
/// State    none of its own beyond the cells. Modes: following, islanding, forming, resyncing,
///          stopped, failed
/// Equation P_cells = P + R (a + b x + c x^2), x = |P| / R; P = P_bus + P_auxiliary;
///          forming: P_bus = share * P_source
/// Events   sense, switch open and response over, hold, end of ramp, overload time, stops of the
///          bank
/// Source   power.md 2.6; docs/devices/conversion/bess.md
/// Accuracy times to the tick; the loss of a ramp as chords within 1e-6 of the rating
/// Not modelled: cells that warm or cool with their room, droop, frequency, the power ramp in
/// forming, black start, islanding by others
///
/// The wiring makes a battery of `cells` and hangs it on this device; `usable`, `soc`, `age` and
/// `temperature`, when written here, are meant for those cells.
std::unique_ptr<Device> make_bess(const Parameters& parameters);

/// Tells the cells of a bess the temperature that its heater holds.
void warm_bess_cells(const Parameters& bess, Parameters& cells);

}  // namespace ridethrough::devices
