#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/study/outcome.hpp"

/// How the files of this layer write numbers, times and places.
namespace ridethrough::report {

using Json = nlohmann::ordered_json;

/// A zero has no sign here: which one it gets depends on how a margin was written. Null for what
/// JSON does not know.
Json number(double value);

/// SI to `unit` of printing; a plain number where there is no unit.
Json quantity(double si, const std::string& unit);

/// A value that is in `unit` already.
Json stated(double value, const std::string& unit);

/// The double nearest to the decimal time: 937.5, not 937.5000000000001.
Json time_json(core::Tick time);

/// Joules as kWh.
Json energy(double joules);

/// Absolute paths belong to a machine, not to a result: of those only the name is kept.
std::string portable(const std::string& file);

/// outcome.json.
Json document_of(const study::Outcome& outcome, const std::string& version);

/// Findings of a scenario, in their order.
Json findings_of(const std::vector<scenario::Diagnostic>& diagnostics);

/// Verdicts against standards, each with the figures that decided it.
Json judgements_json(const std::vector<study::MemberJudgement>& judgements);

/// What each utility saw of the site; a ramp is a change over its span.
Json meters_json(const std::vector<study::MemberMeter>& meters);

/// The steepest change within 1 s, up or down, of all utilities that are `component`; null if none.
Json steepest_json(const std::vector<study::MemberMeter>& meters, const std::string& component);

/// One of `jobs`: its findings by their names, and the advice on its checkpoints.
Json job_json(const study::ComponentOutcome& job);

/// `trips` of outcome.json; `current` is a multiple of the pickup.
Json trips_json(const std::vector<study::TripVerdict>& trips);

/// `cooling` of outcome.json; what did not happen is null.
Json cooling_json(const std::vector<study::CoolingRace>& races);

/// `power_use` of outcome.json.
Json power_use_json(const study::PowerUse& use);

}  // namespace ridethrough::report
