#pragma once

#include <string_view>

#include "devices/storage/runaway_clock.hpp"
#include "devices/storage/watched_bank.hpp"
#include "devices/storage/wear_meter.hpp"
#include "ridethrough/devices/device.hpp"

/// What a battery tells beside its charge and voltage.
namespace ridethrough::devices::storage {

inline constexpr std::string_view kUnverifiedDip =
    "the coup de fouet is unverified: no published figures stand behind it";
inline constexpr std::string_view kNoStableFloat =
    "on float the cells find no stable temperature: thermal runaway";

/// Charge, voltage and energy: at the end, lowest, and given.
void report_cells(const WatchedBank& bank, core::Tick now, Report& report);

/// What the run has cost; `throughput_j` is energy through the terminals either way.
void report_wear(const WearMeter& wear, double throughput_j, Report& report);

/// Nothing where the float current is not known.
void report_float(const RunawayClock& clock, Report& report);

}  // namespace ridethrough::devices::storage
