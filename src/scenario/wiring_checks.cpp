#include "scenario/wiring_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::size_t kOutletsShown = 6;

std::string advice_of_outlets(const Plan& plan, const Cohort& cohort) {
  const auto names = outlets_beside(plan, cohort);
  return names.empty() ? "nothing here has an outlet"
                       : "with an outlet here: " + listed(names, kOutletsShown);
}

bool is_end_of_tie(const Plan& plan, const Cohort& cohort) {
  return std::any_of(plan.cohorts.begin(), plan.cohorts.end(), [&](const Cohort& other) {
    return std::any_of(other.between.begin(), other.between.end(),
                       [&](int end) { return &cohort_at(plan, end) == &cohort; });
  });
}

void check_feeders_of(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  const devices::Terminals& terminals = cohort.type->terminals;
  const ComponentSpec& spec = *cohort.component;
  const bool is_fed = !spec.from.empty() || !spec.between.empty();
  const bool joins = terminals.inlets_max < 0;
  const bool needs_feeder = terminals.inlets_min > 0 || joins || terminals.needs_dc_port;
  if (needs_feeder && !is_fed && !(joins && is_end_of_tie(plan, cohort))) {
    diagnostics.error("RT0412", fmt::format("'{}' is fed by nothing", spec.name), spec.place,
                      "add 'from:'; " + advice_of_outlets(plan, cohort));
  }
  std::vector<int> neighbours = cohort.feeders;
  neighbours.insert(neighbours.end(), cohort.between.begin(), cohort.between.end());
  for (const int neighbour : neighbours) {
    const Cohort& other = cohort_at(plan, neighbour);
    if (other.type->terminals.outlet && other.between.empty()) continue;
    diagnostics.error(
        "RT0414",
        other.between.empty()
            ? fmt::format("'{}' is {}: nothing can hang under it", other.names.back(),
                          with_article(other.type->name))
            : fmt::format("'{}' ties two buses and has no outlet of its own", other.names.back()),
        feeder_place(cohort), advice_of_outlets(plan, cohort));
  }
}

/// Converters, and the machine of a rotary ups, hold their outlet's voltage.
bool holds_outlet(const devices::TypeSchema& type) {
  return type.terminals.outlet && (type.terminals.dc_port || type.name == "rotary_ups");
}

/// A second source beside one that holds the voltage has no say, and none yields.
void check_masters(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.type->terminals.inlets_max >= 0 || cohort.feeders.size() < 2) return;
  for (const int feeder : cohort.feeders) {
    const Cohort& master = cohort_at(plan, feeder);
    if (!holds_outlet(*master.type)) continue;
    const bool has_modules = master.type->terminals.dc_port;
    diagnostics.error("RT0435",
                      fmt::format("two masters on bus '{}': '{}' holds a voltage of its own",
                                  cohort.names.back(), master.names.back()),
                      feeder_place(cohort),
                      std::string(has_modules ? "give one ups more 'modules:', or " : "") +
                          "feed the load over two cords or an sts");
    return;
  }
}

/// A tie whose two ends are one place does nothing, and has no voltage across it.
void check_ends(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.between.size() != 2 || cohort.between[0] != cohort.between[1]) return;
  diagnostics.error("RT0415",
                    fmt::format("both ends of '{}' are '{}'", cohort.names.back(),
                                cohort_at(plan, cohort.between[0]).names.back()),
                    feeder_place(cohort), "a tie stands between two different buses");
}

}  // namespace

std::vector<std::string> outlets_beside(const Plan& plan, const Cohort& cohort,
                                        std::string_view of_type) {
  std::vector<std::string> names;
  for (const Cohort& other : plan.cohorts) {
    if (other.component == nullptr || !other.type->terminals.outlet) continue;
    if (!other.between.empty() || other.component == cohort.component) continue;
    if (!of_type.empty() && other.type->name != of_type) continue;
    if (other.names.size() != cohort.names.size()) continue;
    if (!std::equal(other.names.begin(), other.names.end() - 1, cohort.names.begin())) continue;
    if (std::find(names.begin(), names.end(), other.names.back()) != names.end()) continue;
    names.push_back(other.names.back());
  }
  return names;
}

void check_wiring(const Plan& plan, Diagnostics& diagnostics) {
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.component == nullptr) continue;
    check_feeders_of(plan, cohort, diagnostics);
    check_masters(plan, cohort, diagnostics);
    check_ends(plan, cohort, diagnostics);
  }
  check_storage(plan, diagnostics);
}

}  // namespace ridethrough::scenario
