#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/schema_text.hpp"
#include "ridethrough/study/compare.hpp"
#include "ridethrough/study/outcome.hpp"
#include "ridethrough/study/power_flow.hpp"

/// Outcomes as data for other programs (section 15 of the scenario language).
namespace ridethrough::report {

/// outcome.json; ends with a newline.
std::string outcome_json(const study::Outcome& outcome, const std::string& version);
std::string comparison_json(const study::Comparison& comparison, const std::string& version);
std::string power_flow_json(const study::PowerFlow& flow);
std::string parts_json(const std::vector<scenario::PartInfo>& parts);
/// Findings of `check --json`.
std::string diagnostics_json(const std::vector<scenario::Diagnostic>& diagnostics);
/// The same as SARIF 2.1.0, for code scanning; ends with a newline.
std::string diagnostics_sarif(const std::vector<scenario::Diagnostic>& diagnostics,
                              const std::string& version);

/// events.csv: one row per change of a state or counter, in causal order.
std::string events_csv(const study::Outcome& outcome);
/// signals.csv: one row per corner of any recorded signal, jumps as two rows.
std::string signals_csv(const study::Outcome& outcome);

/// "600.020417000": nine decimals, exact.
std::string time_text(core::Tick time);

}  // namespace ridethrough::report
