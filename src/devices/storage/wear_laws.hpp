#pragma once

#include <memory>
#include <string_view>

#include "devices/storage/ageing.hpp"

namespace ridethrough::devices::storage {

/// The law of that name, nullptr for `none`. Life and halving are those of lead-acid on float.
/// @throws std::invalid_argument for a law that does not exist.
std::shared_ptr<const AgeingLaw> ageing_law(std::string_view name, double design_life_s,
                                            double halving_k);

}  // namespace ridethrough::devices::storage
