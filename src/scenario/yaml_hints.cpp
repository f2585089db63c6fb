#include "scenario/yaml_hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

namespace ridethrough::scenario {

namespace {

bool is_word_character(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' || letter == '_' ||
         letter == '*';
}

// In "block[7].ups-a" the bracket touches a name, which no list in a scenario does.
std::optional<std::size_t> glued_bracket(std::string_view line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '#' && line[i - 1] == ' ') return std::nullopt;
    if (line[i] == '[' && is_word_character(line[i - 1])) return i;
  }
  return std::nullopt;
}

std::size_t path_begin(std::string_view line, std::size_t at) {
  while (at > 0 && (is_word_character(line[at - 1]) || line[at - 1] == '.')) --at;
  return at;
}

std::size_t path_end(std::string_view line, std::size_t at) {
  const auto belongs = [&](char letter) {
    return is_word_character(letter) || letter == '.' || letter == '+' || letter == '[';
  };
  bool inside = false;
  for (; at < line.size(); ++at) {
    if (line[at] == '[') inside = true;
    if (line[at] == ']' && !inside) break;
    if (!belongs(line[at]) && line[at] != ']') break;
    if (line[at] == ']') inside = false;
  }
  return at;
}

std::string with_dots(std::string_view path) {
  std::string text;
  for (const char letter : path) {
    if (letter == '[') text += '.';
    if (letter != '[' && letter != ']') text += letter;
  }
  return text;
}

bool report_bracket(const SourceLines& lines, std::size_t offset, Diagnostics& diagnostics) {
  const std::size_t line_at = lines.line_begin(offset);
  const std::string_view line =
      std::string_view(lines.text()).substr(line_at, lines.line_end(line_at) - line_at);
  const std::optional<std::size_t> bracket = glued_bracket(line);
  if (!bracket) return false;
  const std::size_t begin = path_begin(line, *bracket);
  const std::size_t end = path_end(line, *bracket);
  const std::string_view path = line.substr(begin, end - begin);
  diagnostics.error("RT0103", "this is not YAML: '[' inside {...}",
                    lines.place(line_at + begin, end - begin),
                    "members are written with dots: " + with_dots(path));
  return true;
}

bool mentions(const YamlFailure& failure, std::string_view words) {
  return failure.message.find(words) != std::string::npos;
}

void report_unclosed(const SourceLines& lines, const YamlFailure& failure,
                     Diagnostics& diagnostics) {
  const char open = lines.text()[failure.flow_begin];
  const char close = open == '[' ? ']' : '}';
  const std::string opened = location(lines.place(failure.flow_begin, 1));
  const std::size_t rest = lines.text().find_first_not_of(" \n", failure.offset);
  const bool at_end = failure.offset <= failure.flow_begin || rest == std::string::npos;
  if (at_end) {
    diagnostics.error("RT0105", "this is not YAML", lines.place(failure.flow_begin, 1),
                      fmt::format("this '{}' is not closed; a '{}' is missing", open, close));
    return;
  }
  diagnostics.error(
      "RT0105", "this is not YAML", lines.place(failure.offset, 1),
      fmt::format("expected ',' or '{}' here; the '{}' is at {}", close, open, opened));
}

std::string hint_for(const YamlFailure& failure) {
  if (mentions(failure, "illegal map value")) {
    return "a second ': ' in one line; inside {...} put ',' between keys, elsewhere indent";
  }
  if (mentions(failure, "end of map not found") || mentions(failure, "end of sequence not found")) {
    return "the indentation fits no line above";
  }
  if (mentions(failure, "illegal EOF in scalar")) return "a quote is not closed";
  if (mentions(failure, "illegal block entry")) return "a '-' item can not begin here";
  if (mentions(failure, "unknown token")) return "a value can not begin with this character";
  if (mentions(failure, "illegal flow end")) return "nothing is open here";
  if (mentions(failure, "unknown escape character")) {
    return "within \"...\" a backslash begins an escape; use '...' or no quotes";
  }
  return failure.message;
}

std::size_t open_parentheses(std::string_view text) {
  const auto open = std::count(text.begin(), text.end(), '(');
  const auto close = std::count(text.begin(), text.end(), ')');
  return open > close ? static_cast<std::size_t>(open - close) : 0;
}

}  // namespace

void report_yaml_failure(const SourceLines& lines, const YamlFailure& failure,
                         Diagnostics& diagnostics) {
  const Place place = lines.place(failure.offset, 1);
  if (report_bracket(lines, failure.offset, diagnostics)) return;
  if (mentions(failure, "anchor") || mentions(failure, "alias")) {
    diagnostics.error("RT0106", "aliases and anchors are not part of this language", place,
                      "a path begins with a letter; what is used twice is a part or a group");
  } else if (mentions(failure, "tag")) {
    diagnostics.error("RT0107", "tags ('!') are not part of this language", place,
                      "leave it out; types follow from the keys");
  } else if (mentions(failure, "tab")) {
    diagnostics.error("RT0112", "a tab in the indentation", place, "indent with spaces");
  } else if (failure.in_flow && mentions(failure, "flow not found")) {
    report_unclosed(lines, failure, diagnostics);
  } else {
    diagnostics.error("RT0105", "this is not YAML", place, hint_for(failure));
  }
}

bool report_cut_value(const SourceLines& lines, std::size_t key_offset, std::string_view key,
                      std::string_view previous, Diagnostics& diagnostics) {
  const std::string_view text = lines.text();
  const std::size_t comma = text.find_last_not_of(" \n", key_offset == 0 ? 0 : key_offset - 1);
  if (comma == std::string_view::npos || text[comma] != ',') return false;
  const bool in_function = open_parentheses(previous) > 0;
  if (!in_function && key.find(' ') == std::string_view::npos) return false;
  const Place place = lines.place(comma, key_offset + key.size() - comma);
  std::string label = "free text with a comma stands on its own line, not inside {...}";
  if (in_function) {
    const bool sliding = previous.starts_with("change(") || previous.starts_with("average(") ||
                         previous.find("(change(") != std::string_view::npos ||
                         previous.find("(average(") != std::string_view::npos;
    label = sliding ? fmt::format("write: {} over {}", previous, key)
                    : "a function takes one argument, with '*' for many";
  }
  diagnostics.error("RT0104", "',' ends a value inside {...}", place, label);
  return true;
}

bool report_tabs(const SourceLines& lines, Diagnostics& diagnostics) {
  const std::string_view text = lines.text();
  bool found = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t content = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t tab = line.substr(0, content).find('\t');
    if (tab != std::string_view::npos) {
      diagnostics.error("RT0112", "a tab in the indentation", lines.place(begin + tab, 1),
                        "indent with spaces");
      found = true;
    }
    begin = end + 1;
  }
  return found;
}

}  // namespace ridethrough::scenario
