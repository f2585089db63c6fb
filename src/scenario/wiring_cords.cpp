#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

/// Nearest points that are remembered: no plant is deeper, and a chain of thousands stays cheap.
constexpr std::size_t kPointsKept = 100;

bool has_cords(const devices::TypeSchema& type) { return type.name == "rack"; }

/// Whether energy is stored or made here, so that what happens upstream is ridden through.
std::vector<bool> sources_of(const Plan& plan) {
  std::vector<bool> is_source(plan.cohorts.size(), false);
  const auto mark = [&](int index) { is_source[static_cast<std::size_t>(index)] = true; };
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    const Cohort& cohort = plan.cohorts[i];
    if (cohort.type->terminals.inlets_max == 0) is_source[i] = true;
    if (cohort.dc_host >= 0) mark(cohort.dc_host);
    // Cabinets behind their switch carry the outlet that they hang on.
    const bool has_switch =
        std::any_of(cohort.peers.begin(), cohort.peers.end(),
                    [](const auto& peer) { return peer.first == "islanding_switch"; });
    if (has_switch) std::for_each(cohort.feeders.begin(), cohort.feeders.end(), mark);
    // A tie is one more way to be fed.
    std::for_each(cohort.between.begin(), cohort.between.end(), mark);
  }
  return is_source;
}

std::vector<int> in_both(const std::vector<int>& left, const std::vector<int>& right) {
  std::vector<int> both;
  std::copy_if(left.begin(), left.end(), std::back_inserter(both), [&](int each) {
    return std::find(right.begin(), right.end(), each) != right.end();
  });
  return both;
}

/// E10: the carets stand under both names.
Place place_of_cords(const ComponentSpec& spec) {
  Place place = spec.from.front().place;
  const Place& last = spec.from.back().place;
  if (place.line == last.line) place.length = last.column - place.column + last.length;
  return place;
}

/// E10. Returns whether there was one.
bool check_same_feeder(const Plan& plan, const Cohort& cohort, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < cohort.feeders.size(); ++i) {
    const auto begin = cohort.feeders.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(begin + 1, cohort.feeders.end(), *begin) == cohort.feeders.end()) continue;
    const Cohort& feeder = cohort_at(plan, *begin);
    const auto others = outlets_beside(plan, feeder, feeder.type->name);
    const std::string advice =
        others.empty() ? "name two feeders"
                       : fmt::format("did you mean [{}, {}]?", feeder.names.back(), others.front());
    diagnostics.error(
        "RT0421",
        fmt::format("both cords of '{}' end at '{}'", cohort.names.back(), feeder.names.back()),
        place_of_cords(*cohort.component), "two cords on one feeder fail together: " + advice);
    return true;
  }
  return false;
}

bool is_accepted(const Cohort& cohort) {
  const devices::Value& accepted = devices::get(cohort.parameters, "common_feed");
  return accepted.present() && accepted.word() == "accepted";
}

/// E11: the nearest point upstream at which one failure takes two cords.
void check_common_point(const Plan& plan, const Cohort& cohort,
                        const std::vector<std::vector<int>>& points, Diagnostics& diagnostics) {
  if (is_accepted(cohort)) return;
  for (std::size_t i = 0; i < cohort.feeders.size(); ++i) {
    for (std::size_t k = i + 1; k < cohort.feeders.size(); ++k) {
      const auto left = static_cast<std::size_t>(cohort.feeders[i]);
      const auto right = static_cast<std::size_t>(cohort.feeders[k]);
      const auto both = in_both(points[left], points[right]);
      if (both.empty()) continue;
      const std::string name = cohort_at(plan, both.front()).names.back();
      diagnostics.warning(
          "RT0422",
          fmt::format("cord {} and cord {} of '{}' have the common point '{}'", i + 1, k + 1,
                      cohort.names.back(), name),
          cohort.component->from_place,
          fmt::format("both hang under {} (lines {}, {}); say 'note:' and 'common_feed: accepted' "
                      "if that is meant",
                      name, plan.cohorts[left].component->place.line,
                      plan.cohorts[right].component->place.line));
      return;
    }
  }
}

/// Of a rack that is said to be N+N: half of its cords, one side, carry it.
void check_sides(const Cohort& cohort, const devices::Parameters& cords, double power_w,
                 Diagnostics& diagnostics) {
  const devices::Value& redundancy = devices::get(cords, "redundancy");
  const devices::Value& carries = devices::get(cords, "each_carries");
  if (!redundancy.present() || !carries.present()) return;
  const std::size_t count = cohort.feeders.size();
  const std::size_t one_side = count / 2;
  const double side_w = static_cast<double>(one_side) * carries.number() * power_w;
  if (count % 2 == 0 && side_w >= power_w) return;
  const auto& places = cohort.component->parameters.places;
  const auto written = places.find("cords.redundancy");
  diagnostics.error(
      "RT0425",
      fmt::format("'{}' is N+N, but one side of its {} cord{} carries {} kW of {} kW",
                  cohort.names.back(), count, count == 1 ? "" : "s",
                  print_number(to_unit(side_w, "kW")), print_number(to_unit(power_w, "kW"))),
      written == places.end() ? cohort.component->place : with_key(written->second, "redundancy"),
      "give it two cords, or four, and raise 'each_carries' until one side carries the rack");
}

/// E12: with one of two cords dead the other takes all, up to what its supplies can carry. Cords
/// that can not carry the rack even together would drop it for ever.
void check_carrying(const Cohort& cohort, Diagnostics& diagnostics) {
  const devices::Value& cords = devices::get(cohort.parameters, "cords");
  const devices::Value& power = devices::get(cohort.parameters, "power");
  if (!cords.present() || !power.present()) return;
  check_sides(cohort, cords.map(), power.number(), diagnostics);
  const devices::Value& carries = devices::get(cords.map(), "each_carries");
  if (!carries.present() || carries.number() >= 1.0) return;
  const auto& places = cohort.component->parameters.places;
  const auto written = places.find("cords.each_carries");
  const Place place =
      written == places.end() ? cohort.component->place : with_key(written->second, "each_carries");
  const double alone_w = carries.number() * power.number();
  const double together_w = static_cast<double>(cohort.feeders.size()) * alone_w;
  if (together_w < power.number()) {
    diagnostics.error("RT0424",
                      fmt::format("all cords of '{}' together carry {} kW of {} kW",
                                  cohort.names.back(), print_number(to_unit(together_w, "kW")),
                                  print_number(to_unit(power.number(), "kW"))),
                      place, "the rack could never run: raise 'each_carries' or add a cord");
    return;
  }
  if (cohort.feeders.size() != 2) return;
  diagnostics.warning("RT0423",
                      fmt::format("one cord of '{}' carries {} kW of {} kW", cohort.names.back(),
                                  print_number(to_unit(alone_w, "kW")),
                                  print_number(to_unit(power.number(), "kW"))),
                      place,
                      fmt::format("with one side lost the rack drops above {} kW",
                                  print_number(to_unit(alone_w, "kW"))));
}

}  // namespace

std::vector<std::vector<int>> common_points(const Plan& plan) {
  const std::vector<bool> is_source = sources_of(plan);
  std::vector<std::vector<int>> points(plan.cohorts.size());
  for (const int index : plan.feeding_order) {
    const auto at = static_cast<std::size_t>(index);
    const std::vector<int>& feeders = plan.cohorts[at].feeders;
    std::vector<int>& own = points[at];
    own.push_back(index);
    if (is_source[at] || feeders.empty()) continue;
    std::vector<int> above = points[static_cast<std::size_t>(feeders.front())];
    for (const int feeder : feeders)
      above = in_both(above, points[static_cast<std::size_t>(feeder)]);
    above.resize(std::min(above.size(), kPointsKept));
    own.insert(own.end(), above.begin(), above.end());
  }
  return points;
}

void check_cords(const Plan& plan, Diagnostics& diagnostics) {
  const auto needs_look = [](const Cohort& each) {
    return each.component != nullptr && has_cords(*each.type);
  };
  const bool any_pair =
      std::any_of(plan.cohorts.begin(), plan.cohorts.end(),
                  [&](const auto& each) { return needs_look(each) && each.feeders.size() > 1; });
  const auto points = any_pair ? common_points(plan) : std::vector<std::vector<int>>();
  for (const Cohort& cohort : plan.cohorts) {
    if (!needs_look(cohort)) continue;
    if (cohort.feeders.size() > 1) {
      if (check_same_feeder(plan, cohort, diagnostics)) continue;
      check_common_point(plan, cohort, points, diagnostics);
    }
    check_carrying(cohort, diagnostics);
  }
}

}  // namespace ridethrough::scenario
