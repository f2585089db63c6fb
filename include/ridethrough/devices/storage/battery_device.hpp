#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Cells under the dc port of a converter or on a dc bus, as a component of the scenario.
///
/// Ports    under a converter none of the network: it drives storage() and marks this device. On a
///          dc bus a source while it gives, and a demand while it is charged
/// State    the bank's own (storage/battery.hpp). Modes: idle, charging, discharging, full,
///          stopped, failed, growing; a stop is logged with the bank's reason (end_voltage,
///          available_charge, ...)
/// Equation of the cell model that the part names; this device adds only what happened when
/// Events   those of the converter; fail open_cell, breaker_open and repair act at once; grow at
///          once or after growth_time, for which the bank is off; a thermal runaway on float
/// Source   batteries.md; docs/devices/storage/battery.md
/// Accuracy that of the cell model; lowest values are taken at the ends of pieces of constant slope
/// Not modelled: a cable to the converter, a bank shared by two converters, the float current
std::unique_ptr<Device> make_battery(const Parameters& parameters);

}  // namespace ridethrough::devices
