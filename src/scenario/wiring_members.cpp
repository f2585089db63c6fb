#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

/// Only members: whether names and quantities exist is told where signals are known.
void check_condition_members(const Condition& part, const Scope& scope, Diagnostics& diagnostics) {
  const bool names_signal =
      part.op == Op::path || part.op == Op::state_is || part.op == Op::state_is_not;
  if (names_signal) check_members(part.path, part.place, scope, diagnostics);
  for (const auto& operand : part.operands) check_condition_members(*operand, scope, diagnostics);
}

}  // namespace

void check_named_members(const Model& model, Diagnostics& diagnostics) {
  const Scope scope{"", &model.components};
  for (const MemberValue& value : model.member_values) {
    check_members(value.component, value.place, scope, diagnostics);
  }
  for (const Reference& reference : model.record) {
    check_members(reference.path, reference.place, scope, diagnostics);
  }
  for (const EventSpec& event : model.events) {
    if (event.after) check_condition_members(*event.after, scope, diagnostics);
  }
  for (const CheckSpec& check : model.checks) {
    for (const auto* condition : {&check.condition, &check.after, &check.until, &check.during}) {
      if (*condition) check_condition_members(**condition, scope, diagnostics);
    }
  }
}

}  // namespace ridethrough::scenario
