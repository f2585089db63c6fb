#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "devices/conversion/phase_locked_loop.hpp"
#include "devices/synchronism.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

/// What a jump of the feed's angle does to a converter that follows it: until its PLL is again
/// within kInStepRad, only the cosine of the jump of its active power reaches the bus, and nothing
/// beyond a quarter turn. A jump smaller than that is not noticed.
class PhaseWatch {
 public:
  PhaseWatch(const PhaseLockedLoop& loop, double nominal_hz)
      : loop_(loop), nominal_hz_(nominal_hz) {}

  /// Reads angle and frequency of its bus; true when factor() changed.
  bool follow(core::Tick now, const network::Network& network, network::NodeId bus) {
    const double before = factor_;
    if (now >= until_) {
      until_ = core::kNever;
      factor_ = 1.0;
    }
    const network::Frequency line = network.frequency(bus);
    if (line.hz == 0.0) {
      expected_.reset();
      return factor_ != before;
    }
    // Of the source: what a load turns the voltage by is no jump of the feed.
    const double phase_rad = network.phase_rad(bus, now) - network.angle_rad(bus);
    if (!expected_ || !(line == line_)) {
      const double jump_rad = expected_ ? wrapped_rad(phase_rad - expected_->angle_at(now)) : 0.0;
      if (std::abs(jump_rad) > kInStepRad) lose_step(now, jump_rad);
      expect(now, phase_rad, line);
    }
    return factor_ != before;
  }
  /// It makes the angle itself; what it follows next is new.
  void rest() {
    expected_.reset();
    factor_ = 1.0;
    until_ = core::kNever;
  }
  double factor() const { return factor_; }
  core::Tick next() const { return until_; }

  static constexpr double kInStepRad = 5.0 * kDegree;

 private:
  void lose_step(core::Tick now, double jump_rad) {
    factor_ = std::max(0.0, std::cos(jump_rad));
    until_ = now + core::ticks_up(loop_.settles_in_s(jump_rad, kInStepRad));
  }
  void expect(core::Tick now, double phase_rad, const network::Frequency& line) {
    line_ = line;
    expected_ = network::Emf{.frequency = {now, line.hz_at(now), line.hz_per_s},
                             .angle_rad = phase_rad,
                             .nominal_hz = nominal_hz_};
  }

  PhaseLockedLoop loop_;
  double nominal_hz_;
  std::optional<network::Emf> expected_;
  network::Frequency line_;
  double factor_ = 1.0;
  core::Tick until_ = core::kNever;
};

}  // namespace ridethrough::devices::conversion
