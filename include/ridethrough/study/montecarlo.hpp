#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// All replicas of all cells, and what they say together.
namespace ridethrough::study {

/// Runs those of `range` on several cores: by cell, then by replica. The result does not depend on
/// the number of threads.
/// @throws Interrupted
std::vector<CellResult> run_replicas(const scenario::Study& study, RunRange range,
                                     const SweepOptions& options);

/// Of 95 %, two-sided.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// One figure over the replicas of a cell, SI or a plain number.
struct FigureOver {
  std::string name;
  std::string text;
  std::string unit;
  double mean = 0.0;
  Interval mean_95 = {};  ///< bootstrap
  double p5 = 0.0, p50 = 0.0, p95 = 0.0;
};

/// A way to lose racks.
struct FailurePath {
  std::string text;          ///< "block.gen-a fail_to_start + grid-a sustained outage"
  double losses = 0.0;       ///< in all replicas together, by their weights
  std::size_t replicas = 0;  ///< that have one
};

struct StudyCheckResult {
  std::string id;
  std::string sentence;
  scenario::Place place;
  double value = 0.0;  ///< SI; NaN if the outcome is not known
  double limit = 0.0;
  std::string unit;  ///< of printing
  bool holds = false;
  scenario::Level level = scenario::Level::fail;
  std::string undecided = {};  ///< why the replicas say nothing; it does not hold then
};

/// All replicas of one cell.
struct CellSummary {
  scenario::Cell cell;
  std::string name;
  std::size_t runs = 0;         ///< that came to an end
  std::size_t unfinished = 0;   ///< could not come to an end, or were bad
  bool is_weighted = false;     ///< `importance`: intervals are of the bootstrap only
  double effective_runs = 0.0;  ///< how many replicas of equal weight would say as much
  double passed = 1.0;          ///< share: all checks of the scenario hold
  double without_loss = 1.0;    ///< share
  Interval passed_95 = {}, without_loss_95 = {};  ///< Clopper-Pearson
  double years = 0.0;                             ///< of one replica
  double losses_a_year = 0.0;
  Interval losses_a_year_95 = {};  ///< bootstrap
  double availability = 1.0;       ///< of a rack; NaN without racks
  Interval availability_95 = {};   ///< bootstrap; of one value if no rack was lost
  std::vector<FigureOver> figures;
  std::vector<FailurePath> paths;  ///< the weightiest first
  std::vector<StudyCheckResult> checks;
};

/// A pure function of the rows, which stand by cell and then by replica.
std::vector<CellSummary> summarise(const scenario::Study& study,
                                   const std::vector<CellResult>& rows);

/// -log10 of what is missing to 1: "three nines" of 99.9 %; infinite for 1.
double nines_of(double availability);

}  // namespace ridethrough::study
