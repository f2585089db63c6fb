#include <fmt/format.h>

#include "report/run_sections.hpp"
#include "report/table.hpp"

namespace ridethrough::report {

namespace {

std::string selective_text(const study::TripVerdict& trip) {
  if (!trip.is_selective()) return "no, expected " + trip.expected;
  return trip.backs_up.empty() ? "yes" : "yes, backs up " + trip.backs_up;
}

}  // namespace

std::string trips_text(const study::Outcome& outcome) {
  if (outcome.trips.empty()) return "";
  Table table({"trip", "members", "at", "measured", "why", "selective"},
              {false, true, true, true, false, false});
  for (const study::TripVerdict& trip : outcome.trips) {
    table.add({trip.device, fmt::format("{}", trip.members), seconds_text(trip.at),
               fmt::format("{} x pickup", digits(trip.multiple)), trip.reason,
               selective_text(trip)});
  }
  return "\n" + table.text("  ");
}

}  // namespace ridethrough::report
