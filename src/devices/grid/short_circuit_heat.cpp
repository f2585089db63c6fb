#include "devices/grid/short_circuit_heat.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {
namespace {

constexpr double kLongestS = 5.0;

/// A s^0.5 / mm2, from 70 degC to 160 degC (PVC) and from 90 degC to 250 degC (XLPE). Unverified.
double material_k(bool is_copper, bool is_xlpe) {
  if (is_copper) return is_xlpe ? 143.0 : 115.0;
  return is_xlpe ? 94.0 : 76.0;
}

/// The current that takes five seconds.
double lowest_a(const Parameters& withstand, bool is_copper) {
  constexpr double kMm2PerM2 = 1e6;
  const double k = material_k(is_copper, get(withstand, "insulation").word() == "xlpe");
  return k * get(withstand, "section").number() * kMm2PerM2 / std::sqrt(kLongestS);
}

}  // namespace

ShortCircuitHeat::ShortCircuitHeat(const Parameters& withstand, bool is_copper)
    : clock_({.k = kLongestS, .exponent = 2.0, .offset = 0.0}, lowest_a(withstand, is_copper),
             0.0) {}

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

double ShortCircuitHeat::worst_frac(core::Tick now) const {
  return std::max(worst_frac_, clock_.used_frac(now));
}

}  // namespace ridethrough::devices
