#include "devices/load/rack_phases.hpp"

#include <algorithm>
#include <complex>
#include <string>

namespace ridethrough::devices {

namespace {

/// So near a limit is the one before: the voltages that it is judged by follow from what it lets
/// through, and would else be read again until no bit moves, which in a weak feed is never. As
/// accurate as a solved voltage.
constexpr double kSameLimitFrac = 1e-6;

bool is_same_limit(double left_frac, double right_frac) {
  const bool is_reduced = left_frac != 1.0 && right_frac != 1.0;
  return is_reduced ? std::abs(left_frac - right_frac) <= kSameLimitFrac * left_frac
                    : left_frac == right_frac;
}

}  // namespace

CordPhase cord_phase(const Parameters& cords) {
  const Value& phase = get(cords, "phase");
  if (!phase.present() || phase.word() == "spread") return CordPhase::spread;
  return static_cast<CordPhase>(phase.word().front() - 'a');
}

bool RackPhases::read(const network::Network& network, const network::Supply& supply,
                      core::Tick now) {
  const double before_frac = limit_frac_;
  is_energised_ = supply.is_energised;
  positive_pu_ = supply.voltage_pu;
  volts_pu_.fill(supply.voltage_pu);
  if (supply.lowest_phase_pu != supply.highest_phase_pu) {
    const network::Phases phasors = network.phases(node_);
    for (std::size_t i = 0; i < volts_pu_.size(); ++i) volts_pu_[i] = std::abs(phasors[i]);
  }
  judge(now);
  if (!is_same_limit(limit_frac_, before_frac)) return true;
  limit_frac_ = before_frac;
  return false;
}

void RackPhases::set_live(bool is_live, core::Tick now) {
  if (is_live == is_live_) return;
  is_live_ = is_live;
  judge(now);
}

/// Phases that differ, but none so much that supplies drop out, are one voltage: nobody is told
/// when they begin to differ.
void RackPhases::judge(core::Tick now) {
  settle(now);
  limit_frac_ = 1.0;
  voltage_pu_ = is_energised_ ? positive_pu_ : 0.0;
  const auto [lowest, highest] = std::minmax_element(volts_pu_.begin(), volts_pu_.end());
  const bool is_even = *lowest == *highest && is_out_ == std::array<bool, 3>{};
  const bool is_hurt =
      !is_even && (!is_live_ || *lowest < drop_out_pu_ || is_out_ != std::array<bool, 3>{});
  reads_each_solve_ = is_live_ && is_hurt && is_energised_;
  if (!is_hurt || !is_energised_) return;
  double left_pu = 0.0;
  voltage_pu_ = 0.0;
  for (std::size_t i = 0; i < volts_pu_.size(); ++i) {
    if (is_out_[i] || !hangs_on(i)) continue;
    left_pu += phase_ == CordPhase::spread ? volts_pu_[i] / 3.0 : volts_pu_[i];
    voltage_pu_ = std::max(voltage_pu_, volts_pu_[i]);
  }
  if (is_live_ && positive_pu_ > 0.0) limit_frac_ = left_pu / positive_pu_;
}

/// Which thirds of a cord that is spread are out.
void RackPhases::settle(core::Tick now) {
  if (phase_ != CordPhase::spread) return;
  bool is_all_low = true;
  for (std::size_t i = 0; i < volts_pu_.size(); ++i) {
    const double volts_pu = is_energised_ ? volts_pu_[i] : 0.0;
    const bool is_good = volts_pu >= return_pu_;
    good_since_[i] = is_good ? std::min(good_since_[i], now) : core::kNever;
    const bool is_back = is_out_[i] && core::later(good_since_[i], resume_) <= now;
    if (!is_live_ || is_back) is_out_[i] = false;
    if (is_live_ && volts_pu < drop_out_pu_) is_out_[i] = true;
    is_all_low = is_all_low && volts_pu < drop_out_pu_;
  }
  // A dip of all phases is one of the cord.
  if (is_all_low) is_out_.fill(false);
}

core::Tick RackPhases::next() const {
  core::Tick next = core::kNever;
  for (std::size_t i = 0; i < is_out_.size(); ++i) {
    if (is_out_[i]) next = std::min(next, core::later(good_since_[i], resume_));
  }
  return next;
}

}  // namespace ridethrough::devices
