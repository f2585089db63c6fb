#pragma once

#include <string_view>

/// ASCII classes that no locale can change.
namespace ridethrough::scenario {

constexpr bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
constexpr bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The leading run of digits of `text`.
constexpr std::string_view digits_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(0, end);
}

}  // namespace ridethrough::scenario
