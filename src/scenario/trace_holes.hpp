#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ridethrough/devices/playback.hpp"

/// Times in which a trace that is regular otherwise has no rows: a meter that was off. What a hand
/// has written, with corners where they are due, is not regular and has no holes.
namespace ridethrough::scenario {

/// The spacing of rows if nine of ten keep it within a half, of 20 rows at least; else empty.
std::optional<core::Tick> regular_spacing(const std::vector<devices::Playback::Row>& rows);

/// Whether the row after `at` is missing and four more: a clock that stumbles makes no hole.
bool is_hole(const std::vector<devices::Playback::Row>& rows, std::size_t at, core::Tick spacing);

/// What holds inside of a hole from one spacing after its last row on; without it the value before.
void fill_holes(std::vector<devices::Playback::Row>& rows, core::Tick spacing,
                devices::Playback::Between between, std::optional<double> value);

}  // namespace ridethrough::scenario
