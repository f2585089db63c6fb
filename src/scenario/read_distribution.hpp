#pragma once

#include <optional>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/distribution.hpp"
#include "ridethrough/scenario/tree.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::scenario {

/// Whether a map begins like one of {uniform: [a, b]}, {normal: m, sigma: s}, {lognormal: median,
/// sigma: ratio}, {weibull: scale, shape: k}.
bool is_distribution(const Tree& map);

/// Empty after a finding.
std::optional<Distribution> read_distribution(const Tree& map, Diagnostics& diagnostics);

/// A scalar as a quantity of any kind. Empty after a finding.
std::optional<Quantity> read_quantity(const Tree& scalar, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
