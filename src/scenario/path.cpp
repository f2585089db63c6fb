#include "ridethrough/scenario/path.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "scenario/characters.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::int64_t kLargestMember = 1'000'000'000;

/// Where and why a segment is wrong; `offset` counts within the segment.
struct SegmentFault {
  std::string problem;
  std::size_t offset = 0;
};

using MaybeFault = std::optional<SegmentFault>;

MaybeFault read_member(std::string_view text, std::size_t offset, std::int64_t& member) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), member);
  const bool whole = end == text.data() + text.size() && !text.empty() && is_digit(text.front());
  if (error == std::errc::result_out_of_range || (whole && member > kLargestMember)) {
    return SegmentFault{"a member number this large does not exist", offset};
  }
  if (!whole) return SegmentFault{"members are written 7, 1-5 or 1-6+8-15", offset};
  if (text.size() > 1 && text.front() == '0') {
    return SegmentFault{"a member number has no leading zero", offset};
  }
  return std::nullopt;
}

MaybeFault read_span(std::string_view text, std::size_t offset, Members::Span& span) {
  const std::size_t dash = text.find('-');
  if (MaybeFault fault = read_member(text.substr(0, dash), offset, span.first)) return fault;
  span.last = span.first;
  if (dash == std::string_view::npos) return std::nullopt;
  if (MaybeFault fault = read_member(text.substr(dash + 1), offset + dash + 1, span.last)) {
    return fault;
  }
  if (span.last < span.first) {
    return SegmentFault{"the first member of a range is the smaller one", offset};
  }
  return std::nullopt;
}

// Sorted, disjoint and with neighbours joined, so that equal sets have equal spans.
std::vector<Members::Span> canonical_spans(std::vector<Members::Span> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const Members::Span& a, const Members::Span& b) { return a.first < b.first; });
  std::vector<Members::Span> joined;
  for (const Members::Span& span : spans) {
    if (!joined.empty() && span.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, span.last);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

MaybeFault read_members(std::string_view text, Members& members) {
  std::vector<Members::Span> spans;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    Members::Span span;
    if (MaybeFault fault = read_span(text.substr(begin, end - begin), begin, span)) return fault;
    spans.push_back(span);
    begin = end + 1;
  }
  members.spans = canonical_spans(std::move(spans));
  return std::nullopt;
}

MaybeFault check_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (is_lower(letter) || is_digit(letter) || letter == '-' || letter == '_') continue;
    if (letter == '*') continue;
    if (is_upper(letter)) return SegmentFault{"names have no capital letters", i};
    if (letter == '[') return SegmentFault{"members are written with dots: block.7", i};
    if (letter == ' ') return SegmentFault{"a path has no spaces", i};
    return SegmentFault{"a path is made of a-z, 0-9, '-', '_', '*' and dots", i};
  }
  const std::size_t underscore = text.find('_');
  if (underscore != std::string_view::npos && text.find('-') != std::string_view::npos) {
    return SegmentFault{"names have hyphens, words of the language underscores: not both",
                        underscore};
  }
  return std::nullopt;
}

MaybeFault read_segment(std::string_view text, Segment& segment) {
  segment.text = std::string(text);
  if (text.empty()) return SegmentFault{"a name is missing between the dots", 0};
  if (text == "*") {
    segment.kind = Segment::Kind::members;
    segment.members.all = true;
    return std::nullopt;
  }
  if (is_digit(text.front())) {
    segment.kind = Segment::Kind::members;
    return read_members(text, segment.members);
  }
  if (MaybeFault fault = check_word(text)) return fault;
  if (!is_lower(text.front())) return SegmentFault{"a name begins with a letter", 0};
  const bool starred = text.find('*') != std::string_view::npos;
  segment.kind = starred ? Segment::Kind::glob : Segment::Kind::name;
  return std::nullopt;
}

}  // namespace

bool Members::contains(std::int64_t member) const {
  if (all) return true;
  return std::any_of(spans.begin(), spans.end(), [member](const Span& span) {
    return span.first <= member && member <= span.last;
  });
}

std::int64_t Members::size() const {
  std::int64_t total = 0;
  for (const Span& span : spans) total += span.last - span.first + 1;
  return total;
}

std::string Members::text() const {
  if (all) return "*";
  std::string text;
  for (const Span& span : spans) {
    if (!text.empty()) text += '+';
    text += std::to_string(span.first);
    if (span.last > span.first) text += '-' + std::to_string(span.last);
  }
  return text;
}

Members Members::of(const std::vector<std::int64_t>& members) {
  std::vector<Span> spans;
  spans.reserve(members.size());
  for (const std::int64_t member : members) spans.push_back({member, member});
  Members result;
  result.spans = canonical_spans(std::move(spans));
  return result;
}

std::string Path::text() const {
  std::string text;
  for (const Segment& segment : segments) {
    if (!text.empty()) text += '.';
    text += segment.text;
  }
  return text;
}

bool Path::has_star() const {
  return std::any_of(segments.begin(), segments.end(), [](const Segment& segment) {
    return segment.kind == Segment::Kind::glob || segment.members.all;
  });
}

bool parse_path(std::string_view text, Path& path, std::string& problem, int& column) {
  path.segments.clear();
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    Segment segment;
    segment.column = static_cast<int>(begin);
    MaybeFault fault = read_segment(text.substr(begin, end - begin), segment);
    const bool first_is_number = begin == 0 && segment.kind == Segment::Kind::members;
    if (!fault && first_is_number) {
      fault = SegmentFault{"a path begins with a name, members follow it", 0};
    }
    if (fault) {
      problem = std::move(fault->problem);
      column = static_cast<int>(begin + fault->offset);
      return false;
    }
    path.segments.push_back(std::move(segment));
    begin = end + 1;
  }
  return true;
}

bool is_name(std::string_view text) {
  if (text.empty() || !is_lower(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return is_lower(letter) || is_digit(letter) || letter == '-';
  });
}

bool is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 20> kReserved = {
      "events", "checks", "study", "run",  "duration", "seed", "start", "inlet", "and", "or",
      "not",    "inside", "over",  "true", "false",    "null", "yes",   "no",    "on",  "off"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

// Greedy with one point of return: a later `*` never needs an earlier one to take more.
bool glob_matches(std::string_view pattern, std::string_view name) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0, n = 0, star = kNone, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != kNone) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace ridethrough::scenario
