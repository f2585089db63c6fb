#include "devices/load/rack_phases.hpp"

#include <algorithm>
#include <complex>
#include <string>

namespace ridethrough::devices {

CordPhase cord_phase(const Parameters& cords) {
  const Value& phase = get(cords, "phase");
  if (!phase.present() || phase.word() == "spread") return CordPhase::spread;
  return static_cast<CordPhase>(phase.word().front() - 'a');
}

bool RackPhases::read(const network::Network& network, const network::Supply& supply,
                      core::Tick now, bool is_live) {
  const double before_frac = limit_frac_;
  limit_frac_ = 1.0;
  const bool is_whole =
      std::none_of(is_out_.begin(), is_out_.end(), [](bool is_out) { return is_out; });
  const bool is_even = supply.lowest_phase_pu == supply.highest_phase_pu;
  reads_each_solve_ = supply.is_energised && !(is_even && is_whole);
  if (!reads_each_solve_) {
    voltage_pu_ = supply.is_energised ? supply.voltage_pu : 0.0;
    if (!supply.is_energised) is_out_.fill(false);
    return limit_frac_ != before_frac;
  }
  std::array<double, 3> volts_pu;
  const network::Phases phasors = network.phases(node_);
  for (std::size_t i = 0; i < volts_pu.size(); ++i) {
    volts_pu[i] = is_even ? supply.voltage_pu : std::abs(phasors[i]);
  }
  if (phase_ != CordPhase::spread) {
    voltage_pu_ = volts_pu[static_cast<std::size_t>(phase_)];
    if (supply.voltage_pu > 0.0) limit_frac_ = voltage_pu_ / supply.voltage_pu;
    return limit_frac_ != before_frac;
  }
  settle(volts_pu, now, is_live);
  double left_pu = 0.0;
  voltage_pu_ = 0.0;
  for (std::size_t i = 0; i < volts_pu.size(); ++i) {
    if (is_out_[i]) continue;
    left_pu += volts_pu[i] / 3.0;
    voltage_pu_ = std::max(voltage_pu_, volts_pu[i]);
  }
  if (supply.voltage_pu > 0.0) limit_frac_ = left_pu / supply.voltage_pu;
  return limit_frac_ != before_frac;
}

/// A cord that draws nothing starts again as a whole.
void RackPhases::settle(const std::array<double, 3>& volts_pu, core::Tick now, bool is_live) {
  for (std::size_t i = 0; i < volts_pu.size(); ++i) {
    const bool is_good = volts_pu[i] >= return_pu_;
    good_since_[i] = is_good ? std::min(good_since_[i], now) : core::kNever;
    const bool is_back = is_out_[i] && core::later(good_since_[i], resume_) <= now;
    if (!is_live || is_back) is_out_[i] = false;
    if (is_live && volts_pu[i] < drop_out_pu_) is_out_[i] = true;
  }
}

core::Tick RackPhases::next() const {
  core::Tick next = core::kNever;
  for (std::size_t i = 0; i < is_out_.size(); ++i) {
    if (is_out_[i]) next = std::min(next, core::later(good_since_[i], resume_));
  }
  return next;
}

}  // namespace ridethrough::devices
