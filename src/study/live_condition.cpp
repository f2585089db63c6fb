#include "study/live_condition.hpp"

#include <algorithm>
#include <cmath>

#include "study/recorder.hpp"

namespace ridethrough::study {

namespace {

using scenario::Condition;
using scenario::Op;

bool closes_stars(Op op) {
  return op == Op::min || op == Op::max || op == Op::sum || op == Op::mean || op == Op::count;
}

bool compares(Op op, double left, double right) {
  switch (op) {
    case Op::less:
      return left < right;
    case Op::less_equal:
      return left <= right;
    case Op::greater:
      return left > right;
    case Op::greater_equal:
      return left >= right;
    case Op::equal:
      return left == right;
    default:
      return left != right;
  }
}

}  // namespace

LiveCondition::LiveCondition(scenario::ConditionPtr condition, const SignalIndex& index)
    : condition_(std::move(condition)), index_(index) {
  collect(*condition_, false);
  if (stars_.empty()) stars_.emplace_back();
  was_true_.assign(stars_.size(), false);
}

void LiveCondition::collect(const Condition& part, bool is_closed) {
  const bool reads = part.op == Op::path || part.op == Op::state_is || part.op == Op::state_is_not;
  if (reads && !is_closed) {
    for (const SignalGroup& found : index_.groups(part.path)) add_match(found.stars);
  }
  for (const auto& operand : part.operands) collect(*operand, is_closed || closes_stars(part.op));
}

void LiveCondition::add_match(const std::vector<std::string>& stars) {
  if (stars.empty() || std::find(stars_.begin(), stars_.end(), stars) != stars_.end()) return;
  stars_.push_back(stars);
}

std::vector<std::size_t> LiveCondition::became_true(const Plant& plant, core::Tick now) {
  plant_ = &plant;
  now_ = now;
  std::vector<std::size_t> risen;
  for (std::size_t match = 0; match < stars_.size(); ++match) {
    const bool is_true = holds(*condition_, match);
    if (is_true && !was_true_[match]) risen.push_back(match);
    was_true_[match] = is_true;
  }
  return risen;
}

std::optional<SignalGroup> LiveCondition::group(const Condition& part, std::size_t match) const {
  for (SignalGroup& each : index_.groups(part.path)) {
    // Stars with the same text before them are the same member: equal leading entries.
    const std::size_t shared = std::min(each.stars.size(), stars_[match].size());
    if (std::equal(each.stars.begin(), each.stars.begin() + static_cast<std::ptrdiff_t>(shared),
                   stars_[match].begin())) {
      return std::move(each);
    }
  }
  return std::nullopt;
}

double LiveCondition::value_of(const SignalGroup& each) const {
  double sum = 0.0;
  for (const SignalGroup::Term& term : each.terms) {
    sum += static_cast<double>(term.count) *
           look(*plant_, {term.unit, each.part, term.quantity}, now_);
  }
  return sum;
}

bool LiveCondition::holds(const Condition& part, std::size_t match) const {
  switch (part.op) {
    case Op::logical_or:
      return std::any_of(part.operands.begin(), part.operands.end(),
                         [&](const auto& operand) { return holds(*operand, match); });
    case Op::logical_and:
      return std::all_of(part.operands.begin(), part.operands.end(),
                         [&](const auto& operand) { return holds(*operand, match); });
    case Op::logical_not:
      return !holds(*part.operands.front(), match);
    case Op::state_is:
    case Op::state_is_not: {
      const auto found = group(part, match);
      if (!found) return false;
      const auto state = static_cast<std::size_t>(value_of(*found));
      return (found->type->states[state].name == part.word) == (part.op == Op::state_is);
    }
    case Op::event:
      return false;
    default:
      return compares(part.op, number(*part.operands[0], match), number(*part.operands[1], match));
  }
}

double LiveCondition::number(const Condition& part, std::size_t match) const {
  const auto operand = [&](std::size_t i) { return number(*part.operands[i], match); };
  switch (part.op) {
    case Op::number:
      return part.value;
    case Op::path: {
      const auto found = group(part, match);
      return found ? value_of(*found) : 0.0;
    }
    case Op::add:
      return operand(0) + operand(1);
    case Op::subtract:
      return operand(0) - operand(1);
    case Op::multiply:
      return operand(0) * operand(1);
    case Op::divide:
      return operand(0) / operand(1);
    case Op::abs:
      return std::abs(operand(0));
    default:
      return over_matches(part);
  }
}

double LiveCondition::over_matches(const Condition& part) const {
  LiveCondition inner(std::shared_ptr<const Condition>(condition_, part.operands.front().get()),
                      index_);
  inner.plant_ = plant_;
  inner.now_ = now_;
  double sum = 0.0;
  double least = INFINITY;
  double most = -INFINITY;
  for (std::size_t match = 0; match < inner.stars_.size(); ++match) {
    const double value = part.op == Op::count ? (inner.holds(*inner.condition_, match) ? 1.0 : 0.0)
                                              : inner.number(*inner.condition_, match);
    sum += value;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  if (part.op == Op::min) return least;
  if (part.op == Op::max) return most;
  if (part.op == Op::mean) return sum / static_cast<double>(inner.stars_.size());
  return sum;
}

}  // namespace ridethrough::study
