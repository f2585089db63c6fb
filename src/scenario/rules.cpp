#include <algorithm>

#include "ridethrough/scenario/schema_text.hpp"
#include "scenario/rule_tables.hpp"

namespace ridethrough::scenario {

std::string explain_rule(std::string_view rule) {
  for (const auto& rules : {scenario_rules(), study_rules()}) {
    const auto found = std::ranges::find(rules, rule, &Rule::id);
    if (found != rules.end()) return std::string(found->text);
  }
  return {};
}

std::vector<std::string_view> rule_ids() {
  std::vector<std::string_view> ids;
  for (const auto& rules : {scenario_rules(), study_rules()}) {
    for (const Rule& rule : rules) ids.push_back(rule.id);
  }
  return ids;
}

}  // namespace ridethrough::scenario
