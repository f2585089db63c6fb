#include "ridethrough/scenario/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace ridethrough::scenario {

namespace {

constexpr int kMostErrorsShown = 20;
constexpr std::size_t kMostFindingsKept = 1000;
constexpr int kWidestLine = 240;  // characters; a generated file may be one line of megabytes

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; }

int characters_in(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), begins_character));
}

// Control characters of a user's file must not reach a terminal, where they could hide a message.
std::string printable(std::string_view text) {
  std::string result(text);
  for (char& byte : result) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '\t' || byte == '\n') byte = ' ';
    if (code < 0x20u && code != '\t' && code != '\n') byte = '?';
    if (code == 0x7Fu) byte = '?';
  }
  return result;
}

std::string_view line_of(std::string_view text, int line) {
  std::size_t begin = 0;
  for (int passed = 1; passed < line; ++passed) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  return text.substr(begin, text.find('\n', begin) - begin);
}

struct Excerpt {
  std::string text;
  int indent = 0;  // characters before the carets
  int carets = 1;
};

// Cuts a window of whole characters around the carets of an over-long line.
Excerpt excerpt_of(std::string_view line, std::size_t offset, std::size_t length) {
  offset = std::min(offset, line.size());
  length = std::min(length, line.size() - offset);
  std::size_t begin = 0;
  std::size_t end = line.size();
  if (characters_in(line) > kWidestLine) {
    begin = offset > kWidestLine / 2 ? offset - kWidestLine / 2 : 0;
    end = std::min(line.size(), begin + kWidestLine);
    while (begin > 0 && !begins_character(line[begin])) --begin;
    while (end < line.size() && !begins_character(line[end])) ++end;
    length = std::min(length, end - offset);
  }
  const std::string before = begin > 0 ? "..." : "";
  const std::string after = end < line.size() ? "..." : "";
  Excerpt excerpt;
  excerpt.text = before + printable(line.substr(begin, end - begin)) + after;
  excerpt.indent = characters_in(before) + characters_in(line.substr(begin, offset - begin));
  excerpt.carets = std::max(1, characters_in(line.substr(offset, length)));
  return excerpt;
}

std::string_view word_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "note";
}

std::string with_label(const std::string& text, const std::string& label) {
  return label.empty() ? text : text + ' ' + printable(label);
}

std::string render_excerpt(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const std::string_view line = line_of(place.source->text, place.line);
  const auto offset = static_cast<std::size_t>(std::max(1, place.column) - 1);
  const auto length = static_cast<std::size_t>(std::max(1, place.length));
  const Excerpt excerpt = excerpt_of(line, offset, length);
  const std::string number = std::to_string(place.line);
  const std::string gutter(number.size(), ' ');
  const int column = 1 + characters_in(line.substr(0, std::min(offset, line.size())));
  std::string text = fmt::format("{}--> {}:{}:{}\n{} |\n", gutter, printable(place.source->name),
                                 place.line, column, gutter);
  text += excerpt.text.empty() ? number + " |\n" : number + " | " + excerpt.text + '\n';
  const std::string carets(static_cast<std::size_t>(excerpt.carets), '^');
  return text + fmt::format("{} | {:{}}{}\n", gutter, "", excerpt.indent,
                            with_label(carets, diagnostic.label));
}

std::string key_of(const Diagnostic& diagnostic) {
  const Place& place = diagnostic.place;
  const std::string name = place.source ? place.source->name : std::string();
  return fmt::format("{}\n{}\n{}:{}:{}", diagnostic.rule, diagnostic.message, name, place.line,
                     place.column);
}

}  // namespace

Place within(const Place& place, int offset, int length) {
  return {place.source, place.line, place.column + offset, length};
}

std::string location(const Place& place) {
  if (!place.source) return "";
  return place.line > 0 ? fmt::format("{}:{}", place.source->name, place.line) : place.source->name;
}

std::string render(const Diagnostic& diagnostic) {
  std::string text = fmt::format("{}[{}]: {}\n", word_of(diagnostic.severity), diagnostic.rule,
                                 printable(diagnostic.message));
  std::string gutter = " ";
  if (diagnostic.place.source && diagnostic.place.line > 0) {
    text += render_excerpt(diagnostic);
    gutter = std::string(std::to_string(diagnostic.place.line).size(), ' ');
  } else if (!diagnostic.label.empty()) {
    text += fmt::format("{} = {}\n", gutter, printable(diagnostic.label));
  }
  for (const std::string& note : diagnostic.notes) {
    text += fmt::format("{} = {}\n", gutter, printable(note));
  }
  return text;
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (all_.size() >= kMostFindingsKept) {
    if (diagnostic.severity == Severity::error) ++errors_;
    return;
  }
  if (!seen_.insert(key_of(diagnostic)).second) return;
  if (diagnostic.severity == Severity::error) ++errors_;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(std::string rule, std::string message, const Place& place,
                        std::string label, std::vector<std::string> notes) {
  add({Severity::error, std::move(rule), std::move(message), place, std::move(label),
       std::move(notes)});
}

void Diagnostics::warning(std::string rule, std::string message, const Place& place,
                          std::string label, std::vector<std::string> notes) {
  add({Severity::warning, std::move(rule), std::move(message), place, std::move(label),
       std::move(notes)});
}

std::string Diagnostics::render_all() const {
  std::string text;
  int shown = 0;
  for (const Diagnostic& diagnostic : all_) {
    if (diagnostic.severity == Severity::error && ++shown > kMostErrorsShown) continue;
    if (!text.empty()) text += '\n';
    text += render(diagnostic);
  }
  const int more = errors_ - kMostErrorsShown;
  if (more > 0) text += fmt::format("\n... and {} more error{}\n", more, more == 1 ? "" : "s");
  return text;
}

ScenarioError::ScenarioError(Diagnostics diagnostics)
    : std::runtime_error(diagnostics.render_all()),
      diagnostics_(std::make_shared<const Diagnostics>(std::move(diagnostics))) {}

std::string text_at(const Place& place) {
  if (!place.source || place.line < 1) return {};
  const std::string& text = place.source->text;
  std::size_t begin = 0;
  for (int line = 1; line < place.line; ++line) {
    begin = text.find('\n', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  begin += static_cast<std::size_t>(place.column - 1);
  if (begin >= text.size()) return {};
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  return text.substr(begin, std::min(end - begin, static_cast<std::size_t>(place.length)));
}

}  // namespace ridethrough::scenario
