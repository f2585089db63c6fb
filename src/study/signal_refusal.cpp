#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "ridethrough/scenario/suggest.hpp"
#include "study/signal_meeting.hpp"

// Why a path names no signal.
namespace ridethrough::study {

namespace {

using scenario::Members;
using scenario::Path;
using scenario::Segment;

/// "block.7.rack.*": what `path` names, with a star for each level that it leaves open.
std::string starred_path_of(const Path& path, const Unit& met) {
  std::string text;
  std::size_t segment = 0;
  for (std::size_t level = 0; level < met.names.size(); ++level) {
    text += (level > 0 ? "." : "") + path.segments[segment++].text;
    if (path.segments[segment].kind == Segment::Kind::members) {
      text += "." + path.segments[segment++].text;
    } else if (!met.members[level].spans.empty()) {
      text += ".*";
    }
  }
  return text;
}

/// The path with only its first `length` segments and its last one.
Path without_middle(const Path& path, std::size_t length) {
  Path result;
  result.segments.assign(path.segments.begin(),
                         path.segments.begin() + static_cast<std::ptrdiff_t>(length));
  result.segments.push_back(path.segments.back());
  return result;
}

std::string text_until(const Path& path, std::size_t length) {
  Path begin;
  begin.segments.assign(path.segments.begin(),
                        path.segments.begin() + static_cast<std::ptrdiff_t>(length));
  return begin.text();
}

Refusal which_quantity(const std::string& path, std::string_view what,
                       const devices::TypeSchema& type) {
  Refusal refusal;
  refusal.rule = "RT1211";
  refusal.message = fmt::format("'{}' is a {}; which of its quantities?", path, what);
  refusal.label = fmt::format("{}", fmt::join(quantity_names(type), ", "));
  return refusal;
}

Refusal no_such_quantity(const Path& path, const std::string& what,
                         const devices::TypeSchema& type) {
  const std::string& word = path.segments.back().text;
  const auto quantities = quantity_names(type);
  Refusal refusal;
  refusal.message = fmt::format("a {} has no quantity '{}'", what, word);
  refusal.label = scenario::did_you_mean(word, quantities, "it is not one of its quantities");
  refusal.notes = {fmt::format("a {} has: {}", what, fmt::join(quantities, ", "))};
  refusal.offset = path.segments.back().column;
  refusal.length = static_cast<int>(word.size());
  return refusal;
}

bool has_quantity(const devices::TypeSchema& type, const std::string& word) {
  const auto names = quantity_names(type);
  return std::find(names.begin(), names.end(), word) != names.end();
}

/// Number of the segment that names the inner parts of `unit`, if the path meets it before.
std::optional<std::size_t> part_name_in(const Path& path, const Unit& unit) {
  const devices::TypeSchema* part = unit.type->inner.type;
  if (part == nullptr) return std::nullopt;
  for (std::size_t i = 1; i < path.segments.size(); ++i) {
    if (path.segments[i].text == part->name && meet(path, i, unit)) return i;
  }
  return std::nullopt;
}

/// "rack.cord.3.voltage" where the rack has two.
Refusal no_such_part(const Segment& asked, const std::string& owner, const Unit& unit) {
  const std::string name(unit.type->inner.type->name);
  const std::string parts = name + "s";
  const bool is_below = asked.members.spans.front().first < 1;
  Refusal refusal;
  refusal.rule = "RT0442";
  refusal.message = fmt::format("'{}' has {} 1 to {}", owner, parts, unit.inner_count);
  refusal.label = is_below ? fmt::format("{} are counted from 1: {}.{}.1", parts, owner, name)
                           : fmt::format("{} are counted from 1; the last is {}.{}.{}", parts,
                                         owner, name, unit.inner_count);
  refusal.offset = asked.column;
  refusal.length = static_cast<int>(asked.text.size());
  return refusal;
}

void add_each(std::vector<std::int64_t>& all, const Members& members) {
  for (const Members::Span& span : members.spans) {
    for (std::int64_t member = span.first; member <= span.last; ++member) all.push_back(member);
  }
}

}  // namespace

/// "'rack' has 25 members in each of 15 blocks": what stands under the path of one of them.
std::string SignalIndex::crowd_text(const Path& path, const Unit& met) const {
  std::string text;
  std::size_t segment = path.segments.size() - 1;
  for (std::size_t level = met.names.size(); level-- > 0;) {
    const bool is_narrowed = path.segments[--segment].kind == Segment::Kind::members;
    if (is_narrowed) --segment;
    const std::int64_t members = is_narrowed ? 0 : members_at(level, met);
    const bool is_last = level + 1 == met.names.size();
    if (is_last && members > 0) {
      text = fmt::format("'{}' has {} members", met.names[level], members);
    } else if (is_last) {
      text = fmt::format("'{}' stands", met.names[level]);
    } else if (members > 0) {
      text += fmt::format(" in each of {} {}s", members, met.names[level]);
    }
  }
  return text;
}

/// Members that the units of this path have together at one level; 0 where it is not counted.
std::int64_t SignalIndex::members_at(std::size_t level, const Unit& met) const {
  std::vector<std::int64_t> members;
  for (const Unit& unit : units_) {
    if (unit.names == met.names) add_each(members, unit.members[level]);
  }
  return Members::of(members).size();
}

Refusal SignalIndex::no_sum(const Path& path, const Unit& met, const std::string& inside) const {
  const std::string& word = path.segments.back().text;
  const std::string starred = starred_path_of(path, met) + inside;
  Refusal refusal;
  refusal.rule = "RT0802";
  refusal.message = fmt::format("{}, and {} does not add up", crowd_text(path, met), word);
  refusal.label =
      fmt::format("each must hold: {0}.{1}   (or one number: min({0}.{1}))", starred, word);
  return refusal;
}

/// For a path that names parts inside `unit`, by the segment `at`.
Refusal SignalIndex::why_not_part(const Path& path, const Unit& unit, std::size_t at) const {
  const devices::TypeSchema& type = *unit.type->inner.type;
  const std::string owner = text_until(path, at);
  const std::string& word = path.segments.back().text;
  const bool has_number =
      at + 1 < path.segments.size() && path.segments[at + 1].kind == Segment::Kind::members;
  if (!has_number) {
    Refusal refusal;
    const std::string quantity = has_quantity(type, word) ? word : quantity_names(type).front();
    refusal.message = fmt::format("which {} of '{}'?", type.name, owner);
    refusal.label =
        fmt::format("{0}.{1}.1.{2}; or {0}.{1}.*.{2} for each of them", owner, type.name, quantity);
    return refusal;
  }
  const Segment& asked = path.segments[at + 1];
  const bool is_inside = asked.members.all || (asked.members.spans.front().first >= 1 &&
                                               asked.members.spans.back().last <= unit.inner_count);
  if (!is_inside) return no_such_part(asked, owner, unit);
  if (path.segments.size() == at + 2) return which_quantity(path.text(), type.name, type);
  if (!has_quantity(type, word)) {
    return no_such_quantity(path, fmt::format("{} of a {}", type.name, unit.type->name), type);
  }
  return no_sum(without_middle(path, at), unit, fmt::format(".{}.{}", type.name, asked.text));
}

Refusal SignalIndex::why_not(const Path& path) const {
  const std::size_t length = path.segments.size() - 1;
  const Unit* met = nullptr;
  for (const Unit& unit : units_) {
    if (meet(path, path.segments.size(), unit)) {
      return which_quantity(path.text(), "component", *unit.type);
    }
    if (const auto at = part_name_in(path, unit)) return why_not_part(path, unit, *at);
    if (meet(path, length, unit)) met = &unit;
  }
  if (met == nullptr) {
    Refusal refusal;
    group_sums(path, &refusal);
    return refusal.message.empty() ? nothing_of_that_name(path) : refusal;
  }
  if (!has_quantity(*met->type, path.segments.back().text)) {
    return no_such_quantity(path, std::string(met->type->name), *met->type);
  }
  return no_sum(path, *met, "");
}

Refusal SignalIndex::nothing_of_that_name(const Path& path) const {
  std::vector<std::string> names;
  for (const Unit& unit : units_) {
    names.push_back(plain_path_of(unit));
    const devices::TypeSchema* part = unit.type->inner.type;
    if (part != nullptr) names.push_back(fmt::format("{}.{}", names.back(), part->name));
  }
  std::string asked;
  for (std::size_t i = 0; i + 1 < path.segments.size(); ++i) {
    if (path.segments[i].kind == Segment::Kind::members) continue;
    asked += (asked.empty() ? "" : ".") + path.segments[i].text;
  }
  Refusal refusal;
  refusal.message = fmt::format("nothing here is called '{}'", asked);
  refusal.label = scenario::did_you_mean(asked, names, "no component or job of that name");
  return refusal;
}

}  // namespace ridethrough::study
