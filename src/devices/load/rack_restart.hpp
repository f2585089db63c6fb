#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "devices/load/rack_cord.hpp"
#include "devices/load/rack_sharing.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"

namespace ridethrough::devices {

/// When a rack that is down starts: cords have been good for `restart.after`, and they can carry
/// what the rack will want. A load that has just overloaded them is not tried again until it is
/// smaller or other cords are good.
class RackRestart {
 public:
  /// `resume`: a cord must be allowed to draw by then, however short the delay.
  RackRestart(const Parameters& restart, core::Tick resume);
  /// Member `path` of a count waits for `apart` longer than the one before; groups count by their
  /// innermost number.
  void stagger(const std::string& path, core::Tick apart);

  void note_drop(core::Tick now, bool is_overload, double demand_w,
                 const std::vector<RackCord>& cords);
  /// Tells each cord what is expected of it. To be called at every reaction of a rack that is down.
  void observe(const RackSharing& sharing, double demand_w, std::vector<RackCord>& cords,
               core::Tick now);
  bool is_due() const { return is_due_; }
  /// When the next cord has waited for long enough.
  core::Tick next(const std::vector<RackCord>& cords, core::Tick now) const;

 private:
  core::Tick ready_at(const RackCord& cord) const { return core::later(cord.good_since(), after_); }

  core::Tick after_;
  core::Tick dropped_at_ = 0;
  bool is_overload_ = false;
  double dropped_w_ = 0.0;
  std::size_t dropped_cords_ = 0;  // that were good then
  bool is_refused_ = false;
  bool is_due_ = false;
};

}  // namespace ridethrough::devices
