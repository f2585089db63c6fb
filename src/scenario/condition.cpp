#include "ridethrough/scenario/condition.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/condition_parser.hpp"

namespace ridethrough::scenario {
namespace {

Op op_of_relation(std::string_view sign) {
  if (sign == "<") return Op::less;
  if (sign == "<=") return Op::less_equal;
  if (sign == ">") return Op::greater;
  if (sign == ">=") return Op::greater_equal;
  return sign == "==" ? Op::equal : Op::not_equal;
}

/// word = lower { lower | digit | "_" }
bool is_state_word(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && lower(text[0]) && !is_operator_word(text) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::unique_ptr<Condition> copy_of(const Condition& source) {
  auto copy = std::make_unique<Condition>();
  copy->op = source.op;
  copy->value = source.value;
  copy->unit = source.unit;
  copy->span_s = source.span_s;
  copy->path = source.path;
  copy->word = source.word;
  copy->curve = source.curve;
  copy->place = source.place;
  for (const auto& operand : source.operands) copy->operands.push_back(copy_of(*operand));
  return copy;
}

}  // namespace

std::unique_ptr<Condition> ConditionParser::whole() {
  if (peek().kind == Kind::end)
    fail(peek(), "a condition is missing", "for example: ups.load_level <= 100 %");
  Node result = condition();
  if (peek().kind == Kind::end) return result;
  if (peek().kind == Kind::close) fail(peek(), "')' without '('", "take it out");
  fail(peek(), fmt::format("'{}' is one word too many", peek().text),
       "conditions are joined by 'and' and 'or'");
}

std::unique_ptr<Condition> ConditionParser::condition() {
  const std::size_t first = next_;
  Node left = conjunct();
  while (accept("or")) {
    Node right = conjunct();
    left = node(Op::logical_or, first, pair(std::move(left), std::move(right)));
  }
  return left;
}

std::unique_ptr<Condition> ConditionParser::conjunct() {
  const std::size_t first = next_;
  Node left = unary();
  while (accept("and")) {
    Node right = unary();
    left = node(Op::logical_and, first, pair(std::move(left), std::move(right)));
  }
  return left;
}

std::unique_ptr<Condition> ConditionParser::unary() {
  const Depth depth(*this);
  const std::size_t first = next_;
  if (accept("not")) {
    std::vector<Node> operand;
    operand.push_back(unary());
    return node(Op::logical_not, first, std::move(operand));
  }
  if (peek().kind == Kind::open && !opens_a_sum()) {
    const ConditionToken& open = take();
    Node inner = condition();
    close(open);
    return inner;
  }
  return relation();
}

/// `(a + b) <= c` against `(a <= c) and ...`: what follows the matching bracket tells.
bool ConditionParser::opens_a_sum() const {
  int level = 0;
  for (std::size_t i = next_; i < tokens_.size(); ++i) {
    if (tokens_[i].kind == Kind::open) ++level;
    if (tokens_[i].kind == Kind::close && --level == 0) {
      const ConditionToken& after = tokens_[i + 1];
      return after.kind == Kind::relation || after.kind == Kind::arithmetic ||
             after.is(Kind::word, "inside");
    }
  }
  return false;
}

std::unique_ptr<Condition> ConditionParser::relation() {
  const std::size_t first = next_;
  Node left = sum();
  if (accept("inside")) return inside(first, std::move(left));
  if (left->op == Op::event) {
    if (peek().kind != Kind::relation) return left;
    fail(peek(), "an event is true or false: there is nothing to compare",
         "leave the comparison out, or write 'not events...'");
  }
  if (peek().kind != Kind::relation) {
    const bool is_path = left->op == Op::path;
    fail(peek(), "a comparison is missing",
         is_path ? fmt::format("write: {0} >= NUMBER UNIT, or {0} == STATE", left->path.text())
                 : "one of < <= > >= == !=");
  }
  const ConditionToken& sign = take();
  const Op op = op_of_relation(sign.text);
  if ((op == Op::equal || op == Op::not_equal) && is_bare_word(peek())) {
    return state_relation(first, std::move(left), op);
  }
  Node right = number_side();
  if (peek().kind != Kind::relation) {
    return node(op, first, pair(std::move(left), std::move(right)));
  }
  return chain(first, std::move(left), op, std::move(right));
}

/// The curve is one word: the name of a part, or a file.
std::unique_ptr<Condition> ConditionParser::inside(std::size_t first, Node left) {
  if (left->op == Op::event) {
    fail(tokens_[first], "an event is true or false: no curve is held against it",
         "name a quantity, for example rack.voltage");
  }
  const bool is_name = peek().kind == Kind::word || peek().kind == Kind::unit;
  if (!is_name || is_operator_word(peek().text)) {
    fail(peek(), "'inside' needs a curve", "write: row.*.voltage inside itic", "RT0805");
  }
  const std::string_view curve = take().text;
  std::vector<Node> operand;
  operand.push_back(std::move(left));
  Node result = node(Op::inside, first, std::move(operand));
  result->word = curve;
  return result;
}

/// a <= x <= b is (a <= x) and (x <= b).
std::unique_ptr<Condition> ConditionParser::chain(std::size_t first, Node left, Op op,
                                                  Node middle) {
  Node again = copy_of(*middle);
  Node lower = node(op, first, pair(std::move(left), std::move(middle)));
  const Op second = op_of_relation(take().text);
  Node right = number_side();
  if (peek().kind == Kind::relation) {
    fail(peek(), "at most two comparisons stand in a row", "join more of them with 'and'");
  }
  Node upper = node(second, first, pair(std::move(again), std::move(right)));
  return node(Op::logical_and, first, pair(std::move(lower), std::move(upper)));
}

bool ConditionParser::is_bare_word(const ConditionToken& token) const {
  return token.kind == Kind::word && token.text.find('.') == std::string_view::npos &&
         peek(1).kind != Kind::open;
}

std::unique_ptr<Condition> ConditionParser::state_relation(std::size_t first, Node left, Op op) {
  const ConditionToken& word = take();
  if (!is_state_word(word.text)) {
    fail(word, fmt::format("'{}' is not a state", word.text),
         "states are words in lower case, like running or on_battery");
  }
  if (left->op != Op::path) {
    fail(word, "only a path can be compared with a state", "write: PATH == STATE");
  }
  Node result = node(op == Op::equal ? Op::state_is : Op::state_is_not, first);
  result->path = left->path;
  result->word = word.text;
  return result;
}

std::shared_ptr<Condition> parse_condition(std::string_view text, const Place& place,
                                           Diagnostics& diagnostics) {
  try {
    return ConditionParser(text, place).whole();
  } catch (const ConditionError& error) {
    Place at = place;
    at.column += error.offset;
    at.length = error.length;
    diagnostics.error(error.rule, error.what(), at, error.label);
    return nullptr;
  }
}

}  // namespace ridethrough::scenario
