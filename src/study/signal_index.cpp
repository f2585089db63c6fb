#include "study/signal_index.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "study/signal_meeting.hpp"

namespace ridethrough::study {

namespace {

using scenario::Members;
using scenario::Path;
using scenario::Segment;

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

bool is_plain_sum(const SignalGroup& group) {
  return group.terms.size() == 1 && group.terms.front().count == 1;
}

bool may_sum(const SignalGroup& group) {
  if (is_plain_sum(group)) return true;
  return group.quantity >= 0 &&
         group.type->quantities[static_cast<std::size_t>(group.quantity)].additive;
}

std::int64_t parts_inside(const scenario::Cohort& cohort) {
  const devices::InnerParts& inner = cohort.type->inner;
  if (inner.type == nullptr) return 0;
  if (inner.counted_by.empty()) return static_cast<std::int64_t>(cohort.feeders.size());
  return devices::get(cohort.parameters, inner.counted_by).count();
}

/// False where the type has no such quantity.
bool add_signal(std::vector<SignalGroup>& groups, std::size_t unit, const Meeting& meeting,
                SignalGroup signal, const std::string& word) {
  const int quantity = quantity_of(*signal.type, word);
  if (quantity < 0 && (word != "state" || signal.type->states.empty())) return false;
  add_term(groups, meeting, std::move(signal), {unit, meeting.summed, quantity});
  return true;
}

/// Leading names that two components have in common: the groups in which both stand.
std::size_t shared_names(const scenario::Cohort& one, const scenario::Cohort& other) {
  const auto [own, theirs] =
      std::mismatch(one.names.begin(), one.names.end(), other.names.begin(), other.names.end());
  return static_cast<std::size_t>(own - one.names.begin());
}

void note_feeders(const scenario::Plan& plan, const scenario::Cohort& cohort, Unit& unit) {
  unit.shared_least = cohort.names.size();
  unit.shared_most = 0;
  for (const auto* ends : {&cohort.feeders, &cohort.between}) {
    for (const int end : *ends) {
      if (end < 0) continue;
      const std::size_t shared = shared_names(cohort, plan.cohorts[static_cast<std::size_t>(end)]);
      unit.shared_least = std::min(unit.shared_least, shared);
      unit.shared_most = std::max(unit.shared_most, shared);
    }
  }
}

}  // namespace

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

void add_term(std::vector<SignalGroup>& groups, const Meeting& meeting, SignalGroup signal,
              const SignalGroup::Term& term) {
  auto group = std::find_if(groups.begin(), groups.end(), [&](const SignalGroup& other) {
    return other.name == meeting.name && other.stars == meeting.stars;
  });
  if (group == groups.end()) {
    signal.name = meeting.name;
    signal.stars = meeting.stars;
    signal.members = meeting.members;
    signal.quantity = term.quantity;
    group = groups.insert(groups.end(), std::move(signal));
  }
  group->terms.push_back(term);
}

std::optional<std::size_t> length_before_part(const Path& path, const Unit& unit) {
  const std::size_t length = path.segments.size();
  const devices::TypeSchema* part = unit.type->inner.type;
  if (part == nullptr || length < 4) return std::nullopt;
  if (path.segments[length - 2].kind != Segment::Kind::members) return std::nullopt;
  if (path.segments[length - 3].text != part->name) return std::nullopt;
  return length - 3;
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

std::vector<Unit> units_of(const scenario::Plan& plan) {
  std::vector<Unit> units;
  for (const scenario::Cohort& cohort : plan.cohorts) {
    units.push_back(
        {cohort.names, cohort.members, cohort.count, cohort.type, parts_inside(cohort)});
    note_feeders(plan, cohort, units.back());
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
  std::vector<SignalGroup> groups;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    SignalGroup signal;
    signal.type = units_[u].type;
    if (const auto meeting = meet(path, path.segments.size() - 1, units_[u])) {
      if (!add_signal(groups, u, *meeting, signal, word)) return {};
    } else if (!add_parts(path, u, groups)) {
      return {};
    }
  }
  if (groups.empty()) return group_sums(path, nullptr);
  if (!std::all_of(groups.begin(), groups.end(), may_sum)) return {};
  return groups;
}

/// Signals of parts inside a unit, each number one of its own. False where one does not exist.
bool SignalIndex::add_parts(const Path& path, std::size_t u,
                            std::vector<SignalGroup>& groups) const {
  const auto length = length_before_part(path, units_[u]);
  const auto meeting = length ? meet(path, *length, units_[u]) : std::nullopt;
  if (!meeting) return true;
  const Members& asked = path.segments[*length + 1].members;
  const std::int64_t count = units_[u].inner_count;
  if (!asked.all && (asked.spans.front().first < 1 || asked.spans.back().last > count))
    return false;
  SignalGroup signal;
  signal.type = units_[u].type->inner.type;
  for (std::int64_t number = 1; number <= count; ++number) {
    if (!asked.all && !asked.contains(number)) continue;
    Meeting one = *meeting;
    one.name += fmt::format(".{}.{}", signal.type->name, number);
    if (asked.all || asked.size() > 1) one.stars.push_back(std::to_string(number));
    signal.part = static_cast<int>(number - 1);
    if (!add_signal(groups, u, one, signal, path.segments.back().text)) return false;
  }
  return true;
}

}  // namespace ridethrough::study
