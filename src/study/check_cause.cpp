#include "study/check_cause.hpp"

#include <algorithm>

#include "study/condition_stars.hpp"
#include "study/path_levels.hpp"

namespace ridethrough::study {
namespace {

using scenario::Condition;
using scenario::Op;

/// Whether `component` is one of those that `judged` names, or stands inside such a group; or holds
/// the part that it names: a rack its cord.
bool belongs_to(const PathLevels& component, const PathLevels& judged) {
  for (std::size_t i = 0; i < std::min(component.size(), judged.size()); ++i) {
    if (!scenario::glob_matches(judged[i].name, component[i].name)) return false;
    if (!share_a_member(component[i].members, judged[i].members)) return false;
  }
  return true;
}

/// The levels that a path has in common with the worst match speak of the same members.
void narrow_to_match(PathLevels& path, const PathLevels& match) {
  for (std::size_t i = 0; i < path.size() && i < match.size(); ++i) {
    if (!scenario::glob_matches(path[i].name, match[i].name)) return;
    path[i] = match[i];
  }
}

void collect_judged(const Condition& part, const PathLevels& match,
                    std::vector<PathLevels>& judged) {
  const bool reads = part.op == Op::path || part.op == Op::state_is || part.op == Op::state_is_not;
  if (reads && !part.path.segments.empty()) {
    PathLevels levels = levels_of(part.path, part.path.segments.size() - 1);
    narrow_to_match(levels, match);
    judged.push_back(std::move(levels));
  }
  for (const auto& operand : part.operands) collect_judged(*operand, match, judged);
}

std::int64_t nearest_row(const std::vector<PathLevels>& judged, core::Tick failing_from,
                         const std::vector<OutcomeEvent>& events) {
  std::int64_t earlier = 0, at_once = 0, own_at_once = 0;
  for (const OutcomeEvent& event : events) {
    if (event.time > failing_from) break;
    const PathLevels component = levels_of(event.component);
    const bool is_own = std::any_of(judged.begin(), judged.end(), [&](const PathLevels& levels) {
      return belongs_to(component, levels);
    });
    if (event.time == failing_from) {
      at_once = event.seq;
      if (is_own) own_at_once = event.seq;
    } else if (is_own || event.what == "event") {
      earlier = event.seq;
    }
  }
  return own_at_once != 0 ? own_at_once : at_once != 0 ? at_once : earlier;
}

}  // namespace

std::vector<std::int64_t> causes_of(const scenario::CheckSpec& check, const CheckResult& result,
                                    const std::vector<OutcomeEvent>& events) {
  if (!result.failing_from) return {};
  std::vector<PathLevels> judged;
  collect_judged(*check.condition, levels_of(result.match), judged);
  std::vector<std::int64_t> causes;
  std::int64_t seq = nearest_row(judged, *result.failing_from, events);
  while (seq > 0) {
    causes.push_back(seq);
    seq = events[static_cast<std::size_t>(seq - 1)].cause;
  }
  return causes;
}

}  // namespace ridethrough::study
