#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "scenario/condition_lexer.hpp"

namespace ridethrough::scenario {

/// Recursive descent over one condition, one function for each rule of the grammar in section 13.
/// Every function throws ConditionError at the first mistake.
class ConditionParser {
 public:
  ConditionParser(std::string_view text, const Place& place);
  std::unique_ptr<Condition> whole();

 private:
  using Node = std::unique_ptr<Condition>;
  using Kind = ConditionToken::Kind;

  // Truth: condition.cpp
  Node condition();
  Node conjunct();
  Node unary();
  Node relation();
  Node chain(std::size_t first, Node left, Op op, Node middle);
  Node inside(std::size_t first, Node left);
  Node state_relation(std::size_t first, Node left, Op op);
  bool opens_a_sum() const;
  bool is_bare_word(const ConditionToken& token) const;

  // Numbers: condition_numbers.cpp
  Node sum();
  Node product();
  Node binary(Op op, std::size_t first, Node left, Node (ConditionParser::*operand)());
  Node number_side();
  Node factor();
  Node number();
  Node path(std::size_t first, const ConditionToken& token) const;
  Node function();
  double span_of(const ConditionToken& name);

  // Tokens: condition_parser.cpp
  const ConditionToken& peek(std::size_t ahead = 0) const;
  const ConditionToken& take();
  bool accept(std::string_view word);
  void close(const ConditionToken& open);
  void refuse_cut_flow_scalar() const;
  std::string_view line_of_file() const;
  /// A node that reaches from token `first` to the last one taken.
  Node node(Op op, std::size_t first, std::vector<Node> operands = {}) const;
  static std::vector<Node> pair(Node left, Node right);
  [[noreturn]] static void fail(const ConditionToken& at, const std::string& message,
                                const std::string& advice, const char* rule = "RT0801");

  /// Counts the nesting of brackets and `not`.
  struct Depth {
    explicit Depth(ConditionParser& parser);
    ~Depth() { --owner.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    ConditionParser& owner;
  };

  std::string_view text_;
  Place place_;
  std::vector<ConditionToken> tokens_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

}  // namespace ridethrough::scenario
