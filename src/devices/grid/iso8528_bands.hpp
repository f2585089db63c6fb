#pragma once

#include <array>

/// Tolerance bands in which the recovery after a load step is judged, ISO 8528-5. They were not
/// read in the standard itself.
namespace ridethrough::devices::iso8528 {

/// Half of the frequency tolerance band of G1 (3.5 %) and of G2 and G3 (2 %), pu.
inline constexpr std::array<double, 2> kSpeedBands = {0.0175, 0.01};
/// Half of the band of the voltage around rated, pu: G1, G2, G3.
inline constexpr std::array<double, 3> kVoltageBands = {0.05, 0.025, 0.01};

}  // namespace ridethrough::devices::iso8528
