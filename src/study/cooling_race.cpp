#include "study/cooling_race.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "ridethrough/devices/storage/battery.hpp"
#include "ridethrough/study/discharge.hpp"

namespace ridethrough::study {

namespace {

constexpr std::string_view kCooledBy = "cooled_by";
constexpr std::string_view kNoCoolant = "no_coolant";

const scenario::Cohort& cohort_in(const scenario::Plan& plan, int index) {
  return plan.cohorts[static_cast<std::size_t>(index)];
}

const ComponentOutcome* component_of(const Outcome& outcome, const std::string& path) {
  const auto found = std::find_if(outcome.components.begin(), outcome.components.end(),
                                  [&](const ComponentOutcome& each) { return each.path == path; });
  return found == outcome.components.end() ? nullptr : &*found;
}

double least_of(const ComponentOutcome& component, std::string_view finding) {
  double least = std::numeric_limits<double>::infinity();
  for (const MemberFinding& each : component.findings) {
    if (each.finding.name == finding) least = std::min(least, each.finding.value);
  }
  return least;
}

/// All that takes the heat of a cohort, the nearest first.
std::vector<int> cold_side(const scenario::Plan& plan, const scenario::Cohort& rack) {
  std::vector<int> chain;
  const auto add = [&](const scenario::Cohort& cohort) {
    for (const auto& [parameter, peer] : cohort.peers) {
      const bool is_new = std::find(chain.begin(), chain.end(), peer) == chain.end();
      if (parameter == kCooledBy && is_new) chain.push_back(peer);
    }
  };
  add(rack);
  for (std::size_t i = 0; i < chain.size(); ++i) add(cohort_in(plan, chain[i]));
  return chain;
}

/// The first cohort for which that holds; -1 if there is none.
template <class Condition>
int first_cohort(const scenario::Plan& plan, const Condition& holds) {
  const auto found = std::find_if(plan.cohorts.begin(), plan.cohorts.end(), holds);
  return found == plan.cohorts.end() ? -1 : static_cast<int>(found - plan.cohorts.begin());
}

bool is_at(const scenario::Cohort& cohort, int host) {
  return cohort.dc_host == host ||
         std::find(cohort.feeders.begin(), cohort.feeders.end(), host) != cohort.feeders.end();
}

/// A shelf of a rack, or a cabinet that can carry its bus alone.
bool carries(const scenario::Cohort& cohort, int host) {
  if (!is_at(cohort, host)) return false;
  const auto islands = [](const auto& peer) { return peer.first == "islanding_switch"; };
  const bool is_cabinet =
      cohort.type->name == "bess" && std::any_of(cohort.peers.begin(), cohort.peers.end(), islands);
  return is_cabinet || cohort.type->name == "bbu";
}

/// On its dc port, or afloat on a dc bus.
int cells_at(const scenario::Plan& plan, int host) {
  return first_cohort(plan, [host](const scenario::Cohort& each) {
    return each.type->name == "battery" && is_at(each, host);
  });
}

/// What stands at a component and lives on without its feeder: cells on its dc port, or those of
/// a cabinet or shelf beside it.
int battery_at(const scenario::Plan& plan, int host) {
  const int own = cells_at(plan, host);
  if (own >= 0) return own;
  const int beside =
      first_cohort(plan, [host](const scenario::Cohort& each) { return carries(each, host); });
  return beside >= 0 ? cells_at(plan, beside) : -1;
}

/// The nearest battery on the way from a rack to the source of its first cord; -1 if there is none.
int battery_above(const scenario::Plan& plan, const scenario::Cohort& rack) {
  int here = static_cast<int>(&rack - plan.cohorts.data());
  for (std::size_t step = 0; step < plan.cohorts.size(); ++step) {
    const int battery = battery_at(plan, here);
    const auto& feeders = cohort_in(plan, here).feeders;
    if (battery >= 0 || feeders.empty()) return battery;
    here = feeders.front();
  }
  return -1;
}

/// Ratings of all racks that share the battery, over its members.
double rating_w(const scenario::Plan& plan, int battery) {
  const std::string path = cohort_in(plan, battery).plain_path();
  double sum_w = 0.0;
  double members = 0.0;
  for (const scenario::Cohort& cohort : plan.cohorts) {
    if (cohort.plain_path() == path) members += static_cast<double>(cohort.count);
    if (cohort.type->name != "rack") continue;
    const int own = battery_above(plan, cohort);
    if (own < 0 || cohort_in(plan, own).plain_path() != path) continue;
    sum_w += devices::get(cohort.parameters, "power").number() * static_cast<double>(cohort.count);
  }
  return sum_w / members;
}

/// As `discharge` computes it: full, at constant power, with no loss on the way.
std::optional<double> lasts_s(const scenario::Plan& plan, int battery) {
  const auto bank = devices::make_bank(cohort_in(plan, battery).parameters);
  bank->set_power(0, rating_w(plan, battery), 0.0);
  const core::Tick stop = bank->next_stop(kLongestDischarge);
  if (stop == core::kNever) return std::nullopt;
  return core::seconds(stop);
}

core::Tick first_of(const ComponentOutcome& component, std::string_view kind,
                    std::string_view reason) {
  core::Tick first = core::kNever;
  for (const MemberIncident& each : component.incidents) {
    const bool fits = each.incident.kind == kind && each.incident.reason == reason;
    if (fits) first = std::min(first, each.incident.at);
  }
  return first;
}

/// The first machine of the chain that stopped or could not give its heat away.
void note_loss(const scenario::Plan& plan, const std::vector<int>& chain, const Outcome& outcome,
               CoolingRace& race) {
  for (const int index : chain) {
    const std::string path = cohort_in(plan, index).plain_path();
    const ComponentOutcome* machine = component_of(outcome, path);
    if (machine == nullptr) continue;
    for (const MemberIncident& each : machine->incidents) {
      const bool counts = each.incident.kind == "cooling_lost" || each.incident.kind == "tripped";
      // Of two at once the one that only got no coolant did not begin it.
      const bool is_first = each.incident.at < race.lost_at ||
                            (each.incident.at == race.lost_at && race.why == kNoCoolant);
      if (!counts || !is_first) continue;
      race.lost_at = each.incident.at;
      race.lost_by = path;
      race.why = each.incident.reason;
    }
  }
}

}  // namespace

std::vector<CoolingRace> race_cooling(const scenario::Plan& plan, const Outcome& outcome) {
  std::vector<CoolingRace> races;
  for (const scenario::Cohort& cohort : plan.cohorts) {
    const std::vector<int> chain = cold_side(plan, cohort);
    if (cohort.type->name != "rack" || chain.empty()) continue;
    const std::string path = cohort.plain_path();
    const ComponentOutcome* racks = component_of(outcome, path);
    const bool is_new = std::none_of(races.begin(), races.end(),
                                     [&](const CoolingRace& race) { return race.racks == path; });
    if (racks == nullptr || !is_new) continue;
    CoolingRace race;
    race.racks = path;
    race.members = racks->members;
    race.throttle_s = least_of(*racks, "throttle_after");
    race.trip_s = least_of(*racks, "trip_after");
    const int battery = battery_above(plan, cohort);
    if (battery >= 0) {
      race.battery = cohort_in(plan, battery).plain_path();
      race.battery_s = lasts_s(plan, battery);
    }
    note_loss(plan, chain, outcome, race);
    race.throttled_at = first_of(*racks, "throttled", "over_temperature");
    race.tripped_at = first_of(*racks, "dropped", "over_temperature");
    race.lost_feed_at = std::min(first_of(*racks, "dropped", "under_voltage"),
                                 first_of(*racks, "dropped", "cord_overload"));
    races.push_back(std::move(race));
  }
  return races;
}

}  // namespace ridethrough::study
