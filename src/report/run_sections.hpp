#pragma once

#include <string>

#include "ridethrough/report/text.hpp"

/// Sections of what `run` prints; each is empty where there is nothing to tell.
namespace ridethrough::report {

/// Every check with its margin; under one that does not pass, what led there.
std::string checks_text(const study::Outcome& outcome, const TextStyle& style);

/// Only the checks that fail the run, in the same form.
std::string failed_checks_text(const study::Outcome& outcome, const TextStyle& style);

/// What stands under a check that does not pass, each line behind `indent`: its sentence, and what
/// led there.
std::string check_failure_text(const study::Outcome& outcome, const study::CheckResult& check,
                               const std::string& indent);

/// "  margin -25 at 600.020 s, block.7.rack"; empty where there is none.
std::string check_margin_text(const study::CheckResult& check);

/// Every trip that operated, and whether another one should have been first.
std::string trips_text(const study::Outcome& outcome);

/// How the first loss of a rack came about, unless a failed check tells it already.
std::string loss_text(const study::Outcome& outcome);

/// One line for each group of racks that got too hot, for under the verdict.
std::string heat_text(const study::Outcome& outcome);

/// Battery against heat of each cooled group of racks, and the effectiveness of the power used.
std::string cooling_text(const study::Outcome& outcome);

/// What each job has lost and what that cost.
std::string jobs_text(const study::Outcome& outcome);

/// Of each component and standard the worst transient, with the figures that decided it.
std::string judgements_text(const study::Outcome& outcome);

/// What sources and storage gave, a table each.
std::string given_text(const study::Outcome& outcome);

/// What each utility saw at its meter, if it saw any change.
std::string meters_text(const study::Outcome& outcome);

/// Where the energy went, and how far the books are from closed.
std::string ledger_text(const study::Outcome& outcome);

}  // namespace ridethrough::report
