#include <fmt/format.h>

#include <algorithm>

#include "ridethrough/scenario/suggest.hpp"
#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

constexpr std::string_view kSwitch = "islanding_switch";

bool is_switch(const Cohort& cohort) {
  return cohort.type->name == "static_switch" || cohort.type->name == "breaker";
}

/// What feeds it first, or the far end of the tie that does; null where nothing does.
const Cohort* feeder_of(const Plan& plan, const Cohort& cohort) {
  const bool is_fed = !cohort.feeders.empty();
  if (!is_fed && (cohort.between.empty() || is_tie(cohort))) return nullptr;
  const int feeder = is_fed ? cohort.feeders.front() : cohort.between.front();
  return feeder < 0 ? nullptr : &cohort_at(plan, feeder);
}

/// The cohort itself or the nearest one on the way to its source that `fits`; null if none does.
template <typename Fits>
const Cohort* nearest_above(const Plan& plan, const Cohort& cohort, Fits fits) {
  const Cohort* at = &cohort;
  // As many steps as there are cohorts: names that go round in a circle are another finding.
  for (std::size_t step = 0; step < plan.cohorts.size(); ++step) {
    if (fits(*at)) return at;
    at = feeder_of(plan, *at);
    if (at == nullptr) return nullptr;
  }
  return nullptr;
}

/// "400 V ac": what the nearest component that states a voltage gives; empty if none does.
std::string outlet_text(const Plan& plan, const Cohort& host) {
  const auto voltage_of = [](const Cohort& each) -> const devices::Value& {
    return devices::get(each.parameters, "voltage");
  };
  const Cohort* giver =
      nearest_above(plan, host, [&](const Cohort& each) { return voltage_of(each).present(); });
  if (giver == nullptr || voltage_of(*giver).is_played()) return {};
  const double volts = voltage_of(*giver).number();
  const std::string_view kind = is_dc(plan, *giver) ? "dc" : "ac";
  return volts < 1000.0 ? fmt::format("{:g} V {}", volts, kind)
                        : fmt::format("{:g} kV {}", volts / 1e3, kind);
}

/// "a 400 V ac bus", "a transformer of 400 V ac".
std::string host_text(const Plan& plan, const Cohort& host) {
  const std::string outlet = outlet_text(plan, host);
  if (outlet.empty()) return with_article(host.type->name);
  if (host.type->name == "bus") {
    const bool is_said_with_vowel = outlet.starts_with("8") || outlet.starts_with("11 ");
    return fmt::format("{} {} bus", is_said_with_vowel ? "an" : "a", outlet);
  }
  return fmt::format("{} of {}", with_article(host.type->name), outlet);
}

void check_dc_port(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (cohort.dc_host < 0) return;
  const Cohort& host = cohort_at(plan, cohort.dc_host);
  if (cohort.type->terminals.at_rack) {
    if (host.type->name == "rack") return;
    diagnostics.error(
        "RT0437",
        fmt::format("{} hangs at the dc bus of a rack; '{}' is {}", with_article(cohort.type->name),
                    host.names.back(), host_text(plan, host)),
        feeder_place(cohort), "name the rack that it carries: 'from: rack'");
    return;
  }
  if (host.type->terminals.dc_port && host.type->terminals.outlet) return;
  diagnostics.error("RT0431",
                    fmt::format("{} has no converter; '{}' is {}", with_article(cohort.type->name),
                                host.names.back(), host_text(plan, host)),
                    feeder_place(cohort),
                    is_dc(plan, host)
                        ? "a bank that floats on a dc bus is not part of this version: 'type: bbu' "
                          "at the racks, or a bess on the bus"
                        : "type: bess hangs on an ac bus; a battery hangs under a ups");
}

/// "'vrla' hangs under ups-a only (line 19); " where a neighbour has what this one lacks.
std::string battery_elsewhere(const Plan& plan, const Cohort& host) {
  for (const Cohort& other : plan.cohorts) {
    if (other.dc_host < 0 || other.component == nullptr) continue;
    if (cohort_at(plan, other.dc_host).type != host.type) continue;
    return fmt::format("'{}' hangs under {} only (line {}); ", other.names.back(),
                       cohort_at(plan, other.dc_host).names.back(), other.component->place.line);
  }
  return {};
}

void check_banks(const Plan& plan, std::size_t index, int banks, Diagnostics& diagnostics) {
  const Cohort& host = plan.cohorts[index];
  const devices::Value& accepted = devices::get(host.parameters, "no_battery");
  const bool needs_bank = find_spec(host.type->parameters, "no_battery") != nullptr &&
                          !(accepted.present() && accepted.flag());
  if (banks == 0 && needs_bank) {
    diagnostics.error("RT0433", fmt::format("'{}' has no battery", host.names.back()),
                      host.component->place,
                      fmt::format("{}add a battery 'from: {}' or say 'no_battery: true'",
                                  battery_elsewhere(plan, host), host.names.back()));
  }
  if (banks > 1) {
    diagnostics.error("RT0434", fmt::format("'{}' has {} batteries", host.names.back(), banks),
                      host.component->place,
                      "one bank for each dc port; more strings of one bank are 'strings:'");
  }
}

/// Who hangs beside `cohort` on the same outlet and would go dark with it.
const Cohort* neighbour_on(const Plan& plan, const Cohort& cohort, int feeder) {
  for (const Cohort& other : plan.cohorts) {
    if (&other == &cohort || other.type == cohort.type || other.component == nullptr) continue;
    const bool hangs =
        std::find(other.feeders.begin(), other.feeders.end(), feeder) != other.feeders.end();
    if (hangs) return &other;
  }
  return nullptr;
}

/// The cohorts upstream of `bess` wherever a path leads, but not past `gate`.
std::vector<bool> upstream_of(const Plan& plan, const Cohort& bess, int gate) {
  std::vector<bool> seen(plan.cohorts.size(), false);
  std::vector<int> open = bess.feeders;
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    if (index == gate || seen[static_cast<std::size_t>(index)]) continue;
    seen[static_cast<std::size_t>(index)] = true;
    const std::vector<int>& feeders = cohort_at(plan, index).feeders;
    open.insert(open.end(), feeders.begin(), feeders.end());
  }
  return seen;
}

/// RT0436: with the switch open, no source may be left on the island's side.
void check_switch(const Plan& plan, const Cohort& bess, int gate, Diagnostics& diagnostics) {
  const Place named = [&] {
    const auto& places = bess.component->parameters.places;
    const auto found = places.find(std::string(kSwitch));
    return found == places.end() ? bess.component->place : found->second;
  }();
  const Cohort& opening = cohort_at(plan, gate);
  if (!is_switch(opening) || !opening.between.empty()) {
    diagnostics.error(
        "RT0436",
        fmt::format(
            "'{}' can not island '{}': it is {}", opening.names.back(), bess.names.back(),
            opening.between.empty() ? with_article(opening.type->name) : "a tie between two buses"),
        named, "name a static_switch or breaker between the cabinets and the feed");
    return;
  }
  const std::vector<bool> all = upstream_of(plan, bess, -1);
  const std::vector<bool> seen = upstream_of(plan, bess, gate);
  if (!all[static_cast<std::size_t>(gate)]) {
    diagnostics.error("RT0436",
                      fmt::format("'{}' does not stand between '{}' and its feed",
                                  opening.names.back(), bess.names.back()),
                      named, "name a switch that the cabinets are fed through");
    return;
  }
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    if (!seen[i] || plan.cohorts[i].type->terminals.inlets_max != 0) continue;
    diagnostics.error(
        "RT0436",
        fmt::format("'{}' feeds '{}' past its switch '{}'", plan.cohorts[i].names.back(),
                    bess.names.back(), opening.names.back()),
        named, "every path to a utility or genset leads through the switch");
  }
}

void check_cabinet(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  if (find_spec(cohort.type->parameters, kSwitch) == nullptr) return;
  for (const auto& [parameter, peer] : cohort.peers) {
    if (parameter != kSwitch) continue;
    check_switch(plan, cohort, peer, diagnostics);
    return;
  }
  if (cohort.feeders.size() != 1 || !is_switch(cohort_at(plan, cohort.feeders[0]))) return;
  const Cohort* neighbour = neighbour_on(plan, cohort, cohort.feeders[0]);
  if (neighbour == nullptr) return;
  diagnostics.warning("RT0432",
                      fmt::format("'{}' can not carry '{}' when the feed is lost",
                                  cohort.names.back(), neighbour->names.back()),
                      cohort.component->place,
                      fmt::format("without 'islanding_switch: {}' it only follows a live grid",
                                  cohort_at(plan, cohort.feeders[0]).names.back()));
}

}  // namespace

bool is_dc(const Plan& plan, const Cohort& cohort) {
  return nearest_above(plan, cohort, makes_dc) != nullptr;
}

void check_storage(const Plan& plan, Diagnostics& diagnostics) {
  std::vector<int> banks(plan.cohorts.size(), 0);
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.dc_host >= 0 && cohort.component != nullptr && !cohort.type->terminals.at_rack) {
      ++banks[static_cast<std::size_t>(cohort.dc_host)];
    }
  }
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    const Cohort& cohort = plan.cohorts[i];
    if (cohort.component == nullptr) continue;
    check_dc_port(plan, cohort, diagnostics);
    check_banks(plan, i, banks[i], diagnostics);
    check_cabinet(plan, cohort, diagnostics);
  }
}

}  // namespace ridethrough::scenario
