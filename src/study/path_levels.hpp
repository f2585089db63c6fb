#pragma once

#include <string>
#include <vector>

#include "ridethrough/scenario/path.hpp"

/// Paths of the outcome, level by level.
namespace ridethrough::study {

/// A name of a path and the members that stand behind it; none: all.
struct PathLevel {
  std::string name;
  scenario::Members members;
};
using PathLevels = std::vector<PathLevel>;

/// Of the first `segments` segments.
PathLevels levels_of(const scenario::Path& path, std::size_t segments);
/// Of "block.1-6+8-15.rack"; empty for a text that is no path.
PathLevels levels_of(const std::string& text);

/// "block.rack" of "block.1-6.rack".
std::string plain_path(const std::string& text);

bool share_a_member(const scenario::Members& left, const scenario::Members& right);

}  // namespace ridethrough::study
