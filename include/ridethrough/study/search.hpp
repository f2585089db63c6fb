#pragma once

#include <string>
#include <vector>

#include "ridethrough/study/sweep.hpp"

/// The point within the ranges of a study at which one check has its least margin.
namespace ridethrough::study {

struct SearchPoint {
  std::vector<double> shares;       ///< from 0 to 1 on each axis
  std::vector<std::string> values;  ///< as a scenario writes them
  CellResult result;
  double margin = 0.0;  ///< SI; +infinity where the check tested nothing
};

struct Search {
  SearchPoint worst;
  std::vector<SearchPoint> points;  ///< all that were run, in their order
  double last_step = 1.0;           ///< share by which the neighbours of the worst were tried last
  bool has_converged = false;       ///< false: the runs were used up before that step was small
};

/// Ends and middle of the ranges, then points of a Halton sequence (Halton, Numerische Mathematik
/// 2, 1960) over all of them, then a pattern search (Hooke and Jeeves, J. ACM 8, 1961) from the
/// three least, with steps halved down to a thousandth of each range. No proof that nothing is
/// worse: what lies between the points is not known. The same points for any number of threads.
/// `runs` bounds the work. @throws scenario::ScenarioError RT1004 if the study has no `worst`, or
/// no check of that name; with the findings of a point that can not be run; Interrupted.
Search search(const scenario::Study& study, std::size_t runs, const SweepOptions& options);

}  // namespace ridethrough::study
