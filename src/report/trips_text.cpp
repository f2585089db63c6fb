#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/run_sections.hpp"
#include "report/table.hpp"
#include "report/trips_json.hpp"

namespace ridethrough::report {

namespace {

std::string selective_text(const study::TripVerdict& trip) {
  if (!trip.is_selective()) return "no, expected " + trip.expected;
  return trip.backs_up.empty() ? "yes" : "yes, backs up " + trip.backs_up;
}

}  // namespace

std::string trips_text(const study::Outcome& outcome) {
  if (outcome.trips.empty()) return "";
  Table table({"trip", "members", "at", "current", "why", "selective"},
              {false, true, true, true, false, false});
  for (const study::TripVerdict& trip : outcome.trips) {
    table.add({trip.device, fmt::format("{}", trip.members), seconds_text(trip.at),
               fmt::format("{} x pickup", digits(trip.multiple)), trip.reason,
               selective_text(trip)});
  }
  return "\n" + table.text("  ");
}

nlohmann::ordered_json trips_json(const std::vector<study::TripVerdict>& trips) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const study::TripVerdict& trip : trips) {
    const double at_s = static_cast<double>(trip.at) / static_cast<double>(core::kTicksPerSecond);
    nlohmann::ordered_json row{
        {"match", trip.device},  {"members", trip.members},  {"time", at_s},
        {"reason", trip.reason}, {"current", trip.multiple}, {"selective", trip.is_selective()}};
    if (!trip.expected.empty()) row["expected"] = trip.expected;
    if (!trip.backs_up.empty()) row["backs_up"] = trip.backs_up;
    json.push_back(std::move(row));
  }
  return json;
}

}  // namespace ridethrough::report
