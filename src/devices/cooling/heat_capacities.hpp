#pragma once

#include <string_view>

/// Heat capacities by volume, J/(m^3 K).
namespace ridethrough::devices {

/// Water at 20 degC: 998 kg/m^3 times 4.184 kJ/(kg K). Source: IAPWS-95.
inline constexpr double kWaterJPerM3K = 998.2 * 4184.0;
/// A quarter of propylene glycol in water, 1,020 kg/m^3 times 3.93 kJ/(kg K). Source: ASHRAE
/// Handbook Fundamentals, physical properties of secondary coolants, rounded.
inline constexpr double kPg25JPerM3K = 1020.0 * 3930.0;
/// Air at 24 degC and 101 kPa: 1.19 kg/m^3 times 1.006 kJ/(kg K). Source: ideal gas, ASHRAE
/// Handbook Fundamentals, psychrometrics.
inline constexpr double kAirJPerM3K = 1.19 * 1006.0;

inline constexpr std::string_view kFluids[] = {"pg25", "water"};

}  // namespace ridethrough::devices
