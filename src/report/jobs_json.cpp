#include <cmath>

#include "report/json_values.hpp"

namespace ridethrough::report {

namespace {

Json costs_json(const study::CheckpointCosts& costs) {
  const double young_s = study::young_interval_s(costs);
  return {{"between_failures", quantity(costs.between_failures_s, "h")},
          {"young", quantity(young_s, "min")},
          {"daly", quantity(study::daly_interval_s(costs), "min")},
          {"goodput", quantity(study::first_order_goodput_frac(costs, young_s), "%")}};
}

Json advice_json(const study::CheckpointAdvice& advice) {
  Json json = costs_json(advice.costs);
  json["every"] = quantity(advice.every_s, "min");
  json["goodput_now"] =
      quantity(study::first_order_goodput_frac(advice.costs, advice.every_s), "%");
  if (advice.interruptions > 0) json["with_power_path"] = costs_json(advice.with_path);
  return json;
}

}  // namespace

/// A count is a plain number, as everywhere in this file.
Json job_json(const study::ComponentOutcome& job) {
  Json json{{"type", job.type}};
  for (const study::MemberFinding& each : job.findings) {
    const auto& [name, value, unit, time] = each.finding;
    const bool is_count = (unit.empty() || unit == "1") && std::floor(value) == value;
    json[name] = is_count ? Json(static_cast<std::int64_t>(value)) : quantity(value, unit);
  }
  if (job.checkpoint) json["checkpoint"] = advice_json(*job.checkpoint);
  return json;
}

}  // namespace ridethrough::report
