#pragma once

#include <cstdint>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/scenario/study.hpp"

/// What chance does to one replica, as ordinary events and values that tell members apart. Streams
/// are named by (seed, replica, path of the member): another architecture, or another member, can
/// not change a number. Equations and sources: docs/reliability.md.
namespace ridethrough::scenario {

/// How far ahead failures are drawn of what counts by its own demands (starts of a genset,
/// operations of a switch) or running time: only a member that has one so soon is simulated by
/// itself. Who finds one beyond draws again, further: what was drawn before stays.
struct DrawBounds {
  std::int64_t demands = 32;
  double running_s = 100.0 * 3600.0;

  DrawBounds further() const { return {demands * 8, running_s * 8.0}; }
};

/// The model with what `replica`, from 1 on, draws. `log_weight`, if asked for, is the logarithm of
/// how likely its failures are over how likely `draws.importance` makes them.
Model draw(const Model& model, const Draws& draws, std::uint32_t replica,
           const DrawBounds& bounds = {}, double* log_weight = nullptr);

/// What can not be drawn from, or draws nothing at all: RT1005 to RT1007.
void check_draws(const Model& model, const Study& study, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
