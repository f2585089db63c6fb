#pragma once

#include <cstdint>
#include <string>

/// Random scenarios of what the reference engine knows; a seed means the same text everywhere.
namespace ridethrough::support {

/// Lead-acid blocks of the plain two-well form, which is what the reference knows: parameters of a
/// battery, in place of a part.
extern const char* const kReferenceBlocks;

/// Racks on one or two cords; each side has a utility, and at random a breaker, a transfer switch
/// with a generator, a UPS. Outages, dips, load steps, failures, orders to the breakers.
std::string two_sided_scenario(std::uint64_t seed);

/// Racks behind a cabinet with its islanding switch; outages, dips, load steps.
std::string cabinet_scenario(std::uint64_t seed);

/// Two racks, each on its own side, with a training job over both.
std::string job_scenario(std::uint64_t seed);

}  // namespace ridethrough::support
