#pragma once

#include "ridethrough/scenario/wiring.hpp"

/// What must hold once every reference is resolved.
namespace ridethrough::scenario {

/// Feeders, dc ports, cords and masters (RT0412 to RT0433).
void check_wiring(const Plan& plan, Diagnostics& diagnostics);

/// Fills plan.feeding_order, or reports the circle (RT0413).
void order_feeding(Plan& plan, Diagnostics& diagnostics);

/// Fills plan.jobs; racks must be racks and carry one job each (RT0901, RT0902).
void place_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics);

/// Every event aims at something that knows its verb (RT0401, RT0702).
void check_events(const Model& model, const Plan& plan, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
