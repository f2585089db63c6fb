#pragma once

#include <cmath>

/// How the course of a set is published: chords of the frequency, steps of the voltage, and rest.
/// The same for one set alone and for several in parallel.
namespace ridethrough::devices {

/// Frequency that is published may be so far from the exact one, at the points where that is looked
/// up; between them it stays below a millihertz.
inline constexpr double kChordHz = 0.9e-3;
/// So may the voltage; it is the voltage tolerance of the network.
inline constexpr double kMagnitudePu = 1e-4;
inline constexpr double kShortestChordS = 1e-4;
inline constexpr double kLongestChordS = 2.0;
inline constexpr int kChordParts = 8;  ///< at which it is held against the course
/// Then a course begins anew, so that a ramp of hours keeps no more than this in memory.
inline constexpr double kLongestPathS = 10.0;

/// So near to its rest a machine is put to rest: 10 uHz at 50 Hz for the speed. A boost that is off
/// by 1e-4 moves the limit of the next step by less than that.
inline constexpr double kRestSpeedPu = 2e-7;
inline constexpr double kRestBoostPu = 1e-4;
inline constexpr double kRestOthersPu = 1e-6;

/// Longest span, within a quarter, over which straight lines stand for the course: `fits(span)`.
template <class Fits>
double longest_chord(const Fits& fits) {
  double span_s = kShortestChordS;
  while (span_s < kLongestChordS && fits(2.0 * span_s)) span_s *= 2.0;
  for (const double more : {1.5, 1.25}) {
    if (fits(more * span_s)) span_s *= more;
  }
  return span_s;
}

/// A step of the voltage leads by half of its tolerance where the voltage is on its way to `later`;
/// the other half is left for a voltage that turns round first.
inline double led_magnitude(double emf, double later) {
  const double rise = later - emf;
  const double lead = std::abs(rise) > kMagnitudePu ? std::copysign(0.5 * kMagnitudePu, rise) : 0.0;
  return emf + lead;
}

}  // namespace ridethrough::devices
