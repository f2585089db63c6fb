#include "devices/conversion/bess_settings.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/conversion/grid_forming.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

// For parameters that were bound without the schema's defaults.
constexpr SyncLimits kUsualSync{
    .angle_rad = 10.0 * kDegree, .frequency_hz = 0.2, .voltage_pu = 0.1};
constexpr double kUsualLimitS = 2.0;

FormingLaw forming_law(const Parameters& parameters) {
  const double reactance_pu = optional_number(parameters, "virtual_reactance");
  const Value& forms = get(parameters, "forms");
  if (!forms.present() || forms.word() == "voltage_source") return {.reactance_pu = reactance_pu};
  FormingSettings settings;
  if (forms.word() == "virtual_inertia") settings.kind = FormingKind::virtual_inertia;
  if (const Parameters* droop = optional_map(parameters, "droop")) {
    settings.droop_frac = number_or(*droop, "slope", settings.droop_frac);
    settings.set_point = number_or(*droop, "set_point", settings.set_point);
    settings.cutoff_rad_per_s = kTurn * number_or(*droop, "filter", 5.0);
  }
  settings.inertia_s = number_or(parameters, "inertia", settings.inertia_s);
  return {settings.droop_frac, settings.set_point, FormingModel(settings).lag_s(), reactance_pu};
}

void read_resync(const Parameters& parameters, BessControl& control) {
  control.sync = kUsualSync;
  const Parameters* map = optional_map(parameters, "resync");
  if (map == nullptr) return;
  control.sync = sync_limits(*map, kUsualSync);
  control.slew_hz = number_or(*map, "slew", control.slew_hz);
}

std::optional<RideThroughSettings> ride_through(const Parameters& parameters) {
  const Parameters* map = optional_map(parameters, "ride_through");
  if (map == nullptr) return std::nullopt;
  RideThroughSettings settings;
  settings.support = number_or(*map, "support", settings.support);
  settings.active_frac = number_or(*map, "active", settings.active_frac);
  settings.cease_below_pu = number_or(*map, "cease_below", settings.cease_below_pu);
  const Value& priority = get(*map, "priority");
  const bool is_active = priority.present() && priority.word() == "active";
  settings.priority = is_active ? CurrentPriority::active : CurrentPriority::reactive;
  settings.low_pu = get(map_of(parameters, "window"), "voltage").list().at(0).number();
  settings.current_limit_frac = number_of(parameters, "current_limit");
  settings.delay = answer_time(parameters);
  if (settings.cease_below_pu >= settings.low_pu) {
    throw std::invalid_argument("'ride_through.cease_below' is not below 'window.voltage'");
  }
  return settings;
}

std::optional<ResponseSettings> frequency_response(const Parameters& parameters) {
  const Parameters* map = optional_map(parameters, "frequency_response");
  if (map == nullptr) return std::nullopt;
  ResponseSettings settings;
  settings.deadband_hz = number_or(*map, "deadband", settings.deadband_hz);
  settings.full_hz = number_or(*map, "full", settings.full_hz);
  settings.power_w = number_or(*map, "power", 1.0);
  const core::Tick own = core::ticks_nearest(number_or(*map, "delay", 1.0));
  settings.delay = std::max(own, answer_time(parameters));
  (void)FrequencyResponse(settings);  // refuses what does not fit
  return settings;
}

std::optional<SmoothingSettings> smoothing(const Parameters& parameters) {
  const Parameters* map = optional_map(parameters, "smoothing");
  if (map == nullptr) return std::nullopt;
  // The meter sees what the cabinets give: an answer without delay would chase itself.
  constexpr core::Tick kLeastDelay = 1'000'000;
  return SmoothingSettings{number_of(*map, "ramp"), number_or(*map, "lag", 30.0),
                           std::max(answer_time(parameters), kLeastDelay)};
}

void read_reserve(const Parameters& parameters, BessControl& control) {
  const Parameters* reserve = optional_map(parameters, "reserve");
  if (reserve == nullptr) return;
  const double rating_w = number_of(parameters, "rating");
  const auto kept_w = [&](std::string_view power, std::string_view share) {
    return std::max(optional_number(*reserve, power), rating_w * optional_number(*reserve, share));
  };
  control.reserve_frac = optional_number(*reserve, "energy");
  control.reserve_w = kept_w("power", "power_share");
  control.room_frac = optional_number(*reserve, "room");
  control.room_w = kept_w("charge_power", "charge_share");
  if (!control.is_managed()) {
    throw std::invalid_argument(
        "'reserve' keeps 'smoothing', 'frequency_response' and 'rest_soc' off; none is there");
  }
  if (std::max(control.reserve_w, control.room_w) >= rating_w) {
    throw std::invalid_argument("a power of 'reserve' is not below 'rating'");
  }
  if (control.reserve_frac + control.room_frac >= 1.0) {
    throw std::invalid_argument("'reserve.energy' and 'reserve.room' leave nothing between them");
  }
  if (control.rest_frac &&
      (*control.rest_frac < control.reserve_frac || *control.rest_frac > 1.0 - control.room_frac)) {
    throw std::invalid_argument("'rest_soc' lies in what 'reserve' keeps");
  }
}

}  // namespace

core::Tick answer_time(const Parameters& parameters) {
  core::Tick answers = span_ticks(parameters, "response");
  const Value& ramp = get(parameters, "ramp");
  if (ramp.present()) {
    answers = std::max(answers, core::ticks_up(number_of(parameters, "rating") / ramp.number()));
  }
  return span_ticks(parameters, "latency") + answers;
}

ManagerSettings BessControl::manager(double rating_w, double recharge_frac) const {
  return {rating_w, reserve_frac, reserve_w, room_frac, room_w, recharge_frac * rating_w,
          rest_frac};
}

void BessControl::check_direct_current() const {
  const auto refuse = [](bool is_there, const char* what) {
    if (is_there) throw std::invalid_argument(fmt::format("on a dc bus there is no {}", what));
  };
  refuse(loop.has_value(), "angle for 'pll'");
  refuse(ride_through.has_value(), "reactive current for 'ride_through'");
  refuse(response.has_value(), "frequency for 'frequency_response'");
  refuse(law.droop_frac > 0.0, "frequency that 'forms' could move by droop or inertia");
}

BessControl bess_control(const Parameters& parameters) {
  BessControl control;
  control.law = forming_law(parameters);
  control.frequency = frequency_limits(map_of(parameters, "window"));
  read_resync(parameters, control);
  control.limit_for = core::ticks_nearest(number_or(parameters, "current_limit_for", kUsualLimitS));
  const Value& starts = get(parameters, "black_start");
  control.black_start = starts.present() && starts.flag();
  const Value& after = get(parameters, "black_start_after");
  if (after.present()) control.black_start_after = core::ticks_nearest(after.number());
  if (after.present() && !control.black_start) {
    throw std::invalid_argument("'black_start_after' needs 'black_start: true'");
  }
  control.ride_through = ride_through(parameters);
  control.response = frequency_response(parameters);
  control.smoothing = smoothing(parameters);
  if (const Parameters* loop = optional_map(parameters, "pll")) {
    control.loop.emplace(number_or(*loop, "bandwidth", 10.0), number_or(*loop, "damping", 0.707));
  }
  const Value& rest = get(parameters, "rest_soc");
  if (rest.present()) control.rest_frac = rest.number();
  read_reserve(parameters, control);
  return control;
}

}  // namespace ridethrough::devices::conversion
