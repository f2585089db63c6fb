#pragma once

#include <utility>
#include <vector>

#include "devices/hold_timer.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices::conversion {

inline constexpr ParamSpec kUpsTapFields[] = {
    {.name = "ratio",
     .unit = "",
     .fallback = "",
     .text = "output over feed: above 1 it boosts, below it bucks",
     .low = 0.5,
     .high = 2.0},
};
inline constexpr QuantitySpec kUpsTapChanges{
    .name = "tap_changes",
    .unit = "",
    .shape = Shape::steps,
    .additive = true,
    .text = "of the transformer of a line-interactive ups"};

/// Taps of the transformer of a line-interactive UPS.
struct LineTapSettings {
  std::vector<double> ratios;  ///< output over feed, besides 1; none: it passes the feed on
  network::Band output;        ///< in which it keeps the output
  core::Tick change = 0;       ///< from an output outside to the next tap
};

/// @throws std::invalid_argument for ratios that leave a gap between two of them.
LineTapSettings line_tap_settings(const Parameters& mains_mode, const network::Band& output);

/// Which tap carries the load. It goes on to the tap whose output is nearest to nominal once its
/// own has been outside of the window for `change`, so that there is no chatter: what leaves one
/// tap at one end of the window enters the next near its middle.
class LineTaps {
 public:
  explicit LineTaps(LineTapSettings settings)
      : settings_(std::move(settings)), outside_(settings_.change) {}

  bool is_direct() const { return ratio_ == 1.0; }
  /// Of the output: the feed, as last accepted, times the ratio.
  double output_pu() const { return ratio_ * feed_pu_; }
  /// Voltages of the feed that some tap brings into the window.
  network::Band feed_band() const;
  /// True when the output is another one.
  bool read(core::Tick now, double feed_pu);
  /// Inside of this band of the feed nothing changes.
  network::Band band() const;
  core::Tick next() const { return outside_.next(); }
  std::int64_t changes() const { return changes_; }

 private:
  double best_ratio() const;
  bool is_inside(double output_pu) const {
    return output_pu >= settings_.output.low_pu && output_pu <= settings_.output.high_pu;
  }

  LineTapSettings settings_;
  double ratio_ = 1.0;
  double feed_pu_ = 1.0;
  HoldTimer outside_;  ///< of the window, where another tap is better
  std::int64_t changes_ = 0;
};

}  // namespace ridethrough::devices::conversion
