#pragma once

#include <string>

#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/network/network.hpp"

/// What stands across open contacts, and whether they may close on it.
namespace ridethrough::devices {

inline constexpr ParamSpec kSyncCheckFields[] = {
    {.name = "angle",
     .unit = "deg",
     .fallback = "10 deg",
     .text = "most between both sides when the contacts touch",
     .source = "unverified: synchronising limits of IEEE C50.12",
     .positive = true},
    {.name = "frequency",
     .unit = "Hz",
     .fallback = "0.2 Hz",
     .text = "most between both sides",
     .source = "assumed",
     .positive = true},
    {.name = "voltage",
     .unit = "%",
     .fallback = "5 %",
     .text = "most between both sides, of nominal",
     .source = "unverified: synchronising limits of IEEE C50.12",
     .positive = true},
};

inline constexpr ParamSpec kSyncCheck{.name = "sync_check",
                                      .kind = Kind::map,
                                      .unit = "",
                                      .fallback = "none",
                                      .text = "refuses to close two live sides that differ by more",
                                      .fields = kSyncCheckFields};

/// All zero unless both sides are live and alternating.
struct SideDifference {
  double angle_rad = 0.0;  ///< within a half turn, as a magnitude
  double frequency_hz = 0.0;
  double voltage_pu = 0.0;

  std::string text() const;  ///< "35 deg, 0.1 Hz and 2 % apart"
};

/// As both sides will stand at `at` if their frequencies go on like this.
SideDifference difference_across(const network::Network& network, const network::LinkSpec& contact,
                                 core::Tick at);

/// Limits of a map `sync_check:`.
bool allows(const Parameters& sync_check, const SideDifference& difference);

/// Beyond this a closing is told as one out of phase.
bool is_out_of_phase(const SideDifference& difference);

}  // namespace ridethrough::devices
