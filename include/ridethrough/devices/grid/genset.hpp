#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Diesel generator set: starting sequence, then rotor, governor, turbocharger and field under the
/// load that the network takes.
///
/// Ports    outlet; ordered to start and stop by an ats or by events
/// State    pending demand, try; speed, governor, actuator, dead time, engine, boost, field; tank
///          Modes: stopped, starting, warming_up, synchronising, running, cooling_down, failed
/// Equation 2H w' = Pm - Pe - D w, a PI or droop governor with limits, first-order lags, E'q behind
///          X'd; without `inertia` an ideal voltage
/// Events   protection, limits of the governor and an empty tank to the next nanosecond of the
///          course; at rest there are none
/// Source   NFPA 110 (start); cases GS1 and GS2 of the power reference, IEEE TGOV1 (governors);
///          Sauer and Pai, section 5.4 (field); ISO 8528-5 (verdicts)
/// Accuracy course to 1e-10 pu a step, published in chords of 1 mHz and steps of 1e-4 pu
const TypeSchema& genset_schema();
std::unique_ptr<Device> make_genset(const Parameters& parameters);

}  // namespace ridethrough::devices
