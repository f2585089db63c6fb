#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ridethrough::scenario {

/// A set of member numbers, counted from 1, as ordered disjoint inclusive spans; empty spans with
/// `all` set mean `*`.
struct Members {
  struct Span {
    std::int64_t first = 1, last = 1;
    bool operator==(const Span&) const = default;
  };
  bool all = false;
  std::vector<Span> spans;

  bool contains(std::int64_t member) const;
  std::int64_t size() const;                                    ///< 0 for `*`
  std::string text() const;                                     ///< "1-6+8-15", "*"
  static Members of(const std::vector<std::int64_t>& members);  ///< sorts, joins neighbours
  bool operator==(const Members&) const = default;
};

/// One segment of a path (section 3 of the language).
struct Segment {
  enum class Kind { name, glob, members };
  Kind kind = Kind::name;
  std::string text;  ///< as written
  Members members;   ///< for Kind::members
  int column = 0;    ///< offset of the segment's first character within the path text
  bool operator==(const Segment& other) const { return kind == other.kind && text == other.text; }
};

struct Path {
  std::vector<Segment> segments;
  std::string text() const;
  bool has_star() const;  ///< a `*` member segment or a glob
};

/// Parses a dotted path. On failure returns false and sets `problem` and the offending `column`
/// (offset in text) for the caret.
bool parse_path(std::string_view text, Path& path, std::string& problem, int& column);

/// A name that a user may give: kebab-case, `[a-z][a-z0-9-]*`.
bool is_name(std::string_view text);

/// Words that no component, job, event, check or part may be called (section 3).
bool is_reserved(std::string_view name);

/// `rack*` against `rack-critical`; `*` matches any run of characters.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace ridethrough::scenario
