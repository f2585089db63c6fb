#include "report/json_values.hpp"

#include <cmath>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::report {

Json number(double value) { return std::isfinite(value) ? Json(value + 0.0) : Json(nullptr); }

Json quantity(double si, const std::string& unit) {
  if (unit.empty() || unit == "1") return number(si);
  return stated(scenario::to_unit(si, unit), unit);
}

Json stated(double value, const std::string& unit) {
  return {{"value", number(value)}, {"unit", unit}};
}

Json time_json(core::Tick time) {
  return static_cast<double>(time) / static_cast<double>(core::kTicksPerSecond);
}

Json energy(double joules) {
  constexpr double kJoulesPerKwh = 3.6e6;
  return stated(joules / kJoulesPerKwh, "kWh");
}

std::string portable(const std::string& file) {
  return !file.empty() && file.front() == '/' ? file.substr(file.rfind('/') + 1) : file;
}

Json judgements_json(const std::vector<study::MemberJudgement>& judgements) {
  Json json = Json::array();
  for (const study::MemberJudgement& each : judgements) {
    const devices::Judgement& judged = each.judgement;
    Json entry{{"standard", judged.standard}, {"time", time_json(judged.at)},
               {"what", judged.what},         {"verdict", judged.verdict},
               {"match", each.match},         {"members", each.members}};
    if (judged.is_unverified) entry["unverified_curve"] = true;
    for (const devices::Finding& figure : judged.figures) {
      entry[figure.name] = quantity(figure.value, figure.unit);
    }
    json.push_back(std::move(entry));
  }
  return json;
}

Json trips_json(const std::vector<study::TripVerdict>& trips) {
  Json json = Json::array();
  for (const study::TripVerdict& trip : trips) {
    Json row{{"match", trip.device},         {"members", trip.members},
             {"time", time_json(trip.at)},   {"reason", trip.reason},
             {"over_pickup", trip.multiple}, {"selective", trip.is_selective()}};
    if (!trip.expected.empty()) row["expected"] = trip.expected;
    if (!trip.backs_up.empty()) row["backs_up"] = trip.backs_up;
    json.push_back(std::move(row));
  }
  return json;
}

}  // namespace ridethrough::report
