#include "study/signal_index.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::study {

namespace {

using scenario::Members;
using scenario::Path;
using scenario::Segment;

/// How a path without its last segment meets one unit.
struct Meeting {
  std::string name;
  std::vector<std::string> stars;
  std::int64_t members = 1;  // named by stars or numbers
  std::int64_t summed = 1;   // levels that the path names as a whole
};

Members common(const Members& asked, const Members& own) {
  std::vector<std::int64_t> both;
  for (const auto& span : own.spans) {
    for (std::int64_t member = span.first; member <= span.last; ++member) {
      if (asked.all || asked.contains(member)) both.push_back(member);
    }
  }
  return Members::of(both);
}

bool meets_name(const Segment& segment, const std::string& name, Meeting& meeting) {
  if (segment.kind == Segment::Kind::name) return segment.text == name;
  if (segment.kind != Segment::Kind::glob || !scenario::glob_matches(segment.text, name)) {
    return false;
  }
  meeting.stars.push_back(name);
  return true;
}

bool meets_members(const Segment& segment, const Members& own, Meeting& meeting) {
  const Members& asked = segment.members;
  if (own.spans.empty()) {  // not counted: `*` is the component itself
    if (asked.all) meeting.stars.emplace_back();
    return asked.all;
  }
  const Members both = common(asked, own);
  if (both.spans.empty()) return false;
  if (asked.all || asked.size() > 1) meeting.stars.push_back(both.text());
  meeting.name += "." + both.text();
  meeting.members *= both.size();
  return true;
}

std::optional<Meeting> meet(const Path& path, std::size_t length, const Unit& unit) {
  Meeting meeting;
  std::size_t segment = 0;
  for (std::size_t level = 0; level < unit.names.size(); ++level) {
    if (segment >= length) return std::nullopt;
    if (!meets_name(path.segments[segment], unit.names[level], meeting)) return std::nullopt;
    if (level > 0) meeting.name += '.';
    meeting.name += unit.names[level];
    ++segment;
    const Members& own = unit.members[level];
    if (segment < length && path.segments[segment].kind == Segment::Kind::members) {
      if (!meets_members(path.segments[segment], own, meeting)) return std::nullopt;
      ++segment;
    } else if (!own.spans.empty()) {
      meeting.summed *= own.size();
    }
  }
  return segment == length ? std::optional(meeting) : std::nullopt;
}

int quantity_of(const devices::TypeSchema& type, const std::string& word) {
  for (std::size_t i = 0; i < type.quantities.size(); ++i) {
    if (type.quantities[i].name == word) return static_cast<int>(i);
  }
  return -1;
}

std::vector<std::string> quantity_names(const devices::TypeSchema& type) {
  std::vector<std::string> names;
  for (const auto& quantity : type.quantities) names.emplace_back(quantity.name);
  if (!type.states.empty()) names.emplace_back("state");
  return names;
}

bool is_plain_sum(const SignalGroup& group) {
  return group.terms.size() == 1 && group.terms.front().count == 1;
}

bool may_sum(const SignalGroup& group) {
  if (is_plain_sum(group)) return true;
  return group.quantity >= 0 &&
         group.type->quantities[static_cast<std::size_t>(group.quantity)].additive;
}

}  // namespace

std::vector<Unit> units_of(const scenario::Plan& plan) {
  std::vector<Unit> units;
  for (const scenario::Cohort& cohort : plan.cohorts) {
    units.push_back({cohort.names, cohort.members, cohort.count, cohort.type});
  }
  for (const scenario::JobPlan& job : plan.jobs) {
    units.push_back({{job.job->name}, {Members{}}, 1, job.job->type});
  }
  return units;
}

std::string path_of(const Unit& unit) {
  std::string text;
  for (std::size_t i = 0; i < unit.names.size(); ++i) {
    if (i > 0) text += '.';
    text += unit.names[i];
    if (!unit.members[i].spans.empty()) text += "." + unit.members[i].text();
  }
  return text;
}

std::string plain_path_of(const Unit& unit) {
  return fmt::format("{}", fmt::join(unit.names, "."));
}

std::vector<SignalGroup> SignalIndex::groups(const Path& path) const {
  if (path.segments.size() < 2) return {};
  const std::string& word = path.segments.back().text;
  const std::size_t length = path.segments.size() - 1;
  std::vector<SignalGroup> groups;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    const auto meeting = meet(path, length, units_[u]);
    if (!meeting) continue;
    const devices::TypeSchema& type = *units_[u].type;
    const int quantity = quantity_of(type, word);
    if (quantity < 0 && (word != "state" || type.states.empty())) return {};
    auto group = std::find_if(groups.begin(), groups.end(), [&](const SignalGroup& other) {
      return other.name == meeting->name && other.stars == meeting->stars;
    });
    if (group == groups.end()) {
      groups.push_back({meeting->name, meeting->stars, meeting->members, quantity, &type, {}});
      group = groups.end() - 1;
    }
    group->terms.push_back({u, meeting->summed});
  }
  if (!std::all_of(groups.begin(), groups.end(), may_sum)) return {};
  return groups;
}

Refusal SignalIndex::why_not(const Path& path) const {
  for (const Unit& unit : units_) {
    if (!meet(path, path.segments.size(), unit)) continue;
    Refusal refusal;
    refusal.rule = "RT1211";
    refusal.message = fmt::format("'{}' is a component; which of its quantities?", path.text());
    refusal.label = fmt::format("{}", fmt::join(quantity_names(*unit.type), ", "));
    return refusal;
  }
  const std::string& word = path.segments.back().text;
  const std::size_t length = path.segments.size() - 1;
  std::int64_t total = 0;
  const Unit* met = nullptr;
  for (const Unit& unit : units_) {
    const auto meeting = meet(path, length, unit);
    if (!meeting) continue;
    met = &unit;
    total += meeting->summed;
  }
  Refusal refusal;
  if (met == nullptr) {
    std::vector<std::string> names;
    for (const Unit& unit : units_) names.push_back(plain_path_of(unit));
    std::string asked;
    for (std::size_t i = 0; i < length; ++i) {
      if (path.segments[i].kind == Segment::Kind::members) continue;
      asked += (asked.empty() ? "" : ".") + path.segments[i].text;
    }
    refusal.message = fmt::format("nothing here is called '{}'", asked);
    refusal.label = scenario::did_you_mean(asked, names, "no component or job of that name");
    return refusal;
  }
  const auto quantities = quantity_names(*met->type);
  if (std::find(quantities.begin(), quantities.end(), word) == quantities.end()) {
    refusal.message = fmt::format("a {} has no quantity '{}'", met->type->name, word);
    refusal.label = scenario::did_you_mean(word, quantities, "it is not one of its quantities");
    refusal.notes = {fmt::format("a {} has: {}", met->type->name, fmt::join(quantities, ", "))};
    refusal.offset = path.segments.back().column;
    refusal.length = static_cast<int>(word.size());
    return refusal;
  }
  refusal.rule = "RT0802";
  refusal.message =
      fmt::format("'{}' has {} members, and {} does not add up", plain_path_of(*met), total, word);
  std::string starred;
  for (std::size_t level = 0; level < met->names.size(); ++level) {
    starred += (level > 0 ? "." : "") + met->names[level];
    if (!met->members[level].spans.empty()) starred += ".*";
  }
  refusal.label =
      fmt::format("each must hold: {0}.{1}   (or one number: min({0}.{1}))", starred, word);
  return refusal;
}

}  // namespace ridethrough::study
