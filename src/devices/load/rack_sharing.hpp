#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "devices/load/rack_cord.hpp"
#include "devices/load/supply_draw.hpp"
#include "devices/load/supply_peak.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// How the cords of a rack share its demand. The shares are integers that add up to the last unit
/// to the demand, or to what fewer cords draw for it.
class RackSharing {
 public:
  enum class Verdict {
    carried,
    unfed,     ///< no cord takes part
    overload,  ///< the cords that take part can not carry it
  };

  /// Of a whole rack; `capacity_w`: what one cord can carry, but for `peak`.
  RackSharing(const Parameters& rack, double capacity_w, const SupplyPeakSettings& peak);

  /// `is_relieved`: a shelf at the dc bus gives what the inlets do not.
  Verdict split(const core::Line& demand, std::vector<RackCord>& cords, core::Tick now,
                bool is_relieved = false);
  const core::Line& share(std::size_t cord) const { return shares_[cord]; }
  /// What `count` of `cords` cords draw for a steady demand, which is one of all cords.
  double drawn_w(double demand_w, std::size_t count, std::size_t cords) const;
  /// Whether `count` of `cords` cords may carry a steady demand.
  bool can_carry(double demand_w, std::size_t count, std::size_t cords) const;
  /// What the `place`-th of `count` cords carries of what they draw.
  double steady_share_w(double drawn_w, std::size_t place, std::size_t count) const;
  /// When a ramp brings the cords to a limit and split() is due again.
  core::Tick next() const { return next_; }

 private:
  static constexpr std::size_t kCordsMax = 4;

  Verdict try_split(const core::Line& asked, std::vector<RackCord>& cords, bool is_immediate,
                    core::Tick now);
  bool is_overload(const core::Line& rest, double capacity_w, core::Tick now);
  static core::Line soft_share(const RackCord& cord, double to_w, core::Tick now);
  void share_equally(core::Line rest, const std::vector<std::size_t>& full, core::Tick now);
  void fill_first(core::Line rest, const std::vector<std::size_t>& full, core::Tick now);
  void plan_crossing(const core::Line& line, double level_w, core::Tick now);

  bool prefers_first_;
  bool is_immediate_;
  SupplyDraw draw_;
  double capacity_w_;
  double peak_frac_;  ///< of the capacity; 0: none
  core::Tick peak_longest_;
  core::Tick over_since_ = core::kNever;  ///< more than the cords left can carry but for their peak
  std::array<core::Line, kCordsMax> shares_{};
  std::vector<std::size_t> full_;
  core::Tick next_ = core::kNever;
};

}  // namespace ridethrough::devices
