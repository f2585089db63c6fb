#include "devices/storage/wear_meter.hpp"

#include <cmath>
#include <utility>

namespace ridethrough::devices::storage {
namespace {

/// `count` 1 is a whole cycle.
Cycle cycle_of(const Swing& swing, double count, double temperature_k) {
  constexpr double kHourS = 3600.0;
  // A whole cycle moves its depth twice, half a cycle once.
  const double moved = 2.0 * count * swing.depth;
  const double rate_per_h = swing.moving_s > 0.0 ? moved / swing.moving_s * kHourS : 0.0;
  return {swing.depth, rate_per_h, temperature_k};
}

/// What one swing adds to the sum of b^(1/r) n.
double wear_of_swing(const AgeingLaw& law, const Swing& swing, double count, double temperature_k) {
  const double rate = law.cycle_rate(cycle_of(swing, count, temperature_k));
  return std::pow(rate, 1.0 / law.cycle_power()) * count * swing.depth;
}

/// What it adds to the resistance.
double growth_of_swing(const AgeingLaw& law, const Swing& swing, double count,
                       double temperature_k) {
  return law.cycle_growth(cycle_of(swing, count, temperature_k)) * count * swing.depth;
}

double rest_per_s(const AgeingLaw& law, double temperature_k, double soc_frac) {
  return std::pow(law.calendar_rate(temperature_k, soc_frac), 1.0 / law.calendar_power());
}

}  // namespace

WearMeter::WearMeter(std::shared_ptr<const AgeingLaw> law, const Past& past)
    : law_(std::move(law)), soc_frac_(past.soc_frac), temperature_k_(past.temperature_k) {
  rainflow_.add(past.soc_frac, 0.0, [](const Swing&, double) {});
  if (law_ == nullptr) return;
  calendar_before_ = rest_per_s(*law_, past.temperature_k, past.soc_frac) * past.age_s;
  cycles_before_ =
      std::pow(law_->cycle_rate({1.0, 1.0, past.temperature_k}), 1.0 / law_->cycle_power()) *
      past.full_cycles;
}

void WearMeter::add(double span_s, double soc_frac, double temperature_k) {
  moved_ += std::abs(soc_frac - soc_frac_);
  if (law_ != nullptr) {
    const double mean_k = 0.5 * (temperature_k_ + temperature_k);
    const double mean_frac = 0.5 * (soc_frac_ + soc_frac);
    calendar_ += span_s * rest_per_s(*law_, mean_k, mean_frac);
    growth_ += law_->calendar_growth(span_s, mean_k, mean_frac);
    rainflow_.add(soc_frac, span_s, [&](const Swing& swing, double count) {
      cycles_ += wear_of_swing(*law_, swing, count, temperature_k);
      growth_ += growth_of_swing(*law_, swing, count, temperature_k);
    });
  }
  soc_frac_ = soc_frac;
  temperature_k_ = temperature_k;
}

double WearMeter::with_cycles(double sum) const {
  return std::pow(cycles_before_ + sum, law_->cycle_power());
}

double WearMeter::wear_frac() const {
  if (law_ == nullptr) return 0.0;
  double cycles = cycles_;
  rainflow_.finish([&](const Swing& swing, double count) {
    cycles += wear_of_swing(*law_, swing, count, temperature_k_);
  });
  const double by_rest = std::pow(calendar_before_ + calendar_, law_->calendar_power()) -
                         std::pow(calendar_before_, law_->calendar_power());
  return by_rest + with_cycles(cycles) - with_cycles(0.0);
}

double WearMeter::growth_frac() const {
  double growth = growth_;
  if (law_ == nullptr) return growth;
  rainflow_.finish([&](const Swing& swing, double count) {
    growth += growth_of_swing(*law_, swing, count, temperature_k_);
  });
  return growth;
}

}  // namespace ridethrough::devices::storage
