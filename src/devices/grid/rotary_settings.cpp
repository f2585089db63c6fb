#include "devices/grid/rotary_settings.hpp"

#include <cmath>
#include <stdexcept>

namespace ridethrough::devices {
RotarySettings::RotarySettings(const Parameters& parameters)
    : rating_w(get(parameters, "rating").number()),
      base_va(rating_w / get(parameters, "power_factor").number()),
      choke_pu(get(parameters, "choke").number()),
      full_j(get(parameters, "energy").number()),
      lowest_j(full_j * std::pow(get(parameters, "lowest_speed").number(), 2)),
      drag_w(rating_w * get(parameters, "drag").number()),
      standing_w(rating_w * get(parameters, "standing_loss").number()),
      recharge_w(rating_w * get(parameters, "recharge_limit").number()),
      engine_w(rating_w + standing_w + recharge_w),
      short_circuit_va(base_va * get(parameters, "short_circuit").number()),
      detect(span_ticks(get(parameters, "window").map(), "detect")),
      opens_in(span_ticks(parameters, "opens_in")),
      return_after(span_ticks(parameters, "return_after")),
      start(get(parameters, "start").map()),
      sync(sync_limits(get(parameters, "sync").map())),
      slip_hz(get(get(parameters, "sync").map(), "slip").number()) {
  const Parameters& window = get(parameters, "window").map();
  low_pu = get(window, "voltage").list().at(0).number();
  high_pu = get(window, "voltage").list().at(1).number();
  frequency = frequency_limits(window);
  const Value& engine = get(parameters, "engine");
  if (engine.present()) engine_w = engine.number();
  if (recharge_w <= drag_w) {
    throw std::invalid_argument("'recharge_limit' is not above 'drag': it would never be full");
  }
  if (slip_hz > sync.frequency_hz) {
    throw std::invalid_argument("'sync.slip' is above 'sync.frequency': it would never close");
  }
}

double RotarySettings::most_reactive_w() const {
  return std::sqrt(base_va * base_va - rating_w * rating_w);
}

}  // namespace ridethrough::devices
