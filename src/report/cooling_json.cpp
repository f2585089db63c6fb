#include "report/json_values.hpp"

namespace ridethrough::report {

namespace {

Json moment(core::Tick at) { return at == core::kNever ? Json(nullptr) : time_json(at); }

}  // namespace

Json cooling_json(const std::vector<study::CoolingRace>& races) {
  Json list = Json::array();
  for (const study::CoolingRace& race : races) {
    Json json{{"racks", race.racks},
              {"members", race.members},
              {"throttle_after", quantity(race.throttle_s, "s")},
              {"trip_after", quantity(race.trip_s, "s")}};
    if (!race.battery.empty()) {
      json["battery"] = race.battery;
      json["battery_lasts"] = race.battery_s ? quantity(*race.battery_s, "min") : Json(nullptr);
    }
    json["cooling_lost"] = moment(race.lost_at);
    if (race.lost_at != core::kNever) {
      json["lost_by"] = race.lost_by;
      json["reason"] = race.why;
    }
    json["throttled"] = moment(race.throttled_at);
    json["tripped"] = moment(race.tripped_at);
    list.push_back(std::move(json));
  }
  return list;
}

Json power_use_json(const study::PowerUse& use) {
  Json ratios = Json::array();
  for (const double ratio : use.ratios) ratios.push_back(number(ratio));
  return {{"mean", number(use.mean)},
          {"interval", quantity(core::seconds(use.interval), "s")},
          {"by_interval", std::move(ratios)}};
}

}  // namespace ridethrough::report
