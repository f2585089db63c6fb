#include "devices/storage/ageing.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices::storage {
namespace {

constexpr double kAgeingReferenceK = 298.15;
constexpr double kAgeingGasConstant = 8.314462618;  // J/(mol K), exact in the SI of 2019

/// A cell older than its line reaches is worn out, not of negative capacity.
constexpr double kLeastAgedCapacity = 0.05;

double ageing_arrhenius(double activation_j_per_mol, double temperature_k) {
  return std::exp(-activation_j_per_mol / kAgeingGasConstant *
                  (1.0 / temperature_k - 1.0 / kAgeingReferenceK));
}

}  // namespace

Ageing float_ageing(double age_s, double temperature_k, double design_life_s, double halving_k) {
  constexpr double kLostAtEndOfLife = 0.2;
  constexpr double kResistanceGrowth = 0.5;
  const double worn =
      age_s / design_life_s * std::exp2((temperature_k - kAgeingReferenceK) / halving_k);
  return {std::max(kLeastAgedCapacity, 1.0 - kLostAtEndOfLife * worn),
          1.0 + kResistanceGrowth * worn};
}

Ageing lfp_calendar_ageing(double age_s, double temperature_k, double mean_soc_frac) {
  const double off_middle = mean_soc_frac - 0.5;
  const double loss_per_root_s = 1.2571e-5 * ageing_arrhenius(17126.0, temperature_k) *
                                 (2.8575 * off_middle * off_middle * off_middle + 0.60225);
  const double growth_per_s = 3.4194e-10 * ageing_arrhenius(71827.0, temperature_k) *
                              (1.5604 - 3.3903 * off_middle * off_middle);
  return {std::max(kLeastAgedCapacity, 1.0 - loss_per_root_s * std::sqrt(age_s)),
          1.0 + growth_per_s * age_s};
}

}  // namespace ridethrough::devices::storage
