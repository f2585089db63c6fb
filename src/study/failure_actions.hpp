#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "study/signal_index.hpp"

/// What can happen to the equipment of a scenario, as events.
namespace ridethrough::study {

/// Something that befalls one member of a component.
struct Action {
  std::string component;  ///< "block.1.ups-a"
  std::string what;       ///< the failure mode, "outage", or "bypass"
  scenario::EventSpec event;

  std::string name() const { return component + " " + what; }
};

/// Every failure mode of `unit`, for its first member; an outage where it is a source of the grid.
std::vector<Action> failures_of(const Unit& unit, core::Tick at);

/// How it is taken out of service; empty for what has no such mode.
std::optional<Action> maintenance_of(const Unit& unit);

}  // namespace ridethrough::study
