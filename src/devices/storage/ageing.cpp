#include "devices/storage/ageing.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

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

/// Of the resistance of lead-acid, over what is lost of its capacity.
constexpr double kGrowthOverLoss = 2.5;

double ageing_cube(double x) { return x * x * x; }

/// Potential of the graphite anode, V: Safari and Delacourt (J. Electrochem. Soc. 158, 2011), with
/// the window of lithiation that BLAST-Lite gives the cell.
double graphite_potential_v(double soc_frac) {
  const double x = 0.0085 + soc_frac * (0.78 - 0.0085);
  return 0.6379 + 0.5416 * std::exp(-305.5309 * x) - 0.044 * std::tanh((x - 0.1958) / 0.1088) -
         0.1978 * std::tanh((x - 1.0571) / 0.0854) - 0.6875 * std::tanh((x + 0.0117) / 0.0529) -
         0.0175 * std::tanh((x - 0.5692) / 0.0875);
}

}  // namespace

double AgeingLaw::calendar_growth(double, double, double) const { return 0.0; }

double AgeingLaw::cycle_growth(const Cycle&) const { return 0.0; }

Ageing AgeingLaw::after(double age_s, double temperature_k, double soc_frac, double full_cycles,
                        const Cycle& cycle) const {
  const double lost = calendar_rate(temperature_k, soc_frac) * std::pow(age_s, calendar_power_) +
                      cycle_rate(cycle) * std::pow(full_cycles, cycle_power_);
  const double grown =
      calendar_growth(age_s, temperature_k, soc_frac) + cycle_growth(cycle) * full_cycles;
  return {std::max(kLeastAgedCapacity, 1.0 - lost), 1.0 + grown};
}

double NaumannLaw::calendar_rate(double temperature_k, double soc_frac) const {
  return 1.2571e-5 * ageing_arrhenius(17126.0, temperature_k) *
         (2.8575 * ageing_cube(soc_frac - 0.5) + 0.60225);
}

double NaumannLaw::cycle_rate(const Cycle& cycle) const {
  return 0.01 * (0.0630 * cycle.rate_per_h + 0.0971) *
         (4.0253 * ageing_cube(cycle.depth_frac - 0.6) + 1.0923);
}

/// SimSES squares the distance from half charge, BLAST-Lite cubes it. The square makes growth
/// largest at half charge and alike on both sides of it; the cube is what the capacity has. Which
/// of the two is a slip only the paper of 2018 tells; the square is kept, as in the source named
/// above.
double NaumannLaw::calendar_growth(double age_s, double temperature_k, double soc_frac) const {
  const double off_middle = soc_frac - 0.5;
  return 3.4194e-10 * ageing_arrhenius(71827.0, temperature_k) *
         (1.5604 - 3.3903 * off_middle * off_middle) * age_s;
}

double NaumannLaw::cycle_growth(const Cycle& cycle) const {
  // The line in the current falls below zero at 1.05C, beyond what was measured: no healing.
  const double by_rate = std::max(0.0, 0.0021 - 0.0020 * cycle.rate_per_h);
  return 0.01 * by_rate * (6.8477 * ageing_cube(cycle.depth_frac - 0.5) + 0.9182);
}

double BlastLaw::calendar_rate(double temperature_k, double soc_frac) const {
  constexpr double kDayS = 86400.0;
  const double per_day = 8.37e4 * std::exp(-5210.0 / temperature_k) *
                         std::exp(-3560.0 * graphite_potential_v(soc_frac) / temperature_k);
  return per_day * std::pow(kDayS, -calendar_power());
}

double BlastLaw::cycle_rate(const Cycle& cycle) const {
  const double by_temperature =
      std::exp(2190.0 / cycle.temperature_k) + std::exp(-1.55e5 / cycle.temperature_k);
  return (4.38e-8 + 1.55e-8 * cycle.depth_frac + 1.68e-7 * cycle.rate_per_h) * by_temperature;
}

LeadAcidLaw::LeadAcidLaw(double design_life_s, double halving_k)
    : AgeingLaw(1.0, 1.0), design_life_s_(design_life_s), halving_k_(halving_k) {}

double LeadAcidLaw::calendar_rate(double temperature_k, double) const {
  constexpr double kLostAtEndOfLife = 0.2;
  return kLostAtEndOfLife * std::exp2((temperature_k - kAgeingReferenceK) / halving_k_) /
         design_life_s_;
}

double LeadAcidLaw::calendar_growth(double age_s, double temperature_k, double soc_frac) const {
  return kGrowthOverLoss * calendar_rate(temperature_k, soc_frac) * age_s;
}

double LeadAcidLaw::cycle_growth(const Cycle& cycle) const {
  return kGrowthOverLoss * cycle_rate(cycle);
}

double LeadAcidLaw::cycles_to_end(double depth_frac) {
  // Middles of the ranges printed for the USC series (batteries reference, section 3.2): 1550 to
  // 1720 at 30 %, 600 to 720 at 50 %, 250 to 320 at 100 %. Straight in both logarithms, and so
  // beyond the table: what shallower cycles cost is an assumption.
  constexpr double kDepths[] = {0.3, 0.5, 1.0};
  constexpr double kCycles[] = {1635.0, 660.0, 285.0};
  const int i = depth_frac < kDepths[1] ? 0 : 1;
  const double slope =
      std::log(kCycles[i + 1] / kCycles[i]) / std::log(kDepths[i + 1] / kDepths[i]);
  return kCycles[i] * std::pow(depth_frac / kDepths[i], slope);
}

double LeadAcidLaw::cycle_rate(const Cycle& cycle) const {
  constexpr double kLostAtEnd = 0.4;
  if (cycle.depth_frac <= 0.0) return 0.0;
  // One cycle of depth D is D equivalent full cycles.
  return kLostAtEnd / (cycles_to_end(cycle.depth_frac) * cycle.depth_frac);
}

namespace {

/// For a bank that hardly cycles, and to compare with what stood here before cycles were counted.
class NaumannCalendarLaw final : public NaumannLaw {
 public:
  double cycle_rate(const Cycle&) const override { return 0.0; }
  double cycle_growth(const Cycle&) const override { return 0.0; }
};

}  // namespace

std::shared_ptr<const AgeingLaw> ageing_law(std::string_view name, double design_life_s,
                                            double halving_k) {
  if (name == "none") return nullptr;
  if (name == "vrla-float-8k3") return std::make_shared<LeadAcidLaw>(design_life_s, halving_k);
  if (name == "lfp-naumann") return std::make_shared<NaumannLaw>();
  if (name == "lfp-naumann-calendar") return std::make_shared<NaumannCalendarLaw>();
  if (name == "lfp-blast-250ah") return std::make_shared<BlastLaw>();
  throw std::invalid_argument("no ageing law '" + std::string(name) +
                              "': there are vrla-float-8k3, lfp-naumann, lfp-naumann-calendar, "
                              "lfp-blast-250ah and none");
}

}  // namespace ridethrough::devices::storage
