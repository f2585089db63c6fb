#include "scenario/condition_lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ridethrough::scenario {
namespace {

using TokenKind = ConditionToken::Kind;

bool is_digit_char(char c) { return c >= '0' && c <= '9'; }

bool ends_a_run(char c) {
  return std::string_view(" \t(),<>=!&|").find(c) != std::string_view::npos;
}

bool is_space_char(char c) { return c == ' ' || c == '\t'; }

[[noreturn]] void refuse(std::string_view sign, std::size_t at, const std::string& advice) {
  throw ConditionError("RT0801", fmt::format("'{}' is not a sign of conditions", sign),
                       static_cast<int>(at), static_cast<int>(sign.size()), advice);
}

/// Everything after the comma is shown again behind `over`: a span of time is the usual second
/// argument.
[[noreturn]] void refuse_comma(std::string_view text, std::size_t at) {
  std::size_t rest = at + 1;
  while (rest < text.size() && is_space_char(text[rest])) ++rest;
  throw ConditionError("RT0104", "',' has no place in a condition: functions take one argument",
                       static_cast<int>(at), static_cast<int>(text.size() - at),
                       fmt::format("write: {} over {}", text.substr(0, at), text.substr(rest)));
}

std::string_view relation_sign(std::string_view text, std::size_t at) {
  const std::string_view two = text.substr(at, 2);
  constexpr std::array<std::string_view, 4> kTwo = {"<=", ">=", "==", "!="};
  if (std::find(kTwo.begin(), kTwo.end(), two) != kTwo.end()) return two;
  const std::string_view one = text.substr(at, 1);
  if (one == "<" || one == ">") return one;
  if (two == "&&") refuse(two, at, "write 'and'");
  if (two == "||") refuse(two, at, "write 'or'");
  if (one == "=") refuse(one, at, "write '=='");
  if (one == "!") refuse(one, at, "write 'not' (or '!=')");
  refuse(one, at, "conditions are joined by 'and' and 'or'");
}

/// A lone sign with spaces on both sides is an operator; glued to something it would be read as
/// part of a name or a number.
TokenKind kind_of_run(std::string_view text, std::size_t at, std::string_view run) {
  const bool is_sign = run.find_first_not_of("+-*/") == std::string_view::npos;
  if (is_sign && run.size() == 1) {
    const std::size_t next = at + 1;
    const bool spaced =
        at > 0 && is_space_char(text[at - 1]) && next < text.size() && is_space_char(text[next]);
    if (spaced) return TokenKind::arithmetic;
  }
  const bool is_signed =
      run.size() > 1 && (run[0] == '+' || run[0] == '-') && is_digit_char(run[1]);
  if (is_digit_char(run[0]) || is_signed) return TokenKind::number;
  if (run == "%" || (run[0] == '/' && run.size() > 1)) return TokenKind::unit;
  if (is_sign || run[0] == '+' || run[0] == '-' || run[0] == '*') {
    throw ConditionError(
        "RT0801", fmt::format("'{}' needs a space on both sides", run.substr(0, 1)),
        static_cast<int>(at), 1,
        fmt::format("write: a {} b   (a number may carry a sign: -2 MW)", run.substr(0, 1)));
  }
  return TokenKind::word;
}

}  // namespace

std::vector<ConditionToken> condition_tokens(std::string_view text) {
  std::vector<ConditionToken> tokens;
  std::size_t at = 0;
  const auto push = [&](TokenKind kind, std::string_view part) {
    tokens.push_back({kind, part, static_cast<int>(at)});
    at += part.size();
  };
  while (at < text.size()) {
    const char c = text[at];
    if (is_space_char(c)) {
      ++at;
    } else if (c == '(' || c == ')') {
      push(c == '(' ? TokenKind::open : TokenKind::close, text.substr(at, 1));
    } else if (c == ',') {
      refuse_comma(text, at);
    } else if (ends_a_run(c)) {
      push(TokenKind::relation, relation_sign(text, at));
    } else {
      const auto* stop = std::find_if(text.begin() + at, text.end(), ends_a_run);
      const auto length = static_cast<std::size_t>(stop - (text.begin() + at));
      push(kind_of_run(text, at, text.substr(at, length)), text.substr(at, length));
    }
  }
  push(TokenKind::end, text.substr(text.size()));
  return tokens;
}

bool is_operator_word(std::string_view word) {
  constexpr std::array<std::string_view, 5> kOperators = {"and", "or", "not", "inside", "over"};
  return std::find(kOperators.begin(), kOperators.end(), word) != kOperators.end();
}

}  // namespace ridethrough::scenario
