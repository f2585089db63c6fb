#include "scenario/source_lines.hpp"

#include <algorithm>
#include <utility>

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kLongestSpan = 4096;  // carets longer than this help nobody

}  // namespace

SourceLines::SourceLines(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {
  begins_.push_back(0);
  for (std::size_t i = 0; i < text().size(); ++i) {
    if (text()[i] == '\n') begins_.push_back(i + 1);
  }
}

std::size_t SourceLines::line_begin(std::size_t offset) const {
  return *std::prev(std::upper_bound(begins_.begin(), begins_.end(), offset));
}

std::size_t SourceLines::line_end(std::size_t offset) const {
  // From the table: searching a line of megabytes for every place in it would be quadratic.
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
  return next == begins_.end() ? text().size() : *next - 1;
}

Place SourceLines::place(std::size_t offset, std::size_t length) const {
  offset = std::min(offset, text().size());
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
  const std::size_t begin = *std::prev(next);
  const std::size_t rest = line_end(offset) - offset;
  Place place;
  place.source = source_;
  place.line = static_cast<int>(next - begins_.begin());
  place.column = static_cast<int>(offset - begin) + 1;
  place.length = static_cast<int>(std::max<std::size_t>(1, std::min(length, rest)));
  return place;
}

std::size_t SourceLines::quoted_end(std::size_t offset) const {
  const char quote = text()[offset];
  const std::size_t end = std::min(line_end(offset), offset + kLongestSpan);
  for (std::size_t i = offset + 1; i < end; ++i) {
    if (text()[i] == '\\' && quote == '"') {
      ++i;
    } else if (text()[i] == quote) {
      return i + 1;
    }
  }
  return end;
}

std::size_t SourceLines::flow_end(std::size_t offset) const {
  const std::size_t end = std::min(line_end(offset), offset + kLongestSpan);
  int depth = 0;
  char before = ' ';  // last character that is no space: a quote after a letter is an apostrophe
  for (std::size_t i = offset; i < end; ++i) {
    const char letter = text()[i];
    const bool opens_text = std::string_view("[{,:").find(before) != std::string_view::npos;
    if ((letter == '"' || letter == '\'') && opens_text) {
      i = quoted_end(i) - 1;
    } else if (letter == '[' || letter == '{') {
      ++depth;
    } else if (letter == ']' || letter == '}') {
      if (--depth == 0) return i + 1;
    }
    if (letter != ' ') before = letter;
  }
  return end;
}

Place SourceLines::value_place(std::size_t offset, std::string_view plain) const {
  if (offset >= text().size()) return place(offset, 1);
  const char first = text()[offset];
  if (first == '"' || first == '\'') return place(offset, quoted_end(offset) - offset);
  if (first == '[' || first == '{') return place(offset, flow_end(offset) - offset);
  if (!plain.empty() && std::string_view(text()).substr(offset).starts_with(plain)) {
    return place(offset, plain.size());
  }
  std::size_t end = line_end(offset);
  while (end > offset + 1 && text()[end - 1] == ' ') --end;
  return place(offset, std::min(end - offset, kLongestSpan));
}

}  // namespace ridethrough::scenario
