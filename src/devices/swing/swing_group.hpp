#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "devices/swing/span_extremes.hpp"
#include "devices/swing/swing_member.hpp"

namespace ridethrough::devices {

/// Sources that closed switches join at this moment: one course (SwingPath), published for all of
/// them at once as chords. Within a chord the network sees each give the mean of what it gives, so
/// that no energy is missed: their voltages turn together, at the frequency of the bus.
class SwingGroup {
 public:
  SwingGroup(std::vector<SwingMember*> members, bool is_settled);

  /// Takes what the zone draws now, if that or the end of a chord is news.
  void carry(Ports& ports, const Device& asking);
  /// From the next carry() on a trim that all get alike brings them to rest at this speed, pu off
  /// nominal; none: their own.
  void steer(std::optional<double> speed);
  /// A governor brings the speed back to rated, and beside it a converter holds it there: no share
  /// of the load is the only one.
  bool has_rivals() const;

  // Of a unit that moves, by its place.
  const SwingPoint& point(std::size_t place, core::Tick now) const;
  SpanExtremes extremes(std::size_t place, core::Tick from, core::Tick until) const;
  /// Angle of its rotor against a clock of nominal frequency.
  double rotor_rad(std::size_t place, core::Tick now) const;
  /// All power over the rating of all.
  double mean_load(core::Tick now) const;
  const std::vector<SwingMember*>& members() const { return members_; }

 private:
  void reload(core::Tick now, const network::Network& network);
  void anchor(core::Tick now);
  void settle();
  void begin(core::Tick now, const std::vector<SwingState>& states,
             const std::vector<double>& angles);
  double trim_for(double speed) const;
  void guess_rest(std::vector<SwingState>& states, std::vector<double>& angles) const;
  void plan(core::Tick now);
  bool come_to_rest(core::Tick now, double from_s);
  double rest_speed(const std::vector<SwingPoint>& points) const;
  bool fits(double from_s, double span_s);
  double cut(double from_s, double span_s) const;
  void raise_magnitudes(double from_s, double to_s, bool is_again);
  std::vector<double> mean_powers(double from_s, double to_s) const;
  void aim(double from_s, double to_s);
  void turn_reference(core::Tick now, double speed, double speed_per_s);
  network::Emf emf(std::size_t place) const;
  void publish(Ports& ports, const Device& asking) const;
  void look_over(core::Tick from, core::Tick until) const;
  double since_anchor_s(core::Tick now) const { return core::seconds(now - anchor_); }

  std::vector<SwingMember*> members_;
  std::vector<SwingTerminal> terminals_;
  SwingNetwork network_;
  SwingPath path_;
  double rating_w_ = 0.0;
  bool has_begun_ = false;
  bool is_settled_;
  bool is_resting_ = false;
  std::optional<double> steered_;  // speed that is asked for
  bool has_new_steering_ = false;
  core::Tick anchor_ = 0;
  core::Tick until_ = core::kNever;
  core::Tick planned_at_ = core::kNever;  ///< the last chord
  std::vector<network::Flow> seen_;       // flows at the last look
  network::Emf reference_;                // the bus: what all angles are against
  std::vector<double> magnitudes_;
  std::vector<double> angles_;  // published, against the reference
  std::vector<double> rest_rotors_rad_;
  mutable core::Tick looked_at_ = -1;
  mutable std::vector<SwingPoint> looked_;
  mutable core::Tick spanned_from_ = -1, spanned_until_ = -1;
  mutable std::vector<SpanExtremes> spanned_;
};

}  // namespace ridethrough::devices
