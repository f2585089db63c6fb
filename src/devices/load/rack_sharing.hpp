#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "devices/load/rack_cord.hpp"
#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// How the cords of a rack share its demand. The shares are integers that add up to the demand to
/// the last unit.
class RackSharing {
 public:
  enum class Verdict {
    carried,
    unfed,     ///< no cord takes part
    overload,  ///< the cords that take part can not carry it
  };

  /// `cords`: the parameter of that name; `capacity_w`: what one cord can carry.
  RackSharing(const Parameters& cords, double capacity_w);

  Verdict split(const core::Line& demand, std::vector<RackCord>& cords, core::Tick now);
  const core::Line& share(std::size_t cord) const { return shares_[cord]; }
  /// When a ramp brings the cords to a limit and split() is due again.
  core::Tick next() const { return next_; }

 private:
  static constexpr std::size_t kCordsMax = 4;

  bool takes_part(const RackCord& cord, bool any_live) const;
  void share_equally(core::Line rest, const std::vector<std::size_t>& full, core::Tick now);
  void fill_first(core::Line rest, const std::vector<std::size_t>& full, core::Tick now);
  void plan_crossing(const core::Line& line, double level_w, core::Tick now);

  bool prefers_first_;
  bool is_immediate_;
  double capacity_w_;
  std::array<core::Line, kCordsMax> shares_{};
  std::vector<std::size_t> full_;
  core::Tick next_ = core::kNever;
};

}  // namespace ridethrough::devices
