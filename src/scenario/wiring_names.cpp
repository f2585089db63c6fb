#include "scenario/wiring_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

#include "ridethrough/scenario/suggest.hpp"

namespace ridethrough::scenario {

namespace {

using Specs = std::vector<const ComponentSpec*>;

/// The segment itself, so that the caret stands under what is wrong and not under the whole path.
Place place_of_segment(const Segment& segment, const Path& path, const Place& place) {
  const int written = static_cast<int>(path.text().size());
  if (place.length < written) return place;
  const int quote = place.length == written + 2 ? 1 : 0;
  return within(place, quote + segment.column, static_cast<int>(segment.text.size()));
}

std::string text_until(const Path& path, std::size_t end) {
  Path begin;
  begin.segments.assign(path.segments.begin(),
                        path.segments.begin() + static_cast<std::ptrdiff_t>(end));
  return begin.text();
}

Specs named_in(const std::vector<ComponentSpec>& among, const Segment& segment) {
  Specs found;
  for (const ComponentSpec& spec : among) {
    const bool is_named = segment.kind == Segment::Kind::glob
                              ? glob_matches(segment.text, spec.name)
                              : segment.text == spec.name;
    if (is_named) found.push_back(&spec);
  }
  return found;
}

/// Follows a path into the components, one segment at a time.
class PathWalk {
 public:
  PathWalk(const Path& path, const Place& place, Diagnostics& diagnostics)
      : path_(path), place_(place), diagnostics_(diagnostics) {}

  /// Number of segments that name something; a wrong member is a finding and ends it.
  bool follow(const Scope& scope) {
    group_ = scope.group;
    siblings_ = scope.components;
    Specs here = named_in(*scope.components, path_.segments.front());
    for (end_ = 0; !here.empty();) {
      ++end_;
      if (end_ < path_.segments.size() && path_.segments[end_].kind == Segment::Kind::members) {
        if (!are_members(here)) return false;
        ++end_;
      }
      if (end_ == path_.segments.size()) return true;
      here = children(here);
    }
    is_missing_ = true;
    return false;
  }

  bool is_missing() const { return is_missing_; }

  void report_missing(const std::vector<std::string>& also) const {
    std::vector<std::string> names = names_in_file_order(*siblings_);
    if (end_ == 0) names.insert(names.end(), also.begin(), also.end());
    const Segment& segment = path_.segments[end_];
    const std::string group = group_.empty() ? "this scenario" : group_;
    std::vector<std::string> notes;
    if (!names.empty()) notes.push_back(fmt::format("{} has: {}", group, listed(names, 8)));
    diagnostics_.error("RT0401", fmt::format("nothing here is called '{}'", segment.text),
                       place_of_segment(segment, path_, place_),
                       did_you_mean(segment.text, names,
                                    names.empty() ? group + " has no components inside"
                                                  : "it is none of the components here"),
                       std::move(notes));
  }

 private:
  Specs children(const Specs& here) {
    group_ = here.front()->name;
    siblings_ = &here.front()->children;
    Specs next;
    for (const ComponentSpec* spec : here) {
      const Specs found = named_in(spec->children, path_.segments[end_]);
      next.insert(next.end(), found.begin(), found.end());
    }
    return next;
  }

  bool are_members(const Specs& here) {
    const Segment& asked = path_.segments[end_];
    if (asked.members.all) return true;
    const std::string before = text_until(path_, end_);
    for (const ComponentSpec* spec : here) {
      const std::int64_t first = asked.members.spans.front().first;
      const std::int64_t last = asked.members.spans.back().last;
      if (spec->is_counted && first >= 1 && last <= spec->count) continue;
      const Place place = place_of_segment(asked, path_, place_);
      if (!spec->is_counted) {
        diagnostics_.error("RT0442", fmt::format("'{}' has no members", spec->name), place,
                           fmt::format("it is one box without 'count:'; write {}", before));
      } else {
        diagnostics_.error("RT0442",
                           fmt::format("'{}' has members 1 to {}", spec->name, spec->count), place,
                           first < 1 ? fmt::format("members are counted from 1: {}.1", before)
                                     : fmt::format("members are counted from 1; the last is {}.{}",
                                                   before, spec->count));
      }
      return false;
    }
    return true;
  }

  const Path& path_;
  const Place& place_;
  Diagnostics& diagnostics_;
  std::string group_;
  const std::vector<ComponentSpec>* siblings_ = nullptr;  ///< where the next name is looked for
  std::size_t end_ = 0;
  bool is_missing_ = false;
};

/// The line that `place` stands in, up to it.
std::string_view line_before(const Place& place) {
  if (!place.source || place.line < 1) return {};
  const std::string_view text = place.source->text;
  std::size_t begin = 0;
  for (int line = 1; line < place.line; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  const auto columns = static_cast<std::size_t>(std::max(0, place.column - 1));
  return text.substr(begin, columns);
}

std::optional<std::size_t> key_in(std::string_view line, std::string_view key) {
  const std::string wanted = std::string(key) + ":";
  const std::size_t found = line.rfind(wanted);
  if (found == std::string_view::npos) return std::nullopt;
  const bool begins = found == 0 || line[found - 1] == ' ' || line[found - 1] == '{';
  return begins ? std::optional(found) : std::nullopt;
}

}  // namespace

bool check_names(const Reference& reference, const Scope& scope,
                 const std::vector<std::string>& also, Diagnostics& diagnostics) {
  PathWalk walk(reference.path, reference.place, diagnostics);
  if (walk.follow(scope)) return true;
  if (walk.is_missing()) walk.report_missing(also);
  return false;
}

bool check_members(const Path& path, const Place& place, const Scope& scope,
                   Diagnostics& diagnostics) {
  PathWalk walk(path, place, diagnostics);
  return walk.follow(scope) || walk.is_missing();
}

Place key_before(const Place& place, std::string_view key) {
  const auto found = key_in(line_before(place), key);
  if (!found) return place;
  Place result = place;
  result.column = static_cast<int>(*found) + 1;
  result.length = static_cast<int>(key.size());
  return result;
}

Place with_key(const Place& place, std::string_view key) {
  Place result = key_before(place, key);
  result.length = place.column - result.column + place.length;
  return result;
}

std::vector<std::string> names_in_file_order(const std::vector<ComponentSpec>& components) {
  Specs ordered;
  for (const ComponentSpec& spec : components) ordered.push_back(&spec);
  const auto position = [](const ComponentSpec* spec) {
    return std::make_tuple(spec->place.source ? std::string_view(spec->place.source->name) : "",
                           spec->place.line, spec->place.column);
  };
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&](const auto* a, const auto* b) { return position(a) < position(b); });
  std::vector<std::string> names;
  for (const ComponentSpec* spec : ordered) names.push_back(spec->name);
  return names;
}

std::string plural_of(std::string_view type) {
  std::string text(type);
  if (text == "ups" || text == "ats" || text == "sts" || text == "bess") return text;
  if (text.ends_with("y")) return text.substr(0, text.size() - 1) + "ies";
  if (text.ends_with("s") || text.ends_with("ch")) return text + "es";
  return text + "s";
}

std::vector<Reference> named_by(const devices::Value& value) {
  if (!value.present()) return {};
  devices::Value::List names{value};
  if (const auto* list = std::get_if<devices::Value::List>(&value.data())) names = *list;
  std::vector<Reference> references;
  for (const devices::Value& name : names) {
    Reference reference;
    std::string problem;
    int column = 0;
    if (!parse_path(name.word(), reference.path, problem, column)) continue;
    references.push_back(std::move(reference));
  }
  return references;
}

}  // namespace ridethrough::scenario
