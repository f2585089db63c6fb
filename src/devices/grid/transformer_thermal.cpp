#include "devices/grid/transformer_thermal.hpp"

namespace ridethrough::devices {

/// Oil: rise (1 + R K^2) / (1 + R), of which the no-load part stays without load. Windings: rise
/// K^2.
ThermalGuard transformer_guard(const Parameters& thermal, double rated_current_a) {
  const auto number = [&](std::string_view name) { return get(thermal, name).number(); };
  const double ratio = number("loss_ratio");
  const double per_square = 1.0 / (rated_current_a * rated_current_a);
  const double oil_k = number("oil_rise");
  const ThermalBody::Lag oil{.gain_k_per_a2 = oil_k * ratio / (1.0 + ratio) * per_square,
                             .time_s = number("oil_time"),
                             .idle_k = oil_k / (1.0 + ratio)};
  const ThermalBody::Lag winding{.gain_k_per_a2 = number("winding_rise") * per_square,
                                 .time_s = number("winding_time")};
  std::vector<double> limits_k{number("warning"), number("alarm")};
  if (const Value& trip = get(thermal, "trip"); trip.present()) limits_k.push_back(trip.number());
  return {ThermalBody(number("ambient"), {oil, winding}), limits_k};
}

}  // namespace ridethrough::devices
