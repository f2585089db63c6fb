#pragma once

#include <memory>

#include "devices/series_element.hpp"

/// Breakers and static switches differ only in their tables.
namespace ridethrough::devices {

inline constexpr std::string_view kContactWords[] = {"open", "closed"};

inline constexpr ParamSpec kContactStateField{.name = "state",
                                              .kind = Kind::word,
                                              .unit = "",
                                              .fallback = "closed",
                                              .text = "at the start of the run",
                                              .words = kContactWords};

inline constexpr WordSpec kContactStates[] = {
    {"open", "interrupted"},
    {"closed", "conducting"},
    {"failed", "interrupted until repaired"},
    {"tripped", "interrupted by its trip and locked out until reset"},
    {"shorted", "destroyed by a short circuit and conducting until repaired"},
};

inline constexpr WordSpec kContactFailures[] = {
    {"stuck", "stays as it is, whatever is ordered"},
    {"open_circuit", "interrupts at once and stays so"},
};

inline constexpr Verb kContactVerbs[] = {Verb::open, Verb::close, Verb::reset, Verb::fail,
                                         Verb::repair};

inline constexpr QuantitySpec kContactOwnQuantities[] = {
    {"current", "A", Shape::curve, false, "current out of the outlet"},
    {"trip_progress", "%", Shape::curve, false, "how far its trip is; 100 % operates it"},
    {"out_of_phase", "1", Shape::steps, true,
     "how often it closed, or was to close, on sides out of phase"},
};
inline constexpr auto kContactQuantities = with_series_quantities(kContactOwnQuantities);

/// Parameters: state, opens_in, closes_in and optionally rating (A), trip, relay, sync_check and
/// withstand.
std::unique_ptr<Device> make_series_switch(const TypeSchema& schema, const Parameters& parameters);

}  // namespace ridethrough::devices
