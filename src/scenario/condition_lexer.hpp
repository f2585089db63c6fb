#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Words and signs of a condition (section 13 of the scenario language).
namespace ridethrough::scenario {

struct ConditionToken {
  enum class Kind { word, number, unit, open, close, relation, arithmetic, end };
  Kind kind = Kind::end;
  std::string_view text;
  int offset = 0;  ///< of the first character within the condition
  bool is(Kind other, std::string_view other_text) const {
    return kind == other && text == other_text;
  }
};

/// A mistake in the text of a condition; offset and length count characters of the condition.
struct ConditionError : std::runtime_error {
  ConditionError(std::string rule_id, const std::string& message, int at, int span,
                 std::string advice)
      : std::runtime_error(message),
        rule(std::move(rule_id)),
        offset(at),
        length(span),
        label(std::move(advice)) {}
  std::string rule;
  int offset;
  int length;
  std::string label;
};

/// Splits `text`; the last token is Kind::end.
/// @throws ConditionError for signs that the language does not have.
std::vector<ConditionToken> condition_tokens(std::string_view text);

/// `and or not inside over`: they never name anything, neither a state.
bool is_operator_word(std::string_view word);

}  // namespace ridethrough::scenario
