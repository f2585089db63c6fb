#pragma once

#include <string>
#include <vector>

#include "ridethrough/study/availability.hpp"

namespace ridethrough::report {

/// What the block diagram says of each kind of rack, and the cut sets that it comes from.
std::string availability_text(const std::string& name,
                              const std::vector<study::RackAvailability>& racks);

std::string availability_json(const std::string& file,
                              const std::vector<study::RackAvailability>& racks,
                              const std::string& version);

}  // namespace ridethrough::report
