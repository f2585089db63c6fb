#pragma once

#include <string>

#include "ridethrough/scenario/model.hpp"

namespace ridethrough::study {

/// How far a figure in `unit` may be from `kept`, in `unit`. What has none of the dimensions of
/// `baseline:` may differ by a thousandth; a count by nothing.
double allowed_for(const std::string& path, const std::string& unit, double kept,
                   const scenario::BaselineSpec& spec);

}  // namespace ridethrough::study
