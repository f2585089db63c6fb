#pragma once

#include <limits>

#include "ridethrough/core/time.hpp"
#include "ridethrough/network/network.hpp"

/// When two sources that turn at different speeds are in phase: closed forms, no polling.
namespace ridethrough::devices::switchgear {

/// Angle of one voltage ahead of another while both frequencies are straight lines in time:
/// rad + 2 pi (hz t + hz_per_s t^2 / 2), t from `at`.
struct PhaseGap {
  core::Tick at = 0;
  double rad = 0.0;  ///< not reduced
  double hz = 0.0;
  double hz_per_s = 0.0;

  static PhaseGap between(const network::Emf& one, const network::Emf& other);
  double rad_at(core::Tick now) const;
  double hz_at(core::Tick now) const { return hz + hz_per_s * core::seconds(now - at); }
  /// The same angle within [-pi, pi].
  double reduced_rad(core::Tick now) const;
  /// The gap as it will be `span` later.
  PhaseGap ahead(core::Tick span) const;
  /// The other continues this one: a source that re-anchors its line has not moved.
  bool continues_as(const PhaseGap& other) const;
};

/// The two voltages may be joined: |angle| <= rad and |slip| <= hz.
struct SyncWindow {
  double rad = 0.0;
  double hz = std::numeric_limits<double>::infinity();

  bool holds(const PhaseGap& gap, core::Tick now) const;
  /// First tick from `from` on inside the window; kNever if the gap never comes there.
  core::Tick opens(const PhaseGap& gap, core::Tick from) const;
  /// First tick after `from`, which is inside, that is outside again; kNever if it stays.
  core::Tick closes(const PhaseGap& gap, core::Tick from) const;
  /// First tick that has been inside for `span` without a break, counted from `from`.
  core::Tick held_for(const PhaseGap& gap, core::Tick from, core::Tick span) const;
};

}  // namespace ridethrough::devices::switchgear
