#pragma once

#include <memory>

#include "devices/swing/swing_network.hpp"
#include "devices/swing/swing_path.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

class SwingGroup;

/// A chord of a unit among others, as their group publishes it.
struct SwingChord {
  const SwingGroup* group = nullptr;
  std::size_t place = 0;
  core::Tick from = 0, anchor = 0, until = core::kNever;
  network::Emf emf;
  double speed = 0.0, speed_per_s = 0.0;  ///< its own, pu
  double settled_speed = 0.0;
  bool is_limited = false;  ///< its current is at its limit
};

/// Whether a source that is on makes its course with the others of its zone.
enum class SwingPart {
  swings,
  stands_aside,  ///< the others may, without it
  bars,          ///< nobody beside it can
};

/// A source of a zone, as those see it that swing against it.
class SwingMember {
 public:
  virtual ~SwingMember() = default;
  virtual SwingPart part(const network::Network& network) const = 0;
  virtual const SwingTerminal& terminal() const = 0;
  /// Its equations; whoever keeps them may go on with them though the member changes.
  virtual std::shared_ptr<const SwingUnit> unit() const = 0;
  virtual const network::Emf& emf() const = 0;
  virtual SwingState state(core::Tick now) const = 0;
  /// Changes when something that the member watches changes sides, `t_s` after `anchor`.
  virtual int sides(const SwingPoint& point, core::Tick anchor, double t_s) const = 0;

  /// Its course is about to change: what was so far is to be noticed.
  virtual void leave_span(core::Tick now) = 0;
  /// What the zone draws is news since leave_span().
  virtual void take_load(core::Tick now, const network::Network& network) = 0;
  virtual void swing(const SwingChord& chord) = 0;
  /// So it does, at rest.
  virtual void rest(const SwingChord& chord, const SwingPoint& still) = 0;
  /// At the start of a run: what was before is not counted.
  virtual void settle_at(const SwingState& state) = 0;
  /// Out of its group, as it turns now.
  virtual void leave_swing(core::Tick now) = 0;
  /// All of its devices but the one that asks.
  virtual void mark(const Ports& ports, const Device& asking) const = 0;
};

}  // namespace ridethrough::devices
