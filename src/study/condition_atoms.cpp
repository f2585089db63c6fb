#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/curve.hpp"
#include "study/condition_types.hpp"

// Curves in conditions, and what the margin of a condition is made of.
namespace ridethrough::study {
namespace {

using scenario::Condition;
using scenario::Dimension;
using scenario::Op;

/// Unit of a difference: degC is an absolute temperature, its differences are K.
std::string unit_of_difference(const NumberType& left, const NumberType& right) {
  const std::string& unit = left.is_number || left.unit.empty() ? right.unit : left.unit;
  const std::string& chosen = unit.empty() ? left.unit : unit;
  if (chosen.empty()) return "1";
  return left.dimension.affine ? "K" : chosen;
}

}  // namespace

void ConditionTypes::check_inside(const Condition& relation) {
  const scenario::Curve& curve = *relation.curve;
  const NumberType read = type_of(*relation.operands.front());
  if (!read.is_known) return;
  if (curve.kind == scenario::Curve::Kind::step_response) return check_judged(relation);
  const std::string due = curve.kind == scenario::Curve::Kind::envelope ? "pu" : "kW";
  if (read.dimension == scenario::dimension_of(due) && (due != "pu" || read.unit == due)) {
    if (curve.flicker) check_flicker(relation);
    return;
  }
  diagnostics_.error(
      "RT0803", fmt::format("the curve '{}' limits a {} in {}", curve.name, curve.reads, due),
      relation.operands.front()->place,
      read.unit.empty() ? "this is a plain number" : fmt::format("this is in {}", read.unit));
}

/// Flicker is what one site does to the voltage at one feed.
void ConditionTypes::check_flicker(const Condition& relation) {
  const Condition& operand = *relation.operands.front();
  const std::vector<SignalMatch> matches =
      operand.op == Op::path ? provider_.matches(operand.path) : std::vector<SignalMatch>();
  const bool is_metered =
      !matches.empty() && std::all_of(matches.begin(), matches.end(), [](const SignalMatch& match) {
        return match.has_flicker && match.quantity != nullptr && match.quantity->name == "power";
      });
  if (is_metered) return;
  diagnostics_.error(
      "RT0805", fmt::format("'{}' limits flicker, which is not metered here", relation.curve->name),
      operand.place, "flicker is that of the power of a utility with 'short_circuit'");
}

/// A class is judged by the device itself, at each step: no sum and no other type has one.
void ConditionTypes::check_judged(const Condition& relation) {
  const scenario::Curve& curve = *relation.curve;
  const Condition& operand = *relation.operands.front();
  if (operand.op != Op::path) {
    diagnostics_.error("RT0805", fmt::format("'{}' is a class of one component", curve.name),
                       operand.place,
                       fmt::format("name one, for example gen inside {}", curve.name));
    return;
  }
  for (const SignalMatch& match : provider_.matches(operand.path)) {
    if (match.type == nullptr || match.type->name == curve.judged_type) continue;
    diagnostics_.error(
        "RT0805", fmt::format("a {} is not judged by {}", match.type->name, curve.standard),
        operand.place, fmt::format("'{}' is for a {}", curve.name, curve.judged_type));
    return;
  }
}

std::vector<Atom> ConditionTypes::atoms_of(const Condition& truth) {
  std::vector<Atom> atoms;
  const bool is_logical =
      truth.op == Op::logical_or || truth.op == Op::logical_and || truth.op == Op::logical_not;
  if (is_logical) {
    for (const auto& operand : truth.operands) {
      for (Atom& atom : atoms_of(*operand)) atoms.push_back(std::move(atom));
    }
    return atoms;
  }
  if (truth.op == Op::state_is || truth.op == Op::state_is_not || truth.op == Op::event) return {};
  if (truth.op == Op::inside) {
    if (truth.curve->kind == scenario::Curve::Kind::step_response) return {{&truth, {}, "1"}};
    const NumberType read = type_of(*truth.operands.front());
    return {{&truth, read.dimension, read.unit}};
  }
  const NumberType left = type_of(*truth.operands[0]), right = type_of(*truth.operands[1]);
  Dimension dimension = left.dimension;
  dimension.affine = false;
  atoms.push_back({&truth, dimension, unit_of_difference(left, right)});
  return atoms;
}

}  // namespace ridethrough::study
