#pragma once

#include "devices/grid/dip_phases.hpp"
#include "devices/flow_extremes.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Lowest and highest frequency so far of a line with corners.
class FrequencyRange {
 public:
  struct Extremes {
    Extreme low, high;  ///< Hz
  };
  void carry(core::Tick now, const network::Frequency& line, bool counts);
  Extremes at(core::Tick now) const;

 private:
  network::Frequency line_;
  bool counts_ = false;
  core::Tick since_ = 0;
  Extremes extremes_;
};

/// Puts the voltage of a source together so that its angle never jumps by itself.
class GridEmf {
 public:
  GridEmf(double nominal_hz, double angle_rad);

  /// An event that takes the angle to `to_rad`: a jump, or an even turn over a span.
  void turn(core::Tick now, double to_rad, core::Tick span);
  void advance(core::Tick now);
  core::Tick next() const { return turned_; }

  /// `jump_rad` is added for as long as it is given. False if nothing changes.
  bool set(core::Tick now, const SequenceVoltages& voltages, const network::Frequency& line,
           double jump_rad);
  const network::Emf& emf() const { return emf_; }

 private:
  network::Emf emf_;
  network::Frequency line_;
  double shift_rad_ = 0.0;   ///< of jumps, in emf_.angle_rad already
  double target_rad_ = 0.0;  ///< of the events
  double stepped_rad_ = 0.0;
  double turning_hz_ = 0.0;
  core::Tick turned_ = core::kNever;
};

}  // namespace ridethrough::devices
