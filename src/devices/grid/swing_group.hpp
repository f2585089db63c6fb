#pragma once

#include <memory>
#include <vector>

#include "devices/grid/genset_drive.hpp"
#include "devices/grid/swing_path.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// A set on line, as those see it that run in parallel with it.
class SwingMember {
 public:
  virtual ~SwingMember() = default;
  virtual GensetDrive& drive() = 0;
  virtual const SwingTerminal& terminal() const = 0;
  /// Its course is about to change: what was so far is to be noticed.
  virtual void leave_span(core::Tick now) = 0;
  /// What the zone draws is news since leave_span().
  virtual void take_load(core::Tick now, const network::Network& network) = 0;
};

/// Sets that closed switches join at this moment: one course (SwingPath), published for all of them
/// at once as chords. Within a chord the network sees each set give the mean of what it gives, so
/// that no energy is missed: their voltages turn together, at the frequency of the bus.
class SwingGroup {
 public:
  struct Entry {
    SwingMember* member = nullptr;
    const Device* device = nullptr;
  };
  SwingGroup(std::vector<Entry> entries, bool is_settled);

  /// Takes what the zone draws now, if that or the end of a chord is news.
  void carry(Ports& ports, const Device& asking);

  // Of a set that moves, by its place.
  const SwingPoint& point(std::size_t place, core::Tick now) const;
  SpanExtremes extremes(std::size_t place, core::Tick from, core::Tick until) const;
  /// Angle of its rotor against a clock of nominal frequency.
  double rotor_rad(std::size_t place, core::Tick now) const;
  /// All power over the rating of all.
  double mean_load(core::Tick now) const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  void reload(core::Tick now, const network::Network& network);
  void anchor(core::Tick now);
  void settle();
  void guess_rest(std::vector<MachineState>& states, std::vector<double>& angles) const;
  void plan(core::Tick now);
  bool come_to_rest(core::Tick now, double from_s);
  double rest_speed(const std::vector<SwingPoint>& points) const;
  bool fits(double from_s, double span_s);
  double cut(double from_s, double span_s) const;
  void raise_magnitudes(double from_s, double to_s);
  std::vector<double> mean_powers(double from_s, double to_s) const;
  void aim(double from_s, double to_s);
  void turn_reference(core::Tick now, double speed, double speed_per_s);
  network::Emf emf(std::size_t place) const;
  void publish(Ports& ports, const Device& asking) const;
  void look_over(core::Tick from, core::Tick until) const;
  double since_anchor_s(core::Tick now) const { return core::seconds(now - anchor_); }

  std::vector<Entry> entries_;
  std::vector<SwingTerminal> terminals_;
  SwingNetwork network_;
  SwingPath path_;
  double rating_w_ = 0.0;
  bool has_begun_ = false;
  bool is_settled_;
  bool is_resting_ = false;
  core::Tick anchor_ = 0;
  core::Tick until_ = core::kNever;
  std::vector<network::Flow> seen_;  // flows at the last look
  network::Emf reference_;           // the bus: what all angles are against
  std::vector<double> magnitudes_;
  std::vector<double> angles_;  // published, against the reference
  std::vector<double> rest_rotors_rad_;
  mutable core::Tick looked_at_ = -1;
  mutable std::vector<SwingPoint> looked_;
  mutable core::Tick spanned_from_ = -1, spanned_until_ = -1;
  mutable std::vector<SpanExtremes> spanned_;
};

/// All sets of a run; finds which of them run in parallel.
class SwingPool {
 public:
  std::size_t join(SwingMember& member, const Device& device);
  /// Carries the group of a set that is on line. False if it is in none: alone, led by a grid, or
  /// beside a source whose voltage is ideal.
  bool carry(Ports& ports, std::size_t handle, bool is_settled);
  /// It goes off line.
  void leave(std::size_t handle) { groups_[handle].reset(); }
  /// One of the sets makes the voltage of this node.
  bool is_led_by_set(const network::Network& network, network::NodeId node) const;

 private:
  std::vector<SwingGroup::Entry> partners(const network::Network& network,
                                          std::size_t handle) const;
  void gather(const std::vector<SwingGroup::Entry>& found, core::Tick now, bool is_settled);
  void part(std::size_t handle, core::Tick now);
  std::vector<SwingGroup::Entry> entries_;
  std::vector<std::shared_ptr<SwingGroup>> groups_;
};

}  // namespace ridethrough::devices
