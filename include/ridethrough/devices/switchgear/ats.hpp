#pragma once

#include <memory>

#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// Automatic transfer switch: open, delayed or closed transition.
///
/// Ports    inlets preferred and alternate, outlet; starts and stops a genset: its alternate or the
///          one that `generator:` names
/// State    since when each feed is in or out of its windows; who holds it on the alternate; the
///          angle between the feeds as a quadratic of time; generator called or not
///          Modes: preferred, alternate, transferring, parallel
/// Equation zero impedance to the chosen feed, to both in parallel;
///          delta(t) = delta + 2 pi (df t + df' t^2 / 2)
/// Events   preferred bad for sense: transfer; + start_delay: generator called; alternate good for
///          qualify; preferred good for retransfer: back; between good feeds, closed and in-phase
///          transitions wait for angle, slip and voltages; every span to the tick
/// Source   sense 0.5 to 3 s, open transition 50 to 100 ms, neutral 0.5 to 5 s, closed transition
///          100 ms within 5 degrees, 0.2 Hz and 5 %, retransfer 5 to 30 min: power.md 2.3
/// Accuracy times exact; voltages compared in steps of 0.005 pu; one window for all phases
/// @throws std::invalid_argument when a return lies outside of its window, `in_phase` stands beside
///         a closed transition, or `generator` is none.
const TypeSchema& ats_schema();
std::unique_ptr<Device> make_ats(const Parameters& parameters);

}  // namespace ridethrough::devices
