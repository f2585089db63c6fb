#include "devices/grid/inrush.hpp"

#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {
namespace {

constexpr int kSteps = 5 * Inrush::kStepsPerDecay;

}  // namespace

Inrush::Inrush(const Parameters& inrush, double rating_va)
    : peak_va_(get(inrush, "peak").number() * rating_va),
      decay_s_(get(inrush, "decay").number()),
      power_factor_(get(inrush, "power_factor").number()) {}

void Inrush::wire(network::Network& network, network::NodeId inlet, std::int64_t members,
                  core::ProcessId owner) {
  demand_ = network.add_demand(inlet, members, owner);
}

core::Tick Inrush::step_at(int step) const {
  return core::later(start_, core::ticks_up(decay_s_ * step / kStepsPerDecay));
}

/// Mean of e^(-t / decay) over a step.
double Inrush::level_frac(int step) const {
  const double span = 1.0 / kStepsPerDecay;
  return std::exp(-step * span) * -std::expm1(-span) / span;
}

bool Inrush::is_over(core::Tick now) const {
  return start_ == core::kNever || step_at(kSteps) <= now;
}

/// A run begins with cores that are magnetised, and being dark for no time does not count. One that
/// is under way goes on in the dark: it may itself have dragged its source down, and begun anew at
/// each try it would do so for ever.
core::Tick Inrush::follow(network::Network& network, core::Tick now) {
  const bool is_live = network.supply(demand_).is_energised;
  if (is_live && dark_since_ != core::kNever) {
    if (now > dark_since_ && now > 0 && is_over(now)) start_ = now;
    dark_since_ = core::kNever;
  }
  if (!is_live && dark_since_ == core::kNever) dark_since_ = now;
  int step = 0;
  while (!is_over(now) && step_at(step + 1) <= now) ++step;
  network::Demand asked;
  if (!is_over(now)) {
    const double apparent_va = peak_va_ * level_frac(step);
    asked.power = core::Line::of_watts(step_at(step), apparent_va * power_factor_);
    asked.tan_phi = tan_of_power_factor(power_factor_);
    asked.current_limit_w = apparent_va;
  }
  network.set_demand(demand_, asked);
  return is_over(now) ? core::kNever : step_at(step + 1);
}

double Inrush::watts(const network::Network& network, core::Tick now) const {
  return network.served(demand_).watts(now);
}

double Inrush::energy_j(const network::Network& network, core::Tick now) const {
  return network.served_energy(demand_, now).joules();
}

}  // namespace ridethrough::devices
