#include "ridethrough/devices/switchgear/static_switch.hpp"

#include "devices/reliability_fields.hpp"
#include "devices/switchgear/closing_check.hpp"
#include "devices/switchgear/relay_fields.hpp"
#include "devices/switchgear/series_switch.hpp"
#include "devices/switchgear/trip_fields.hpp"
#include "devices/switchgear/withstand_fields.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kStaticSwitchParams[] = {
    kContactStateField,
    {.name = "opens_in",
     .unit = "ms",
     .fallback = "4 ms",
     .text = "from the order to the interruption",
     .low = 0.0,
     .source = "a quarter of a cycle, maximum"},
    {.name = "closes_in",
     .unit = "ms",
     .fallback = "4 ms",
     .text = "from the order to conduction",
     .low = 0.0,
     .source = "assumed as for opening"},
    kCurrentRating,
    kTrip,
    kRelay,
    kSyncCheck,
    kContactWithstand,
    kSwitchReliability,
};

constexpr TypeSchema kStaticSwitchSchema{
    .name = "static_switch",
    .group = "switchgear",
    .text = "semiconductor switch in one feed, with a trip a solid-state breaker",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kStaticSwitchParams,
    .quantities = kContactQuantities,
    .states = kContactStates,
    .failures = kContactFailures,
    .verbs = kContactVerbs,
    .feeder_hint = "to join two feeders: a bus; to choose one of them: an ats or sts",
};

}  // namespace

const TypeSchema& static_switch_schema() { return kStaticSwitchSchema; }

std::unique_ptr<Device> make_static_switch(const Parameters& parameters) {
  return make_series_switch(kStaticSwitchSchema, parameters);
}

}  // namespace ridethrough::devices
