#include "support/reference_chain.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::reference {

namespace {

double rectifier_limit_w(const Chain& chain) {
  const double full_w = chain.rating_w * (1.0 + chain.recharge_frac);
  if (chain.residual_pu >= chain.full_power_low_pu) return full_w;
  if (chain.residual_pu < chain.derated_to_pu) return 0.0;
  return full_w * chain.residual_pu / chain.full_power_low_pu;
}

}  // namespace

ChainResult run_chain(const Chain& chain, double step_s, double end_s) {
  const double x = chain.load_w / chain.rating_w;
  const double need_w =
      chain.load_w + chain.rating_w * (chain.loss_a + chain.loss_b * x + chain.loss_c * x * x);
  const double full_j = chain.link_j_per_w * chain.rating_w;
  const double empty_j = chain.link_min_pu * chain.link_min_pu * full_j;
  const double rectifier_w = std::min(rectifier_limit_w(chain), need_w);
  const bool has_deficit = rectifier_w < need_w;
  double link_j = full_j;
  double hold_up_j = chain.hold_up_j;
  ChainResult result;
  for (double t = 0.0; t < end_s && !result.dropped_s; t += step_s) {
    if (result.output_lost_s) {
      hold_up_j -= chain.load_w * step_s;
      if (hold_up_j <= 0.0) result.dropped_s = t + step_s;
      continue;
    }
    const double refill_w = link_j < full_j ? chain.refill_frac * chain.rating_w : 0.0;
    const bool helps = has_deficit && t >= chain.battery_response_s;
    const double battery_w =
        helps ? std::min(need_w - rectifier_w + refill_w, chain.battery_limit_frac * chain.rating_w)
              : 0.0;
    link_j = std::min(link_j + (rectifier_w + battery_w - need_w) * step_s, full_j);
    result.link_lowest_pu = std::min(result.link_lowest_pu, std::sqrt(link_j / full_j));
    if (link_j <= empty_j) result.output_lost_s = t + step_s;
  }
  return result;
}

double charge_left_frac(const TwoWells& cell, double power_w, double span_s, double step_s) {
  double available_c = cell.available_share * cell.charge_c;
  double bound_c = (1.0 - cell.available_share) * cell.charge_c;
  for (double t = 0.0; t < span_s; t += step_s) {
    const double head = available_c / (cell.available_share * cell.charge_c);
    const double source_v = cell.emf_v - cell.head_v * (1.0 / head - 1.0);
    const double current_a =
        (source_v - std::sqrt(source_v * source_v - 4.0 * cell.resistance_ohm * power_w)) /
        (2.0 * cell.resistance_ohm);
    // Manwell and McGowan: k' = k c (1 - c) times the difference of the heads is k(c q2 - (1-c)
    // q1).
    const double flow_a = cell.exchange_per_s * (cell.available_share * bound_c -
                                                 (1.0 - cell.available_share) * available_c);
    available_c += (flow_a - current_a) * step_s;
    bound_c -= flow_a * step_s;
  }
  return (available_c + bound_c) / cell.charge_c;
}

}  // namespace ridethrough::reference
