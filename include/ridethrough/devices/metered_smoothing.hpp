#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "ridethrough/core/line.hpp"
#include "ridethrough/devices/lagging_line.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// Follows a straight input with a first-order lag, but never faster than `most_per_s`:
/// y' = clamp((u - y) / tau, -r, r). In closed form: straight while it slews, chords while it lags.
class RampedLag {
 public:
  RampedLag(double lag_s, double most_per_s, double tolerance)
      : lag_(lag_s, tolerance), most_per_s_(most_per_s) {}

  void rest(core::Tick now, double y);
  /// From `now` on the input runs on `u`; returns the piece of y that begins now.
  const StraightPiece& follow(core::Tick now, const StraightPiece& u);
  /// The next piece along the same input, due at piece().until.
  const StraightPiece& advance(core::Tick now, const StraightPiece& u);
  const StraightPiece& piece() const { return piece_; }

 private:
  StraightPiece slewing(core::Tick now, double y, double gap, double u_per_s) const;
  StraightPiece lagging(core::Tick now) const;

  LaggingLine lag_;
  double most_per_s_;
  double input_per_s_ = 0.0;
  bool is_lagging_ = true;
  StraightPiece piece_;
};

/// A source whose power is watched, and the node at its terminals.
struct Meter {
  network::SourceId source = -1;
  network::NodeId node = -1;
  bool operator==(const Meter&) const = default;
};

struct SmoothingSettings {
  double ramp_w_per_s = 0.0;  ///< most that the metered power shall move
  double lag_s = 0.0;         ///< with which it follows its load below that
  core::Tick delay = 0;       ///< from a change at the meter to the power of the cabinets
  bool operator==(const SmoothingSettings&) const = default;
};

/// What the cabinets of one bus give together so that the power through a meter moves slowly.
///
/// The load behind the meter is what the meter shows and what the cabinets gave while it showed
/// that; the metered power shall follow this load by a RampedLag, and the cabinets give the rest,
/// `delay` later. What it takes to charge the cells again counts as load, so it is smoothed as
/// well.
class MeteredSmoothing {
 public:
  /// Adds `copies` cabinets per member of the bus. Returns a handle. @throws std::invalid_argument
  /// when cabinets of one bus differ in meter or settings.
  std::size_t join(const Meter& meter, std::int64_t copies, double rating_w,
                   const SmoothingSettings& settings);

  /// Reads the meter and moves on, once at an instant, whichever cabinet asks first.
  void follow(const network::Network& network, core::Tick now);
  /// What one cabinet shall give, positive discharging.
  StraightPiece share(std::size_t handle) const;
  /// What one cabinet gives from now on; the meter shows it with its next reading.
  void note(std::size_t handle, const core::Line& given) { members_[handle].given = given; }
  /// Grows whenever share() has changed.
  std::int64_t version() const { return version_; }
  core::Tick next() const;

 private:
  struct Member {
    std::int64_t copies;
    std::int64_t rating_w;
    core::Line given;
    core::Line metered;  ///< of `given`, what the last reading of the meter contains
  };
  struct Delayed {
    core::Tick at;
    core::Line load;
  };
  void forget();
  void compare(core::Tick now);
  StraightPiece input(core::Tick now) const;

  Meter meter_;
  SmoothingSettings settings_;
  std::vector<Member> members_;
  std::int64_t rating_w_ = 0;
  bool has_read_ = false;
  core::Line meter_line_;
  core::Line load_;    ///< as the meter tells it now
  core::Line queued_;  ///< the last that was taken over
  core::Tick drifts_at_ = core::kNever;
  std::deque<Delayed> queue_;
  core::Line acting_;  ///< the load that the cabinets answer now, `delay` old
  RampedLag target_{0.0, 0.0, 0.0};
  StraightPiece piece_;
  std::int64_t version_ = 0;
};

}  // namespace ridethrough::devices
