#pragma once

#include "devices/fault_kinds.hpp"
#include "devices/joined.hpp"
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

inline constexpr ParamSpec kMttfField{
    .name = "mttf",
    .unit = "h",
    .fallback = "none",
    .text = "mean time to a failure of one member, exponential; without it this mode never comes",
    .positive = true};
inline constexpr ParamSpec kAlsoField{.name = "also",
                                      .kind = Kind::points,
                                      .fallback = "none",
                                      .text = "further failure modes",
                                      .fields = kMoreModeFields};
inline constexpr ParamSpec kSwitchingErrorField{
    .name = "switching_error",
    .unit = "%",
    .fallback = "none",
    .text =
        "chance that one operation by an event puts it out of service, or as its first mode says",
    .low = 0.0,
    .high = 100.0};

inline constexpr ParamSpec kReliabilityFields[] = {
    kMttfField, kRepairField,      kModeField,           kTestIntervalField,
    kAlsoField, kCommonCauseField, kSwitchingErrorField,
};

/// Those of all equipment, and `more` that only some has.
template <std::size_t Size>
constexpr auto reliability_fields_and(const ParamSpec (&more)[Size]) {
  return joined(kReliabilityFields, more);
}

inline constexpr ParamSpec kReliability{
    .name = "reliability",
    .kind = Kind::map,
    .fallback = "none",
    .text = "for drawn failures; acts only when a study draws them",
    .fields = kReliabilityFields};

inline constexpr ParamSpec kFaultShareFields[] = {
    {.name = "kind",
     .kind = Kind::word,
     .fallback = {},
     .text = "which conductors touch",
     .words = kFaultKinds},
    {.name = "share",
     .unit = "%",
     .fallback = {},
     .text = "of the faults",
     .low = 0.0,
     .high = 100.0},
};
inline constexpr ParamSpec kDrawnFaultFields[] = {
    {.name = "mttf",
     .unit = "h",
     .fallback = "",
     .text = "mean time to a short circuit along it, exponential",
     .positive = true},
    kRepairField,
    {.name = "position",
     .kind = Kind::range,
     .unit = "%",
     .fallback = "[0 %, 100 %]",
     .text = "of the length from the inlet, between which it strikes with equal chance",
     .low = 0.0,
     .high = 100.0,
     .source = "method of fault positions, Bollen 2000 chapter 6"},
    {.name = "kinds",
     .kind = Kind::points,
     .fallback = "none",
     .text = "what share of the faults is of which kind; all are three_phase if absent",
     .fields = kFaultShareFields},
    {.name = "resistance", .unit = "ohm", .fallback = "0 ohm", .text = "of the fault", .low = 0.0},
};

/// Of what has a length along which it may be struck.
inline constexpr std::array kCableReliabilityFields = reliability_fields_and({
    {.name = "faults",
     .kind = Kind::map,
     .fallback = "none",
     .text = "short circuits along it, each an event `fault`; the breaker that feeds it is closed "
             "again when it is mended",
     .fields = kDrawnFaultFields},
});
inline constexpr ParamSpec kCableReliability{
    .name = "reliability",
    .kind = Kind::map,
    .fallback = "none",
    .text = "for drawn failures; acts only when a study draws them",
    .fields = kCableReliabilityFields};

/// Of what fails by its own counts.
inline constexpr ParamSpec kMendedField{
    .name = "repair",
    .unit = "h",
    .fallback = "none",
    .text = "mended after so long; without it, it waits for a repair",
    .positive = true};
inline constexpr ParamSpec kFailingOperationFields[] = {
    {.name = "number",
     .kind = Kind::count,
     .fallback = {},
     .text = "which operation of the run, from 1",
     .low = 1.0},
    kMendedField,
};

/// Of switches, which are asked to operate and may stay where they are.
inline constexpr std::array kSwitchReliabilityFields = reliability_fields_and({
    {.name = "fail_to_operate",
     .unit = "%",
     .fallback = "none",
     .text = "chance that a demand to transfer, open or close finds it stuck, in which it stays "
             "until it is repaired; acts only when a study draws failures",
     .low = 0.0,
     .high = 100.0},
    {.name = "failing_operations",
     .kind = Kind::points,
     .fallback = "none",
     .text = "the operations that fail, by number; a study writes what it draws here",
     .fields = kFailingOperationFields},
});

inline constexpr ParamSpec kSwitchReliability{
    .name = "reliability",
    .kind = Kind::map,
    .fallback = "none",
    .text = "for drawn failures; acts only when a study draws them, but for failing_operations",
    .fields = kSwitchReliabilityFields};

}  // namespace ridethrough::devices
