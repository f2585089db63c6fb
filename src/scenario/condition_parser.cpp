#include "scenario/condition_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ridethrough::scenario {
namespace {

/// Deeper nesting than a person writes; keeps hostile files from exhausting the stack.
constexpr int kDeepestCondition = 100;

}  // namespace

ConditionParser::ConditionParser(std::string_view text, const Place& place)
    : text_(text), place_(place), tokens_(condition_tokens(text)) {}

ConditionParser::Depth::Depth(ConditionParser& parser) : owner(parser) {
  if (++owner.depth_ > kDeepestCondition) {
    fail(owner.peek(), "this condition is nested too deeply", "split it into several checks");
  }
}

void ConditionParser::fail(const ConditionToken& at, const std::string& message,
                           const std::string& advice, const char* rule) {
  throw ConditionError(rule, message, at.offset, std::max(1, static_cast<int>(at.text.size())),
                       advice);
}

const ConditionToken& ConditionParser::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

const ConditionToken& ConditionParser::take() {
  return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_];
}

bool ConditionParser::accept(std::string_view word) {
  if (!peek().is(Kind::word, word)) return false;
  take();
  return true;
}

std::unique_ptr<Condition> ConditionParser::node(Op op, std::size_t first,
                                                 std::vector<Node> operands) const {
  auto result = std::make_unique<Condition>();
  result->op = op;
  result->operands = std::move(operands);
  const ConditionToken& last = tokens_[next_ > 0 ? next_ - 1 : 0];
  result->place = place_;
  result->place.column += tokens_[first].offset;
  result->place.length = last.offset + static_cast<int>(last.text.size()) - tokens_[first].offset;
  return result;
}

std::vector<std::unique_ptr<Condition>> ConditionParser::pair(Node left, Node right) {
  std::vector<Node> result;
  result.push_back(std::move(left));
  result.push_back(std::move(right));
  return result;
}

void ConditionParser::close(const ConditionToken& open) {
  if (peek().kind == Kind::close) {
    take();
    return;
  }
  if (peek().kind == Kind::end) {
    refuse_cut_flow_scalar();
    fail(open, "this '(' is never closed", "add ')'");
  }
  fail(peek(), fmt::format("')' is due here, not '{}'", peek().text), "close the bracket first");
}

/// The line of the file that holds the condition, empty if the place is not known.
std::string_view ConditionParser::line_of_file() const {
  if (!place_.source || place_.line < 1) return {};
  const std::string_view file = place_.source->text;
  std::size_t begin = 0;
  for (int line = 1; line < place_.line; ++line) {
    begin = file.find('\n', begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  return file.substr(begin, file.find('\n', begin) - begin);
}

/// Inside {...} YAML ends the value at a comma before we see it; the file still shows the rest.
void ConditionParser::refuse_cut_flow_scalar() const {
  const std::string_view line = line_of_file();
  const std::size_t comma = static_cast<std::size_t>(place_.column - 1) + text_.size();
  if (comma >= line.size() || line[comma] != ',') return;
  std::string_view rest = line.substr(comma, line.find('}', comma) - comma);
  while (rest.back() == ' ') rest.remove_suffix(1);
  const std::size_t span = rest.size();
  rest.remove_prefix(std::min(rest.find_first_not_of(", "), rest.size()));
  throw ConditionError("RT0104", "',' ends a value inside {...}", static_cast<int>(text_.size()),
                       static_cast<int>(span), fmt::format("write: {} over {}", text_, rest));
}

}  // namespace ridethrough::scenario
