#include "study/condition_contradiction.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::study {

namespace {

using scenario::Condition;
using scenario::Op;

struct PathBound {
  double value = 0.0;
  bool is_open = false;  ///< the value itself is out
  std::string text = {};
};

/// What is left of a quantity between two bounds.
struct PathRoom {
  PathBound low{-std::numeric_limits<double>::infinity()};
  PathBound high{std::numeric_limits<double>::infinity()};
  bool is_empty() const {
    return low.value > high.value || (low.value == high.value && (low.is_open || high.is_open));
  }
};

Op seen_from_right(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater;
    case Op::less_equal:
      return Op::greater_equal;
    case Op::greater:
      return Op::less;
    case Op::greater_equal:
      return Op::less_equal;
    default:
      return op;
  }
}

class ContradictionSearch {
 public:
  void walk(const Condition& part) {
    if (found) return;
    switch (part.op) {
      case Op::logical_and:
        for (const auto& operand : part.operands) walk(*operand);
        return;
      case Op::state_is:
        return state(part);
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::equal:
        return relation(part);
      default:
        return;
    }
  }

  std::optional<Contradiction> found;

 private:
  void state(const Condition& part) {
    const auto [known, is_new] = states_.emplace(part.path.text(), part.word);
    if (is_new || known->second == part.word) return;
    found = Contradiction{&part, part.path.text(), known->second, part.word};
  }

  void relation(const Condition& part) {
    const Condition& left = *part.operands[0];
    const Condition& right = *part.operands[1];
    if (left.op == Op::path && right.op == Op::number) bound(part, left, part.op, right);
    if (left.op == Op::number && right.op == Op::path) {
      bound(part, right, seen_from_right(part.op), left);
    }
  }

  void bound(const Condition& part, const Condition& path, Op op, const Condition& number) {
    PathRoom& room = rooms_[path.path.text()];
    const std::string amount =
        fmt::format("{}{}{}", scenario::print_number(scenario::to_unit(number.value, number.unit)),
                    number.unit.empty() ? "" : " ", number.unit);
    const bool is_low = op == Op::greater || op == Op::greater_equal || op == Op::equal;
    const bool is_high = op == Op::less || op == Op::less_equal || op == Op::equal;
    if (is_low && number.value >= room.low.value) {
      const bool is_open = op == Op::greater;
      room.low = {number.value, is_open, (is_open ? "above " : "at least ") + amount};
    }
    if (is_high && number.value <= room.high.value) {
      const bool is_open = op == Op::less;
      room.high = {number.value, is_open, (is_open ? "below " : "at most ") + amount};
    }
    if (room.is_empty())
      found = Contradiction{&part, path.path.text(), room.low.text, room.high.text};
  }

  std::map<std::string, PathRoom> rooms_;
  std::map<std::string, std::string> states_;
};

}  // namespace

std::optional<Contradiction> contradiction_in(const Condition& conjunction) {
  ContradictionSearch search;
  search.walk(conjunction);
  return search.found;
}

}  // namespace ridethrough::study
