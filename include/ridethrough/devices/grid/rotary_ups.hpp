#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Diesel rotary UPS: a synchronous machine on its outlet with a flywheel and a diesel engine at
/// its shaft, behind a breaker and a choke at its inlet.
///
/// Ports    inlet, outlet; breaker and choke are a link between them, the machine an ideal source
///          on the outlet while it carries load, a demand (its loss, the charge of the flywheel and
///          reactive power) while it idles
/// State    energy of the flywheel, breaker, start of the engine, angle and frequency of the
/// machine
///          Modes: mains, feeding_back, flywheel, diesel, resyncing, locked_out
/// Equation E' = P_shaft - D E / E0 in closed form; what flows back is solved by the network, from
///          the voltage and the angle that the outlet had before the disturbance
/// Events   detection, breaker, engine at speed, lowest speed, full speed, synchronism
/// Source   power.md, incident I5; IEC 88528-11 names the type; figures: see the parameters
/// Accuracy crossings of the energy to the next nanosecond of the closed form
/// Not modelled: the subtransient dip of the machine, its swing against the feed, speed and
/// governor
///          of the engine, overload trips, fuel
const TypeSchema& rotary_ups_schema();
std::unique_ptr<Device> make_rotary_ups(const Parameters& parameters);

}  // namespace ridethrough::devices
