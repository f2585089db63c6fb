#pragma once

#include <string>

#include "report/run_table.hpp"
#include "ridethrough/study/outcome.hpp"

/// One run as tables.
namespace ridethrough::report {

/// Which run it is and how it ended, in one row.
ResultTable outcome_table(const study::Outcome& outcome, const std::string& version);

/// The rows of events.csv.
ResultTable events_table(const study::Outcome& outcome);

/// A row for each corner of each recorded signal, two where it jumps; a state has its word.
ResultTable signals_table(const study::Outcome& outcome);

}  // namespace ridethrough::report
