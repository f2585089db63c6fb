#include "report/json_values.hpp"

#include <fmt/format.h>

namespace ridethrough::report {

namespace {

Json at_time(Json value, core::Tick at) {
  if (at >= 0) value["time"] = time_json(at);
  return value;
}

Json watts(const study::MeteredExtreme& extreme) {
  return at_time(quantity(extreme.value, "kW"), extreme.at);
}

Json line_json(const study::MeteredLine& line) {
  if (line.amplitude_w == 0.0) return nullptr;
  return {{"frequency", quantity(line.frequency_hz, "Hz")},
          {"amplitude", at_time(quantity(line.amplitude_w, "kW"), line.from)}};
}

Json slope_json(const study::MeteredExtreme& change, core::Tick span) {
  return at_time(quantity(change.value / core::seconds(span), "MW/s"), change.at);
}

/// "ramp_1s", "ramp_100ms"
std::string ramp_name(core::Tick span) {
  constexpr core::Tick kMillisecond = 1'000'000;
  const core::Tick milliseconds = span / kMillisecond;
  return milliseconds % 1000 == 0 ? fmt::format("ramp_{}s", milliseconds / 1000)
                                  : fmt::format("ramp_{}ms", milliseconds);
}

Json meter_json(const study::MemberMeter& meter) {
  const study::MeterFigures& figures = meter.figures;
  Json json{{"match", meter.match},
            {"members", meter.members},
            {"peak", watts(figures.peak)},
            {"lowest", watts(figures.lowest)},
            {"dynamic_range", watts(figures.range)}};
  for (const study::MeteredRamp& ramp : figures.ramps) {
    json[ramp_name(ramp.span)] = {{"rise", slope_json(ramp.rise, ramp.span)},
                                  {"fall", slope_json(ramp.fall, ramp.span)}};
  }
  json["rejected"] = watts(figures.ramps.back().fall);
  if (figures.has_spectrum) {
    json["band"] = {{"from", quantity(figures.band.from_hz, "Hz")},
                    {"to", quantity(figures.band.to_hz, "Hz")},
                    {"amplitude", watts(figures.in_band)},
                    {"line", line_json(figures.inside)}};
    json["line_outside"] = line_json(figures.outside);
    json["lines"] = Json::array();
    for (const study::MeteredLine& line : figures.lines) json["lines"].push_back(line_json(line));
  }
  if (figures.flicker) {
    json["flicker"] = {{"pst", number(figures.flicker->value)},
                       {"time", time_json(figures.flicker->at)},
                       {"over", quantity(core::seconds(figures.flicker_span), "s")},
                       {"unverified", true}};
  }
  return json;
}

}  // namespace

Json meters_json(const std::vector<study::MemberMeter>& meters) {
  Json json = Json::array();
  for (const study::MemberMeter& meter : meters) json.push_back(meter_json(meter));
  return json;
}

Json steepest_json(const std::vector<study::MemberMeter>& meters, const std::string& component) {
  const study::MeteredExtreme* steepest = nullptr;
  core::Tick span = 0;
  for (const study::MemberMeter& meter : meters) {
    if (meter.component != component) continue;
    const study::MeteredRamp& ramp = meter.figures.ramps.front();
    span = ramp.span;
    for (const study::MeteredExtreme* change : {&ramp.rise, &ramp.fall}) {
      if (steepest == nullptr || change->value > steepest->value) steepest = change;
    }
  }
  return steepest == nullptr ? Json(nullptr) : slope_json(*steepest, span);
}

}  // namespace ridethrough::report
