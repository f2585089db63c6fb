#pragma once

#include <limits>
#include <numbers>
#include <string>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/parameters.hpp"
#include "ridethrough/network/network.hpp"

/// How far two voltages are apart, and whether and when they may be joined: for every switch,
/// converter and engine that asks. Closed forms, no polling.
namespace ridethrough::devices {

inline constexpr double kTurn = 2.0 * std::numbers::pi;      ///< rad
inline constexpr double kDegree = std::numbers::pi / 180.0;  ///< rad

/// The same angle within [-pi, pi].
double wrapped_rad(double rad);

/// What one voltage is ahead of another by, at one instant.
struct SyncGap {
  double angle_rad = 0.0;  ///< within [-pi, pi]
  double frequency_hz = 0.0;
  double voltage_pu = 0.0;

  std::string text() const;  ///< "35 deg, 0.1 Hz and 2 % apart"
};

/// Of two live nodes, as they will stand at `at` if their frequencies go on like this.
SyncGap gap_between(const network::Network& network, network::NodeId one, network::NodeId other,
                    core::Tick at);

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
  double reduced_rad(core::Tick now) const { return wrapped_rad(rad_at(now)); }
  /// The gap as it will be `span` later.
  PhaseGap ahead(core::Tick span) const;
  /// The other continues this one: a source that re-anchors its line has not moved.
  bool continues_as(const PhaseGap& other) const;
};

/// How far two voltages may be apart that are joined; what is infinite is not looked at.
struct SyncLimits {
  double angle_rad = std::numeric_limits<double>::infinity();
  double frequency_hz = std::numeric_limits<double>::infinity();
  double voltage_pu = std::numeric_limits<double>::infinity();

  bool allow(const SyncGap& gap) const;
  /// First tick from `from` on at which angle and slip are allowed; kNever if the gap never comes
  /// there.
  core::Tick opens(const PhaseGap& gap, core::Tick from) const;
  /// First tick after `from`, at which they are allowed, that is outside again; kNever if they
  /// stay.
  core::Tick closes(const PhaseGap& gap, core::Tick from) const;
  /// First tick that has been inside for `span` without a break, counted from `from`.
  core::Tick held_for(const PhaseGap& gap, core::Tick from, core::Tick span) const;
};

/// From the rows of sync_fields.hpp; what `map` leaves out is as in `usual`.
SyncLimits sync_limits(const Parameters& map, const SyncLimits& usual = {});

/// Beyond this two voltages that are joined are told as out of phase.
bool is_out_of_phase(const SyncGap& gap);

/// How a bus that turns by itself comes into step with a feed.
struct Aim {
  network::Frequency frequency;
  core::Tick until = 0;  ///< then it is there, or has to aim again
};
/// Turns `slew_hz` beside the feed's frequency until the angle of `node` is its own.
Aim aim_at(const network::Network& network, network::NodeId node, network::NodeId feed,
           core::Tick now, double slew_hz);

/// A band that no frequency is inside of: it wakes its owner with every new line or angle of the
/// source that leads a zone, and never while one goes on.
inline constexpr network::FrequencyBand kEveryNewLine{std::numeric_limits<double>::infinity(), 0.0,
                                                      0.0};

}  // namespace ridethrough::devices
