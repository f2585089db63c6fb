#include "devices/short_circuit_heat.hpp"

#include <algorithm>

namespace ridethrough::devices {

ShortCircuitHeat::ShortCircuitHeat(double square_a2s, double from_a)
    : clock_({.k = square_a2s / (from_a * from_a), .exponent = 2.0, .offset = 0.0}, from_a, 0.0) {}

void ShortCircuitHeat::wire(network::Network& network, network::LinkId link,
                            core::ProcessId owner) {
  current_.wire(network, link, owner);
}

bool ShortCircuitHeat::follow(const network::Network& network, core::Tick now) {
  const bool is_due = !is_over_ && clock_.expires() <= now;
  is_over_ = is_over_ || is_due;
  if (current_.follow(network, now)) {
    worst_frac_ = worst_frac(now);
    clock_.carry(now, current_.course());
  }
  return is_due;
}

void ShortCircuitHeat::renew(core::Tick now) {
  worst_frac_ = worst_frac(now);
  is_over_ = false;
  clock_.clear(now);
}

double ShortCircuitHeat::worst_frac(core::Tick now) const {
  return std::max(worst_frac_, clock_.used_frac(now));
}

}  // namespace ridethrough::devices
