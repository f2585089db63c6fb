#include <fmt/format.h>

#include "scenario/bind_text.hpp"
#include "scenario/wiring_checks.hpp"

namespace ridethrough::scenario {

namespace {

const Place& distance_place(const EventSpec& event, const Reference& target) {
  const auto place = event.places.find("distance");
  return place == event.places.end() ? target.place : place->second;
}

bool check_fault(const Cohort& cohort, const EventSpec& event, const Reference& target,
                 double distance_m, Diagnostics& diagnostics) {
  const devices::Value& length = devices::get(cohort.parameters, "length");
  if (!length.present()) {
    diagnostics.error(
        "RT0702",
        fmt::format("'{}' has no length that a fault could be along", cohort.names.back()),
        distance_place(event, target),
        "'distance' is along a cable; without it the fault is at the outlet");
    return false;
  }
  if (distance_m <= length.number()) return true;
  diagnostics.error(
      "RT0304",
      fmt::format("a fault at {:g} m lies beyond the end of '{}'", distance_m, cohort.names.back()),
      distance_place(event, target), fmt::format("its length is {:g} m", length.number()));
  return false;
}

bool check_dip(const Cohort& cohort, const EventSpec& event, const Reference& target,
               Diagnostics& diagnostics) {
  if (devices::get(cohort.parameters, "short_circuit").present()) return true;
  diagnostics.error(
      "RT0702",
      fmt::format("'{}' can not have a dip by distance: it is stiff", cohort.names.back()),
      distance_place(event, target),
      "give the grid its 'short_circuit:', or the dip what is left, 'to: 0.4 pu'");
  return false;
}

}  // namespace

bool has_distance(const EventSpec& event) {
  return devices::get(event.arguments, "distance").present();
}

bool check_distance(const Cohort& cohort, const EventSpec& event, const Reference& target,
                    Diagnostics& diagnostics) {
  if (!has_distance(event)) return true;
  if (event.verb == devices::Verb::dip) return check_dip(cohort, event, target, diagnostics);
  const double distance_m = devices::get(event.arguments, "distance").number();
  return check_fault(cohort, event, target, distance_m, diagnostics);
}

}  // namespace ridethrough::scenario
