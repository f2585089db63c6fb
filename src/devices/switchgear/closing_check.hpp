#pragma once

#include "devices/sync_fields.hpp"
#include "devices/synchronism.hpp"

/// What stands across open contacts, and whether they may close on it.
namespace ridethrough::devices {

inline constexpr ParamSpec kSyncCheckFields[] = {
    sync_angle_field("10 deg", "most between both sides when the contacts touch",
                     "unverified: synchronising limits of IEEE C50.12"),
    sync_frequency_field("most between both sides", "assumed"),
    sync_voltage_field("5 %", "most between both sides, of nominal",
                       "unverified: synchronising limits of IEEE C50.12"),
};

inline constexpr ParamSpec kSyncCheck{.name = "sync_check",
                                      .kind = Kind::map,
                                      .unit = "",
                                      .fallback = "none",
                                      .text = "refuses to close two live sides that differ by more",
                                      .fields = kSyncCheckFields};

/// As both sides will stand at `at`; all zero unless both are live and alternating.
SyncGap gap_across(const network::Network& network, const network::LinkSpec& contact,
                   core::Tick at);

}  // namespace ridethrough::devices
