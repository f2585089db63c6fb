#pragma once

#include <deque>

#include "ridethrough/devices/lagging_line.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

struct ResponseSettings {
  double nominal_hz = 50.0;
  double deadband_hz = 0.015;
  double full_hz = 0.5;  ///< off nominal, at which the whole power is given
  double power_w = 0.0;
  core::Tick delay = 0;  ///< from the frequency to the power
};

/// Power for frequency: none within the deadband, then straight up to the whole power, given below
/// nominal and taken above it. A straight frequency makes a straight power, so it is followed from
/// kink to kink. Within the deadband nothing is followed at all.
class FrequencyResponse {
 public:
  /// @throws std::invalid_argument unless 0 <= deadband < full.
  explicit FrequencyResponse(const ResponseSettings& settings);

  /// Reads the frequency of its bus and moves on; true when piece() is another one.
  bool follow(core::Tick now, const network::Frequency& line);
  const StraightPiece& piece() const { return piece_; }
  core::Tick next() const;
  /// Inside it, reading is not needed.
  network::FrequencyBand band() const;
  /// The power that belongs to a frequency `off_hz` beside nominal.
  double power_w(double off_hz) const;

 private:
  bool is_quiet(double hz) const;
  void renew(core::Tick now);

  ResponseSettings settings_;
  bool is_acting_ = false;  ///< the frequency has left the deadband, or the power still follows it
  network::Frequency seen_;
  std::deque<network::Frequency> queue_;  ///< to act `delay` after their own time
  std::deque<core::Tick> due_;
  network::Frequency acting_;
  StraightPiece piece_;
};

}  // namespace ridethrough::devices::conversion
