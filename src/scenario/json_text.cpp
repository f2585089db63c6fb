#include "scenario/json_text.hpp"

#include <fmt/format.h>

namespace ridethrough::scenario {

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string json_object(const JsonMembers& members) {
  std::vector<std::string> texts;
  for (const auto& [key, value] : members) {
    texts.push_back(fmt::format("{}:{}", json_string(key), value));
  }
  return fmt::format("{{{}}}", fmt::join(texts, ","));
}

std::string json_array(const std::vector<std::string>& items) {
  return fmt::format("[{}]", fmt::join(items, ","));
}

std::string json_indented(std::string_view compact) {
  std::string text;
  int depth = 0;
  bool in_string = false;
  const auto new_line = [&] {
    text += '\n' + std::string(static_cast<std::size_t>(2 * depth), ' ');
  };
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    if (in_string) {
      text += c;
      if (c == '\\') text += compact[++i];
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    const bool closes = c == '}' || c == ']';
    const bool is_empty = closes && (text.back() == '{' || text.back() == '[');
    if (closes) --depth;
    if (closes && !is_empty) new_line();
    text += c;
    if (c == '{' || c == '[') {
      ++depth;
      const char next = compact[i + 1];
      if (next != '}' && next != ']') new_line();
    }
    if (c == ',') new_line();
    if (c == ':') text += ' ';
  }
  return text + '\n';
}

}  // namespace ridethrough::scenario
