#pragma once

#include "ridethrough/scenario/draw.hpp"

namespace ridethrough::scenario {

/// Adds the failures of equipment that the replica draws; disturbances are in the model already,
/// since an outage finds what was hidden. They come `importance` times as often.
/// @return ln of the likelihood of what was drawn, over that of drawing it so often.
double draw_failures(Model& model, std::uint32_t replica, const DrawBounds& bounds,
                     double importance);

/// Adds the disturbances of every utility.
void draw_disturbances(Model& model, std::uint32_t replica);

/// An event that chance has made, aimed at one box.
EventSpec drawn_event(const std::string& id, const std::string& path, const Place& place);

}  // namespace ridethrough::scenario
