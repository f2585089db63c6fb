#pragma once

#include <memory>

#include "devices/series_element.hpp"

/// Breakers and static switches differ only in their tables.
namespace ridethrough::devices {

inline constexpr std::string_view kContactWords[] = {"open", "closed"};

inline constexpr WordSpec kContactStates[] = {
    {"open", "interrupted"},
    {"closed", "conducting"},
    {"failed", "interrupted until repaired"},
};

inline constexpr WordSpec kContactFailures[] = {
    {"stuck", "stays as it is, whatever is ordered"},
    {"open_circuit", "interrupts at once and stays so"},
};

inline constexpr Verb kContactVerbs[] = {Verb::open, Verb::close, Verb::fail, Verb::repair};

/// Parameters: state, opens_in, closes_in and optionally rating (A).
std::unique_ptr<Device> make_series_switch(const TypeSchema& schema, const Parameters& parameters);

}  // namespace ridethrough::devices
