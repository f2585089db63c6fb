#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/schema_text.hpp"
#include "ridethrough/study/compare.hpp"
#include "ridethrough/study/outcome.hpp"
#include "ridethrough/study/power_flow.hpp"

/// Outcomes for people at a terminal.
namespace ridethrough::report {

struct TextStyle {
  bool use_colour = false;
};

/// The verdict first, then checks, racks, jobs, storage, the chain of causes of a loss, the ledger.
std::string run_text(const study::Outcome& outcome, const TextStyle& style);

/// Figures side by side, losses block by block, and the sentence.
std::string comparison_text(const study::Comparison& comparison, const TextStyle& style);

/// Bus voltages and branch flows at time zero.
std::string power_flow_text(const study::PowerFlow& flow);

std::string parts_text(const std::vector<scenario::PartInfo>& parts);

}  // namespace ridethrough::report
