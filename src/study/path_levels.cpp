#include "study/path_levels.hpp"

#include <algorithm>

namespace ridethrough::study {

using scenario::Members;
using scenario::Path;
using scenario::Segment;

PathLevels levels_of(const Path& path, std::size_t segments) {
  PathLevels levels;
  for (std::size_t i = 0; i < segments; ++i) {
    const Segment& segment = path.segments[i];
    if (segment.kind != Segment::Kind::members) {
      levels.push_back({segment.text, {}});
    } else if (!levels.empty()) {
      levels.back().members = segment.members;
    }
  }
  return levels;
}

PathLevels levels_of(const std::string& text) {
  Path path;
  std::string problem;
  int column = 0;
  if (!scenario::parse_path(text, path, problem, column)) return {};
  return levels_of(path, path.segments.size());
}

std::string plain_path(const std::string& text) {
  std::string plain;
  for (const PathLevel& level : levels_of(text)) plain += (plain.empty() ? "" : ".") + level.name;
  return plain;
}

bool share_a_member(const Members& left, const Members& right) {
  if (left.spans.empty() || right.spans.empty()) return true;
  return std::any_of(left.spans.begin(), left.spans.end(), [&](const Members::Span& a) {
    return std::any_of(right.spans.begin(), right.spans.end(), [&](const Members::Span& b) {
      return a.first <= b.last && b.first <= a.last;
    });
  });
}

}  // namespace ridethrough::study
