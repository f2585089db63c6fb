#pragma once

#include "ridethrough/scenario/wiring.hpp"

/// What must hold once every reference is resolved.
namespace ridethrough::scenario {

inline const Cohort& cohort_at(const Plan& plan, int index) {
  return plan.cohorts[static_cast<std::size_t>(index)];
}

/// Where it says what it hangs on: the value of `from:` or `between:`, else its name.
inline Place feeder_place(const Cohort& cohort) {
  const ComponentSpec& spec = *cohort.component;
  return spec.from.empty() && spec.between.empty() ? spec.place : spec.from_place;
}

/// It joins two buses; a bus without `from:` has one end here, that of the tie which feeds it.
inline bool is_tie(const Cohort& cohort) { return cohort.between.size() == 2; }

/// Below it all is direct current.
inline bool makes_dc(const Cohort& cohort) { return cohort.type->name == "rectifier"; }

/// Components with an outlet beside `cohort`, for advice; `of_type` empty means any type.
std::vector<std::string> outlets_beside(const Plan& plan, const Cohort& cohort,
                                        std::string_view of_type = {});

/// Feeders, storage and masters (RT0412, RT0414, RT0431 to RT0436).
void check_wiring(const Plan& plan, Diagnostics& diagnostics);

/// Whether its outlet is one of direct current; of a bus that only ties feed after order_feeding.
bool is_dc(const Plan& plan, const Cohort& cohort);

/// Batteries on dc ports, cabinets and their islanding switches (RT0431 to RT0434, RT0436).
void check_storage(const Plan& plan, Diagnostics& diagnostics);

/// A battery that names a dc bus floats on it: the bus is its feeder.
void float_banks(Plan& plan);

/// Cords that fail together or that can not carry alone (RT0421 to RT0423). Needs feeding_order.
void check_cords(const Plan& plan, Diagnostics& diagnostics);

/// By cohort, the cohorts that every path from it to a source of energy goes through, itself first
/// and the nearest next. Needs feeding_order.
std::vector<std::vector<int>> common_points(const Plan& plan);

/// No two sources of different nominal frequency feed one bus or transfer switch, or are tied
/// (RT0417). Needs feeding_order.
void check_frequencies(const Plan& plan, Diagnostics& diagnostics);

/// Fills plan.feeding_order, or reports the circle (RT0413).
void order_feeding(Plan& plan, Diagnostics& diagnostics);

/// Whether a parameter is a device that stands at each thing that hangs on its owner.
bool is_branch(const devices::ParamSpec& parameter);

/// Puts the branch breakers of a feeder between it and what hangs there. Needs feeding_order; what
/// is checked before sees the wiring as it is written.
void place_branches(Plan& plan);

/// Values, records and conditions of single members name members that exist (RT0442).
void check_named_members(const Model& model, Diagnostics& diagnostics);

/// Fills plan.jobs; racks must be racks and carry one job each (RT0901, RT0902).
void place_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics);

/// Adds the racks to which a job can move (RT0902, RT0930, RT0931).
void place_elsewhere(const Model& model, const Plan& plan, JobPlan& placed,
                     Diagnostics& diagnostics);

/// The jobs that schedulers may hold: they exist, run on racks and have one scheduler (RT0401,
/// RT0917, RT0918).
void name_scheduled_jobs(const Model& model, Plan& plan, Diagnostics& diagnostics);

/// No rack of a job draws more than its rating (RT0903).
void check_ratings(const JobPlan& placed, const Plan& plan, Diagnostics& diagnostics);

/// Every event aims at something that knows its verb (RT0401, RT0442, RT0702).
void check_events(const Model& model, const Plan& plan, Diagnostics& diagnostics);

bool has_distance(const EventSpec& event);

/// False after a finding where `distance:` of a fault or dip is none of this target (RT0304,
/// RT0702).
bool check_distance(const Cohort& cohort, const EventSpec& event, const Reference& target,
                    Diagnostics& diagnostics);

/// No two events claim one value at one time (RT0706).
void check_overlaps(const Model& model, const Plan& plan, Diagnostics& diagnostics);

/// Loads on floors and energy in fire areas against the limits of `siting:` (RT1501 to RT1503);
/// they only warn, because the building may be another one. RT0401 if `of:` names nothing.
void check_siting(const Model& model, const Plan& plan, Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
