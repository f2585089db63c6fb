#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/scenario/diagnostic.hpp"
#include "ridethrough/scenario/path.hpp"

/// Conditions of checks and events as a tree (grammar: section 13 of the scenario language).
namespace ridethrough::scenario {

enum class Op {
  // boolean
  logical_or,
  logical_and,
  logical_not,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,  ///< relation of two sums
  state_is,
  state_is_not,  ///< path == word
  event,         ///< events.<id>: true from begin to end
  inside,        ///< a sum within a curve
  // numeric
  add,
  subtract,
  multiply,
  divide,
  number,  ///< constant, SI
  path,    ///< quantity of a component or job
  min,
  max,
  sum,
  mean,
  abs,
  count,  ///< range over the stars of their argument (abs does not)
  change,
  average,  ///< over `span_s`
};

struct Curve;

struct Condition {
  Op op = Op::number;
  std::vector<std::unique_ptr<Condition>> operands;
  double value = 0.0;   ///< number: SI value
  std::string unit;     ///< number: unit as written ("pu", "%", "kW", "" if none)
  double span_s = 0.0;  ///< change, average
  Path path;            ///< path, event (without the leading `events`), state_is
  std::string word;     ///< state_is, state_is_not; inside: the curve as written
  std::shared_ptr<const Curve> curve = {};  ///< inside; null until its part was read
  Place place;                              ///< of this part of the text
};

using ConditionPtr = std::shared_ptr<const Condition>;

/// Parses `text`, whose first character stands at `place`; findings go to `diagnostics`.
/// Returns null after an error.
std::shared_ptr<Condition> parse_condition(std::string_view text, const Place& place,
                                           Diagnostics& diagnostics);

}  // namespace ridethrough::scenario
