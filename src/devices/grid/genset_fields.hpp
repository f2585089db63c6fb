#pragma once

#include "devices/reliability_fields.hpp"
#include "devices/sync_fields.hpp"
#include "ridethrough/devices/schema.hpp"

/// Nested parameters of a genset.
namespace ridethrough::devices {

inline constexpr std::string_view kGensetWithdrawn[] = {"abort", "finish"};

inline constexpr ParamSpec kGensetStartFields[] = {
    {.name = "signal_delay",
     .unit = "s",
     .fallback = "1 s",
     .text = "from a start signal to the first try; a signal withdrawn before is forgotten",
     .low = 0.0,
     .source = "0 to 6 s in transfer switches"},
    {.name = "crank",
     .unit = "s",
     .fallback = "2 s",
     .text = "length of one try",
     .low = 0.0,
     .source = "0.5 to 3 s when warm",
     .positive = true},
    {.name = "ready",
     .unit = "s",
     .fallback = "10 s",
     .text = "from the signal to rated voltage and frequency, when the first try succeeds",
     .low = 0.0,
     .source = "NFPA 110 type 10"},
    {.name = "tries",
     .kind = Kind::count,
     .unit = "",
     .fallback = "3",
     .text = "tries before it gives up",
     .low = 1.0,
     .source = "NFPA 110"},
    {.name = "pause",
     .unit = "s",
     .fallback = "15 s",
     .text = "rest between two tries",
     .low = 0.0,
     .source = "NFPA 110"},
    {.name = "warm_up",
     .unit = "s",
     .fallback = "0 s",
     .text = "turns at rated speed so long before it takes load",
     .low = 0.0,
     .source = "assumed: none, as for standby sets kept warm"},
    {.name = "withdrawn",
     .kind = Kind::word,
     .unit = "",
     .fallback = "abort",
     .text =
         "a stop order while it cranks or runs up: it stops, or finishes the start and cools down",
     .source = "assumed",
     .words = kGensetWithdrawn},
};

inline constexpr ParamSpec kGensetSyncFields[] = {
    sync_angle_field("5 deg", "largest angle to the bus", "usual limit of closed transition"),
    sync_frequency_field("largest difference of frequency", "usual limit of closed transition"),
    sync_voltage_field("5 %", "largest difference of the bus from rated voltage",
                       "usual limit of closed transition"),
    {.name = "slip",
     .unit = "Hz",
     .fallback = "0.1 Hz",
     .text = "it turns faster than the bus by this",
     .source = "assumed: half of the largest difference",
     .positive = true},
};

inline constexpr ParamSpec kGensetForSoLong{
    .name = "for", .unit = "s", .fallback = "", .text = "for so long", .low = 0.0};

inline constexpr ParamSpec kGensetUnderFrequencyFields[] = {
    {.name = "below", .unit = "Hz", .fallback = "", .text = "trips below", .low = 0.0},
    kGensetForSoLong,
};
inline constexpr ParamSpec kGensetOverFrequencyFields[] = {
    {.name = "above", .unit = "Hz", .fallback = "", .text = "trips above", .low = 0.0},
    kGensetForSoLong,
};
inline constexpr ParamSpec kGensetReverseFields[] = {
    {.name = "beyond",
     .unit = "%",
     .fallback = "",
     .text = "power taken in over the rating that trips",
     .low = 0.0,
     .positive = true},
    kGensetForSoLong,
};

inline constexpr std::string_view kGensetLeadingActions[] = {"alarm", "trip"};

inline constexpr ParamSpec kGensetLeadingFields[] = {
    {.name = "beyond",
     .unit = "%",
     .fallback = "",
     .text = "reactive power taken in, over the rated apparent power, that is too much",
     .low = 0.0,
     .positive = true},
    kGensetForSoLong,
    {.name = "action",
     .kind = Kind::word,
     .unit = "",
     .fallback = "alarm",
     .text = "what follows",
     .words = kGensetLeadingActions},
};

inline constexpr ParamSpec kGensetTripFields[] = {
    {.name = "overload",
     .unit = "%",
     .fallback = "110 %",
     .text = "active power over the rating that is too much",
     .low = 0.0,
     .positive = true},
    {.name = "for",
     .unit = "s",
     .fallback = "1 min",
     .text = "trips after so long above it",
     .low = 0.0},
    {.name = "overspeed",
     .unit = "%",
     .fallback = "115 %",
     .text = "speed that trips at once",
     .low = 100.0,
     .source = "115 to 118 % in practice"},
    {.name = "under_frequency",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "relay 81U",
     .fields = kGensetUnderFrequencyFields},
    {.name = "over_frequency",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "relay 81O",
     .fields = kGensetOverFrequencyFields},
    {.name = "reverse_power",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "relay 32; only in parallel with another source can power flow back",
     .fields = kGensetReverseFields},
    {.name = "leading",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "leading power factor, relay 40",
     .fields = kGensetLeadingFields},
};

inline constexpr ParamSpec kGensetFuelFields[] = {
    {.name = "tank",
     .unit = "h",
     .fallback = "none",
     .text = "running time at rated power",
     .low = 0.0,
     .positive = true},
    {.name = "level",
     .unit = "%",
     .fallback = "100 %",
     .text = "fill at the start of the run",
     .low = 0.0,
     .high = 100.0},
    {.name = "idle",
     .unit = "%",
     .fallback = "6 %",
     .text = "burnt without load over burnt at rated power",
     .low = 0.0,
     .high = 90.0,
     .source = "least squares through a published chart of 1.5 MW sets"},
};

inline constexpr ParamSpec kFailingStartFields[] = {
    {.name = "number",
     .kind = Kind::count,
     .fallback = {},
     .text = "which start of the run, from 1",
     .low = 1.0},
    kMendedField,
};
inline constexpr ParamSpec kBreakdownFields[] = {
    {.name = "after",
     .unit = "h",
     .fallback = {},
     .text = "running time since the begin of the run",
     .positive = true},
    kMendedField,
};

inline constexpr ParamSpec kGensetReliabilityFields[] = {
    {.name = "fail_to_start",
     .unit = "%",
     .fallback = "0 %",
     .text = "chance that all tries of one demand fail; acts only when a study draws failures",
     .low = 0.0,
     .high = 100.0},
    {.name = "mttf",
     .unit = "h",
     .fallback = "none",
     .text = "mean running time to a breakdown; acts only when a study draws failures",
     .positive = true},
    kRepairField,
    kCommonCauseField,
    {.name = "failing_starts",
     .kind = Kind::points,
     .fallback = "none",
     .text = "the starts that fail, by number; a study writes what it draws here",
     .fields = kFailingStartFields},
    {.name = "breakdowns",
     .kind = Kind::points,
     .fallback = "none",
     .text = "when it breaks down, in running time; a study writes what it draws here",
     .fields = kBreakdownFields},
};

}  // namespace ridethrough::devices
