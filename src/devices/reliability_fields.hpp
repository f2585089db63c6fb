#pragma once

#include "ridethrough/devices/schema.hpp"

/// `reliability:` of equipment: what a study with `draw: [failures]` draws its failures from. The
/// equipment itself does not read it: a drawn failure is an event (docs/reliability.md).
namespace ridethrough::devices {

inline constexpr ParamSpec kModeField{.name = "as",
                                      .kind = Kind::text,
                                      .fallback = "none",
                                      .text = "failure mode of the type; without it the first one"};
inline constexpr ParamSpec kRepairField{
    .name = "repair",
    .unit = "h",
    .fallback = "none",
    .text = "mean time to repair, exponential; without it a failure stays to the end of the run",
    .positive = true};
inline constexpr ParamSpec kTestIntervalField{
    .name = "test_interval",
    .unit = "h",
    .fallback = "none",
    .text =
        "the failure is hidden: its repair begins at the next test, at whole multiples of this, "
        "or after the next outage of a feed",
    .positive = true};

inline constexpr ParamSpec kMoreModeFields[] = {
    {.name = "as", .kind = Kind::text, .fallback = "", .text = "failure mode of the type"},
    {.name = "mttf", .unit = "h", .fallback = "", .text = "mean time to it", .positive = true},
    kRepairField,
    kTestIntervalField,
};

inline constexpr ParamSpec kCommonCauseFields[] = {
    {.name = "beta",
     .unit = "%",
     .fallback = "5 %",
     .text = "share of the failures of one member that strikes all of its group at once",
     .low = 0.0,
     .high = 100.0,
     .source = "assumed; IEC 61508-6 annex D gives 0.5 % to 10 %"},
    {.name = "group",
     .kind = Kind::text,
     .fallback = "none",
     .text = "a word that like members around it share; without it the members of this component"},
};
inline constexpr ParamSpec kCommonCauseField{
    .name = "common_cause",
    .kind = Kind::map,
    .fallback = "{}",
    .text = "what redundant members fail by together; acts in a group of two or more",
    .fields = kCommonCauseFields};

inline constexpr ParamSpec kReliabilityFields[] = {
    {.name = "mttf",
     .unit = "h",
     .fallback = "none",
     .text = "mean time to a failure of one member, exponential; without it this mode never comes",
     .positive = true},
    kRepairField,
    kModeField,
    kTestIntervalField,
    {.name = "also",
     .kind = Kind::points,
     .fallback = "none",
     .text = "further failure modes",
     .fields = kMoreModeFields},
    kCommonCauseField,
};

inline constexpr ParamSpec kReliability{
    .name = "reliability",
    .kind = Kind::map,
    .fallback = "none",
    .text = "for drawn failures; acts only when a study draws them",
    .fields = kReliabilityFields};

}  // namespace ridethrough::devices
