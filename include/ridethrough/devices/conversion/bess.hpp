#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

const TypeSchema& bess_schema();

/// Cabinet of cells with a converter on a bus. Follows a live grid, and helps it where it is told
/// to: through dips, against a frequency off nominal, by smoothing the power of a meter. With
/// `islanding_switch` it cuts its bus from a feed that left the window and forms the voltage there.
///
/// Ports    demand at the bus (negative: discharging), beside it that of its auxiliaries; its share
///          of the bus's forming source; an observer upstream of the switch; a metered source; the
///          cells at its dc port
/// State    cells; frequency of the formed bus and target of the smoothing, both shared by the
///          cabinets of a bus. Modes: following, islanding, forming, resyncing, stopped, failed
/// Equation P_cells = P + R (a + b x + c x^2), x = |P| / R; P = P_bus + P_auxiliary;
///          forming: P_bus = share * P_source, f by droop behind a lag; smoothing:
///          T' = clamp((L - T) / lag, -ramp, ramp), P = L - T
/// Events   sense, switch open and response over, hold, angles in step, end of ramp, overload time,
///          time at the current limit, kinks of the frequency response, reserve or room reached,
///          stops of the bank
/// Source   power.md 2.6, section 4; docs/devices/conversion/bess.md
/// Accuracy times to the tick; the loss of a ramp as chords within 1e-6 of the rating; a formed
///          frequency within 1e-4 Hz
/// Not modelled: cells that warm or cool with their room, the power ramp in forming, a virtual
/// resistance, swings between several forming groups
///
/// The wiring makes a battery of `cells` and hangs it on this device; `usable`, `soc`, `age` and
/// `temperature`, when written here, are meant for those cells.
std::unique_ptr<Device> make_bess(const Parameters& parameters);

/// Tells the cells of a bess the temperature that its heater holds.
void warm_bess_cells(const Parameters& bess, Parameters& cells);

}  // namespace ridethrough::devices
