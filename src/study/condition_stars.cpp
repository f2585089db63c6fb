#include "study/condition_stars.hpp"

#include <algorithm>

namespace ridethrough::study {
namespace {

using scenario::Condition;
using scenario::Op;

bool is_star(const scenario::Segment& segment) {
  using Kind = scenario::Segment::Kind;
  if (segment.kind == Kind::glob) return true;
  return segment.kind == Kind::members && (segment.members.all || segment.members.size() > 1);
}

void collect_free_paths(const Condition& condition, std::vector<const Condition*>& found) {
  switch (condition.op) {
    case Op::min:
    case Op::max:
    case Op::sum:
    case Op::mean:
    case Op::count:
      return;
    case Op::path:
    case Op::state_is:
    case Op::state_is_not:
      found.push_back(&condition);
      return;
    default:
      for (const auto& operand : condition.operands) collect_free_paths(*operand, found);
  }
}

}  // namespace

std::vector<std::string> star_keys(const scenario::Path& path) {
  std::vector<std::string> keys;
  std::string text;
  for (const scenario::Segment& segment : path.segments) {
    text += (text.empty() ? "" : ".") + segment.text;
    if (is_star(segment)) keys.push_back(text);
  }
  return keys;
}

std::vector<const Condition*> free_paths(const Condition& condition) {
  std::vector<const Condition*> found;
  collect_free_paths(condition, found);
  return found;
}

const Condition* leading_path(const std::vector<const Condition*>& paths) {
  const Condition* leading = nullptr;
  std::size_t most = 0;
  for (const Condition* path : paths) {
    const std::size_t stars = star_keys(path->path).size();
    if (leading != nullptr && stars <= most) continue;
    leading = path;
    most = stars;
  }
  return leading;
}

const SignalMatch* agreeing_match(const std::vector<SignalMatch>& matches,
                                  const std::vector<std::string>& keys, const Assignment& stars) {
  const auto agrees = [&](const SignalMatch& match) {
    for (std::size_t i = 0; i < keys.size() && i < match.stars.size(); ++i) {
      const auto given = stars.find(keys[i]);
      if (given != stars.end() && given->second != match.stars[i]) return false;
    }
    return true;
  };
  const auto found = std::find_if(matches.begin(), matches.end(), agrees);
  return found == matches.end() ? nullptr : &*found;
}

std::vector<Expansion> expand(const std::vector<const Condition*>& paths,
                              const SignalProvider& provider) {
  const Condition* leading = leading_path(paths);
  if (leading == nullptr) return {Expansion{}};
  std::map<std::string, std::vector<SignalMatch>> others;
  for (const Condition* path : paths) {
    others.try_emplace(path->path.text(), provider.matches(path->path));
  }
  const std::vector<std::string> keys = star_keys(leading->path);
  std::vector<Expansion> result;
  for (const SignalMatch& match : others.at(leading->path.text())) {
    Expansion expansion{{}, match.name, match.members};
    for (std::size_t i = 0; i < keys.size() && i < match.stars.size(); ++i) {
      expansion.stars[keys[i]] = match.stars[i];
    }
    const bool is_complete = std::all_of(paths.begin(), paths.end(), [&](const Condition* path) {
      return agreeing_match(others.at(path->path.text()), star_keys(path->path), expansion.stars) !=
             nullptr;
    });
    if (is_complete) result.push_back(std::move(expansion));
  }
  return result;
}

}  // namespace ridethrough::study
