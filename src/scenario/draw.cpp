#include "ridethrough/scenario/draw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/drawn_failures.hpp"
#include "scenario/drawn_members.hpp"
#include "scenario/drawn_uncertainty.hpp"
#include "scenario/verbs.hpp"

namespace ridethrough::scenario {

namespace {

Place place_of_key(const ComponentSpec& spec, const std::string& key) {
  const auto place = spec.parameters.places.find(key);
  return place == spec.parameters.places.end() ? spec.place : place->second;
}

/// A misspelt mode would fail nothing.
void check_modes(const FailingMember& failing, Diagnostics& diagnostics) {
  const ComponentSpec& spec = *failing.member.spec;
  const std::vector<std::string> known = failure_names(*spec.type);
  std::set<std::string> seen;
  for (const FailureMode& mode : failing.reliability.modes) {
    if (!seen.insert(mode.as).second) {
      diagnostics.error("RT1006", fmt::format("'{}' fails twice as '{}'", spec.name, mode.as),
                        place_of_key(spec, "reliability"), "each mode once, with one 'mttf'");
    }
    if (std::ranges::find(known, mode.as) != known.end()) continue;
    diagnostics.error(
        "RT1006", fmt::format("'{}' can not fail as '{}'", spec.name, mode.as),
        place_of_key(spec, "reliability"),
        did_you_mean(mode.as, known,
                     fmt::format("{} fails as: {}", spec.type->name, listed(known, known.size()))));
  }
}

void check_fault_kinds(const FailingMember& failing, Diagnostics& diagnostics) {
  const devices::Value& kinds = failing.reliability.faults.kinds;
  if (!kinds.present()) return;
  double sum = 0.0;
  for (const devices::Value& each : kinds.list()) {
    sum += devices::get(each.map(), "share").number();
  }
  constexpr double kRounding = 1e-9;
  if (sum <= 1.0 + kRounding) return;
  const ComponentSpec& spec = *failing.member.spec;
  diagnostics.error(
      "RT1006",
      fmt::format("the kinds of fault of '{}' are {:g} % of them", spec.name, 100.0 * sum),
      place_of_key(spec, "reliability.faults.kinds"),
      "shares add up to 100 % at most; what is left is three_phase");
}

bool are_alike(const Reliability& one, const Reliability& other) {
  const auto same = [](const FailureMode& a, const FailureMode& b) {
    return a.as == b.as && a.mttf_s == b.mttf_s && a.repair_s == b.repair_s;
  };
  return std::ranges::equal(one.modes, other.modes, same) && one.beta == other.beta &&
         one.fail_on_demand == other.fail_on_demand && one.running_mttf_s == other.running_mttf_s;
}

/// A share of unequal rates would be a share of nothing.
void check_group(const CommonGroup& group, const std::vector<FailingMember>& members,
                 Diagnostics& diagnostics) {
  const FailingMember& first = members[group.members.front()];
  for (const std::size_t i : group.members) {
    if (are_alike(members[i].reliability, first.reliability)) continue;
    diagnostics.error("RT1005",
                      fmt::format("'{}' and '{}' share a common cause and fail differently",
                                  first.member.path, members[i].member.path),
                      place_of_key(*members[i].member.spec, "reliability"),
                      fmt::format("give the group '{}' one 'mttf', 'as' and 'beta', or two names",
                                  members[i].reliability.group));
    return;
  }
}

bool has_statistics(const Model& model) {
  bool found = false;
  visit_boxes(model, [&](const DrawnMember& member) {
    found |= devices::get(member.spec->parameters.values, "disturbances").present();
  });
  return found;
}

}  // namespace

EventSpec drawn_event(const std::string& id, const std::string& path, const Place& place) {
  EventSpec event;
  event.id = id;
  event.place = place;
  Reference target;
  std::string problem;
  int column = 0;
  parse_path(path, target.path, problem, column);
  target.place = place;
  event.targets.push_back(std::move(target));
  return event;
}

Model draw(const Model& model, const Draws& draws, std::uint32_t replica, const DrawBounds& bounds,
           double* log_weight) {
  Model drawn = model;
  if (draws.spread) drawn.replica = replica;
  if (draws.uncertainty) draw_uncertainty(drawn, replica);
  if (draws.disturbances) draw_disturbances(drawn, replica);
  double weight = 0.0;
  if (draws.failures) weight = draw_failures(drawn, replica, bounds, draws.importance);
  if (log_weight != nullptr) *log_weight = weight;
  return drawn;
}

void check_draws(const Model& model, const Study& study, Diagnostics& diagnostics) {
  const auto refuse_nothing = [&](const char* word, const char* advice) {
    diagnostics.error("RT1007", fmt::format("'draw: {}' draws nothing here", word),
                      study.replicas_place, advice);
  };
  if (study.draw.uncertainty && !has_uncertainty(model)) {
    refuse_nothing("uncertainty", "give a component or a part 'uncertainty: {PARAMETER: 10 %}'");
  }
  if (study.draw.failures) {
    const std::vector<FailingMember> members = failing_members(model);
    std::map<const ComponentSpec*, bool> seen;
    for (const FailingMember& each : members) {
      if (std::exchange(seen[each.member.spec], true)) continue;
      check_modes(each, diagnostics);
      check_fault_kinds(each, diagnostics);
    }
    for (const CommonGroup& group : common_groups(members)) {
      check_group(group, members, diagnostics);
    }
    if (members.empty()) {
      refuse_nothing("failures", "give components 'reliability: {mttf: 40,000 h, repair: 24 h}'");
    }
  }
  if (study.draw.disturbances && !has_statistics(model)) {
    refuse_nothing("disturbances", "give a utility 'disturbances: us-distribution-2023'");
  }
}

}  // namespace ridethrough::scenario
