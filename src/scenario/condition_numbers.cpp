#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "ridethrough/scenario/units.hpp"
#include "scenario/condition_parser.hpp"

namespace ridethrough::scenario {
namespace {

struct ConditionFunction {
  std::string_view name;
  Op op;
};

constexpr std::array<ConditionFunction, 8> kFunctions = {{{"min", Op::min},
                                                          {"max", Op::max},
                                                          {"sum", Op::sum},
                                                          {"mean", Op::mean},
                                                          {"abs", Op::abs},
                                                          {"count", Op::count},
                                                          {"change", Op::change},
                                                          {"average", Op::average}}};

}  // namespace

std::unique_ptr<Condition> ConditionParser::number_side() {
  const ConditionToken& first = peek();
  Node result = sum();
  if (result->op == Op::event) {
    fail(first, "an event is true or false, not a number", "join it with 'and' or 'or'");
  }
  return result;
}

std::unique_ptr<Condition> ConditionParser::sum() {
  const std::size_t first = next_;
  Node left = product();
  while (peek().is(Kind::arithmetic, "+") || peek().is(Kind::arithmetic, "-")) {
    left = binary(take().text == "+" ? Op::add : Op::subtract, first, std::move(left),
                  &ConditionParser::product);
  }
  return left;
}

std::unique_ptr<Condition> ConditionParser::product() {
  const std::size_t first = next_;
  Node left = factor();
  while (peek().is(Kind::arithmetic, "*") || peek().is(Kind::arithmetic, "/")) {
    left = binary(take().text == "*" ? Op::multiply : Op::divide, first, std::move(left),
                  &ConditionParser::factor);
  }
  return left;
}

std::unique_ptr<Condition> ConditionParser::binary(Op op, std::size_t first, Node left,
                                                   Node (ConditionParser::*operand)()) {
  const std::size_t right_first = next_;
  Node right = (this->*operand)();
  if (left->op == Op::event || right->op == Op::event) {
    fail(tokens_[left->op == Op::event ? first : right_first],
         "an event is true or false, not a number", "join it with 'and' or 'or'");
  }
  return node(op, first, pair(std::move(left), std::move(right)));
}

std::unique_ptr<Condition> ConditionParser::factor() {
  const Depth depth(*this);
  const std::size_t first = next_;
  const ConditionToken& token = peek();
  if (token.kind == Kind::open) {
    take();
    Node inner = number_side();
    close(token);
    return inner;
  }
  if (token.kind == Kind::number) return number();
  if (token.kind != Kind::word) {
    fail(token,
         token.kind == Kind::end ? "the condition ends too early"
                                 : fmt::format("'{}' cannot stand here", token.text),
         "a number with its unit, a path, or a function is due");
  }
  if (peek(1).kind == Kind::open) return function();
  if (is_operator_word(token.text)) {
    fail(token, fmt::format("'{}' is a word of the language and names nothing", token.text),
         "a number with its unit, a path, or a function is due");
  }
  take();
  return path(first, token);
}

std::unique_ptr<Condition> ConditionParser::path(std::size_t first,
                                                 const ConditionToken& token) const {
  Path parsed;
  std::string problem;
  int column = 0;
  const std::size_t sign = token.text.find_first_of("+*/");
  if (!parse_path(token.text, parsed, problem, column)) {
    const bool is_glued = sign != std::string_view::npos &&
                          column >= static_cast<int>(token.text.rfind('.', sign) + 1);
    throw ConditionError("RT0801", problem, token.offset + column,
                         std::max(1, static_cast<int>(token.text.size()) - column),
                         is_glued ? "spaces are required around + - * /"
                                  : "a path is written like block.7.ups-a.voltage");
  }
  Node result = node(Op::path, first);
  if (parsed.segments.front().text == "events") {
    if (parsed.segments.size() < 2) fail(token, "which event?", "write: events.ID");
    parsed.segments.erase(parsed.segments.begin());
    result->op = Op::event;
  }
  result->path = std::move(parsed);
  return result;
}

std::unique_ptr<Condition> ConditionParser::number() {
  const std::size_t first = next_;
  const ConditionToken& number = take();
  const bool has_unit = number.text.find_first_not_of("+-.0123456789eE") != std::string_view::npos;
  const bool unit_follows =
      peek().kind == Kind::unit ||
      (peek().kind == Kind::word && !is_operator_word(peek().text) && peek(1).kind != Kind::open);
  const ConditionToken& last = !has_unit && unit_follows ? take() : number;
  const auto begin = static_cast<std::size_t>(number.offset);
  const std::size_t end = static_cast<std::size_t>(last.offset) + last.text.size();
  const std::string_view written = text_.substr(begin, end - begin);
  Quantity quantity;
  if (const auto fault = parse_quantity(written, quantity)) {
    throw ConditionError(fault->rule, fault->message, number.offset + fault->offset, fault->length,
                         fault->label);
  }
  Node result = node(Op::number, first);
  result->value = quantity.si;
  result->unit = quantity.unit;
  return result;
}

std::unique_ptr<Condition> ConditionParser::function() {
  const std::size_t first = next_;
  const ConditionToken& name = take();
  const auto known = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const auto& f) { return f.name == name.text; });
  if (known == kFunctions.end()) {
    fail(name, fmt::format("there is no function '{}'", name.text),
         "min max sum mean abs count change average");
  }
  const ConditionToken& open = take();
  std::vector<Node> arguments;
  arguments.push_back(known->op == Op::count ? condition() : number_side());
  const bool needs_span = known->op == Op::change || known->op == Op::average;
  const double span_s = needs_span ? span_of(name) : 0.0;
  if (!needs_span && peek().is(Kind::word, "over")) {
    fail(peek(), fmt::format("{}( ) takes no 'over'", name.text),
         "only change( ) and average( ) look back in time");
  }
  close(open);
  Node result = node(known->op, first, std::move(arguments));
  result->span_s = span_s;
  return result;
}

double ConditionParser::span_of(const ConditionToken& name) {
  if (peek().kind == Kind::end) refuse_cut_flow_scalar();
  if (!accept("over")) {
    fail(peek(), fmt::format("{}( ) needs a span of time", name.text),
         fmt::format("write: {}(PATH over 1 s)", name.text));
  }
  const ConditionToken& at = peek();
  if (at.kind != Kind::number) fail(at, "a span of time is due here", "for example: over 1 s");
  const Node span = number();
  if (dimension_of(span->unit) != dimension_of("s") || !(span->value > 0.0)) {
    fail(at, "a span of time is due here, above zero", "for example: over 1 s");
  }
  return span->value;
}

}  // namespace ridethrough::scenario
