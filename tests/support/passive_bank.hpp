#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>

#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::support {

/// Powers drawn between two limits (a charge no harder than the bank takes), each for up to
/// `longest`.
struct RandomCycles {
  std::uint64_t seed = 1;
  double low_w = 0.0;
  double high_w = 0.0;
  int changes = 400;
  core::Tick longest = 0;
  double slope_w_per_s = 0.0;  ///< of every third of them
  /// Stored energy is of the size of the bank: its rounding is what heat may seem to lose. Paths
  /// of more than one cell add the error of a step of the integrator, 1e-10 of the charge.
  double heat_margin_frac = 1e-12;
};

/// No cycle creates energy: what is stored, lost and given is always the same sum, and heat never
/// flows back.
inline void check_passive(devices::BatteryBank& bank, const RandomCycles& cycles) {
  const double all_j = bank.stored_j(0) + bank.loss_j(0) + bank.energy_delivered_j(0);
  std::mt19937_64 random(cycles.seed);
  std::uniform_real_distribution<double> power_w(cycles.low_w, cycles.high_w);
  std::uniform_int_distribution<core::Tick> span(0, cycles.longest);
  double heat_j = bank.loss_j(0);
  CHECK(heat_j >= 0.0);
  core::Tick now = 0;
  for (int change = 0; change < cycles.changes; ++change) {
    const double wanted_w = std::max(power_w(random), -bank.charge_limit_w(now));
    bank.set_power(now, wanted_w, change % 3 == 0 ? cycles.slope_w_per_s : 0.0);
    now += span(random);
    const double sum_j = bank.stored_j(now) + bank.loss_j(now) + bank.energy_delivered_j(now);
    CHECK(sum_j == Approx(all_j).epsilon(1e-12));
    CHECK(bank.loss_j(now) >= heat_j - cycles.heat_margin_frac * all_j);
    heat_j = bank.loss_j(now);
  }
  CHECK(heat_j > 0.0);
}

}  // namespace ridethrough::support
