#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ridethrough/scenario/model.hpp"

namespace ridethrough::scenario {

/// Gives every uncertain value of the model the one that the replica draws: once for all members,
/// and once for all components whose value is that of the same part.
void draw_uncertainty(Model& model, std::uint32_t replica);

bool has_uncertainty(const Model& model);

/// The value at the dotted place; empty if there is none.
const devices::Value& value_at(const devices::Parameters& values, std::string_view dotted);

/// A number, a range or a curve times `factor`, within the limits of its row; of a curve that is
/// the `value` of each point. Empty for what is no number.
std::optional<devices::Value> times(const devices::Value& value, const devices::ParamSpec& spec,
                                    double factor);

}  // namespace ridethrough::scenario
