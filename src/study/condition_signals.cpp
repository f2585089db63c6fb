#include "study/condition_signals.hpp"

#include <algorithm>
#include <stdexcept>

#include "ridethrough/scenario/curve.hpp"
#include "study/curve_signals.hpp"
#include "study/robustness.hpp"

namespace ridethrough::study {

using scenario::Condition;
using scenario::Op;

const SignalMatch& ConditionSignals::match_of(const scenario::Path& path, const Assignment& stars) {
  const std::string text = path.text();
  auto found = matches_.find(text);
  if (found == matches_.end()) found = matches_.emplace(text, provider_.matches(path)).first;
  const SignalMatch* match = agreeing_match(found->second, star_keys(path), stars);
  if (match == nullptr || match->trace == nullptr) {
    throw std::logic_error("condition evaluated without a recorded signal: " + text);
  }
  return *match;
}

Signal ConditionSignals::robustness(const Condition& truth, const Assignment& stars) {
  switch (truth.op) {
    case Op::logical_or:
      return upper_of(robustness(*truth.operands[0], stars), robustness(*truth.operands[1], stars));
    case Op::logical_and:
      return lower_of(robustness(*truth.operands[0], stars), robustness(*truth.operands[1], stars));
    case Op::logical_not:
      return negated(robustness(*truth.operands[0], stars));
    case Op::state_is:
    case Op::state_is_not:
      return state(truth, stars);
    case Op::event:
      return event(truth);
    case Op::inside:
      return inside(truth, stars);
    default:
      return relation(truth, stars);
  }
}

/// x >= c gives x - c; x == c gives -|x - c|, true at exactly zero only.
Signal ConditionSignals::relation(const Condition& part, const Assignment& stars) {
  const Signal left = number(*part.operands[0], stars);
  const Signal right = number(*part.operands[1], stars);
  Signal excess = weighted_sum(left, 1.0, right, -1.0);
  switch (part.op) {
    case Op::greater_equal:
      return excess;
    case Op::less_equal:
      return scaled(excess, -1.0);
    case Op::less:
      return negated(excess);
    case Op::greater:
      return negated(scaled(excess, -1.0));
    case Op::equal:
      return scaled(absolute(excess), -1.0);
    default:
      return negated(scaled(absolute(excess), -1.0));
  }
}

Signal ConditionSignals::state(const Condition& part, const Assignment& stars) {
  const SignalMatch& match = match_of(part.path, stars);
  const auto word = std::find_if(match.states.begin(), match.states.end(),
                                 [&](const auto& spec) { return spec.name == part.word; });
  const auto index = static_cast<double>(word - match.states.begin());
  Signal result = signal_of(*match.trace, end_);
  const bool wanted = part.op == Op::state_is;
  for (Piece& piece : result.pieces) {
    piece.first = (piece.first == index) == wanted ? kTrue : kFalse;
    piece.last = piece.first;
  }
  return result;
}

Signal ConditionSignals::event(const Condition& part) const {
  std::vector<TickSpan> spans = provider_.event_spans(part.path);
  for (TickSpan& span : spans) span.second = std::max(span.second, span.first + 1);
  return steps_of(spans, kTrue, kFalse, end_);
}

Signal ConditionSignals::inside(const Condition& part, const Assignment& stars) {
  using Kind = scenario::Curve::Kind;
  const scenario::Curve& curve = *part.curve;
  const Condition& operand = *part.operands.front();
  if (curve.kind == Kind::step_response) {
    static const std::vector<devices::Judgement> kNone;
    const auto* judgements = match_of(operand.path, stars).judgements;
    return inside_class(curve, judgements == nullptr ? kNone : *judgements, end_);
  }
  const Signal read = number(operand, stars);
  if (curve.kind == Kind::envelope) return inside_envelope(curve, read);
  static const std::vector<FlickerReading> kUnread;
  const auto* flickers = operand.op == Op::path ? match_of(operand.path, stars).flickers : nullptr;
  return inside_ramp(curve, read, flickers == nullptr ? kUnread : *flickers);
}

Signal ConditionSignals::number(const Condition& part, const Assignment& stars) {
  switch (part.op) {
    case Op::number:
      return constant_signal(part.value, end_);
    case Op::path:
      return signal_of(*match_of(part.path, stars).trace, end_);
    case Op::add:
    case Op::subtract:
      return weighted_sum(number(*part.operands[0], stars), 1.0, number(*part.operands[1], stars),
                          part.op == Op::add ? 1.0 : -1.0);
    case Op::multiply:
    case Op::divide:
      return product(part, stars);
    case Op::abs:
      return absolute(number(*part.operands[0], stars));
    case Op::change:
      return change_of(number(*part.operands[0], stars), core::ticks_nearest(part.span_s));
    case Op::average:
      return average_of(number(*part.operands[0], stars), core::ticks_nearest(part.span_s));
    case Op::count:
      return counted(part);
    default:
      return over_stars(part);
  }
}

Signal ConditionSignals::product(const Condition& part, const Assignment& stars) {
  const Signal left = number(*part.operands[0], stars);
  const Signal right = number(*part.operands[1], stars);
  return part.op == Op::multiply ? product_of(left, right) : quotient_of(left, right);
}

/// min, max, sum, mean over all expansions of the argument; a cohort weighs as many as it stands
/// for.
Signal ConditionSignals::over_stars(const Condition& part) {
  const Condition& argument = *part.operands[0];
  const bool is_sum = part.op == Op::sum || part.op == Op::mean;
  Signal result;
  double members = 0.0;
  for (const Expansion& expansion : expand(free_paths(argument), provider_)) {
    const Signal one = number(argument, expansion.stars);
    const auto weight = static_cast<double>(expansion.members);
    members += weight;
    if (result.is_empty()) {
      result = is_sum ? scaled(one, weight) : one;
    } else if (is_sum) {
      result = weighted_sum(result, 1.0, one, weight);
    } else {
      result = part.op == Op::min ? lower_of(result, one) : upper_of(result, one);
    }
  }
  if (result.is_empty()) return constant_signal(0.0, end_);
  return part.op == Op::mean ? scaled(result, 1.0 / members) : result;
}

Signal ConditionSignals::counted(const Condition& part) {
  const Condition& argument = *part.operands[0];
  Signal result = constant_signal(0.0, end_);
  for (const Expansion& expansion : expand(free_paths(argument), provider_)) {
    const Signal one = truth_steps(robustness(argument, expansion.stars), 1.0, 0.0);
    result = weighted_sum(result, 1.0, one, static_cast<double>(expansion.members));
  }
  return result;
}

}  // namespace ridethrough::study
