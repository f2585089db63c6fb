#pragma once

#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/study/signal_provider.hpp"

/// `*` in a check means for every match; stars with the same text before them are the same member.
namespace ridethrough::study {

/// Member that each star stands for, by the text of the path up to and including the star.
using Assignment = std::map<std::string, std::string>;

/// One way to fill in all stars of a set of paths.
struct Expansion {
  Assignment stars;
  std::string name;          ///< canonical path of the match with the most stars
  std::int64_t members = 1;  ///< that this expansion stands for
};

/// Texts up to and including each star of the path.
std::vector<std::string> star_keys(const scenario::Path& path);

/// Paths whose stars are not used up by min, max, sum, mean or count, from left to right.
std::vector<const scenario::Condition*> free_paths(const scenario::Condition& condition);

/// The path whose stars include those of all others; the first of several.
const scenario::Condition* leading_path(const std::vector<const scenario::Condition*>& paths);

/// All expansions of `paths` in the order of the leading path's matches; one without stars for
/// none.
std::vector<Expansion> expand(const std::vector<const scenario::Condition*>& paths,
                              const SignalProvider& provider);

/// The match of `path` that agrees with `stars`, null if there is none.
const SignalMatch* agreeing_match(const std::vector<SignalMatch>& matches,
                                  const std::vector<std::string>& keys, const Assignment& stars);

}  // namespace ridethrough::study
