#include "ridethrough/devices/switchgear/breaker.hpp"

#include "devices/reliability_fields.hpp"
#include "devices/switchgear/closing_check.hpp"
#include "devices/switchgear/relay_fields.hpp"
#include "devices/switchgear/series_switch.hpp"
#include "devices/switchgear/trip_fields.hpp"
#include "devices/switchgear/withstand_fields.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kBreakerParams[] = {
    kContactStateField,
    {.name = "opens_in",
     .unit = "ms",
     .fallback = "50 ms",
     .text = "from the order to the interruption",
     .low = 0.0,
     .source = "low-voltage air breakers"},
    {.name = "closes_in",
     .unit = "ms",
     .fallback = "50 ms",
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

constexpr TypeSchema kBreakerSchema{
    .name = "breaker",
    .group = "switchgear",
    .text =
        "circuit breaker: an ideal contact with a moving time and, if given, an overcurrent trip",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kBreakerParams,
    .quantities = kContactQuantities,
    .states = kContactStates,
    .failures = kContactFailures,
    .verbs = kContactVerbs,
    .feeder_hint = "to join two feeders: a bus; to choose one of them: an ats or sts",
};

}  // namespace

const TypeSchema& breaker_schema() { return kBreakerSchema; }

std::unique_ptr<Device> make_breaker(const Parameters& parameters) {
  return make_series_switch(kBreakerSchema, parameters);
}

}  // namespace ridethrough::devices
