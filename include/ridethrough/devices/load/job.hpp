#pragma once

#include <string_view>

/// Wiring::peers of a job, by what names them.
namespace ridethrough::devices {

/// What it hangs on besides its racks.
inline constexpr std::string_view kJobNeed = "needs";
/// Those of its racks to which it can move; they stand behind its own in Wiring::racks.
inline constexpr std::string_view kJobMovesTo = "move_to";
/// What tells it of a power event.
inline constexpr std::string_view kJobSignal = "on_battery.signal";
/// Of a scheduler: the jobs that it may hold, and what tells it of a power event.
inline constexpr std::string_view kScheduledJob = "jobs";
inline constexpr std::string_view kSchedulerSignal = "signal";

}  // namespace ridethrough::devices
