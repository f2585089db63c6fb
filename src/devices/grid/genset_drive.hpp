#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "devices/grid/machine_courses.hpp"
#include "devices/swing/swing_member.hpp"
#include "ridethrough/network/network.hpp"

namespace ridethrough::devices {

/// A set on line: integrates its machine under what the network takes and publishes the course as
/// chords of frequency (1 mHz) and steps of voltage (1e-4 pu). At rest it sleeps.
///
/// Between two boundaries (a new load, the end of a chord) nothing changes, whoever looks. A chord
/// also ends where a watched speed or voltage is passed, to the next tick.
class GensetDrive {
 public:
  GensetDrive(const MachineConstants& constants, double frequency_hz, double rating_w);
  GensetDrive(const GensetDrive&) = delete;
  GensetDrive& operator=(const GensetDrive&) = delete;

  /// Looks its courses up where other sets do, too. Before the run.
  void share(std::shared_ptr<MachineCourses> courses);

  const Machine& machine() const { return machine_; }
  const std::shared_ptr<const SwingUnit>& unit() const { return unit_; }
  /// Speeds (deviation, pu) that end a chord: those of the protection.
  void watch_speeds(std::vector<double> speeds) {
    trip_speeds_ = std::move(speeds);
    share(courses_);
  }
  /// From `now` on a chord also ends when `left_s` (at rated power) have been burnt.
  void watch_fuel(core::Tick now, double left_s, double idle_share);

  /// On line without load at rated speed.
  void start(core::Tick now);
  /// Off line: what the rotor stored since it came is lost.
  void stop(core::Tick now);
  /// As one that has carried its load for long; for the start of a run.
  void settle(core::Tick now);

  bool is_fed(const network::Flow& flow, bool is_on_low_root) const {
    return flow.power == fed_.power && flow.reactive == fed_.reactive &&
           is_on_low_root == load_.start.is_on_low_root;
  }
  void feed(core::Tick now, const network::Flow& flow, bool is_on_low_root);
  bool is_due(core::Tick now) const { return now >= chord_until_; }
  void next_chord(core::Tick now);
  core::Tick next() const { return chord_until_; }

  /// Somebody else sets the frequency: speed and angle are theirs, the field is held.
  void follow(core::Tick now, const network::Emf& leader);
  /// One of several sets, which make their course together.
  void swing(const SwingChord& chord);
  /// So they do, at rest; the load is what the network takes.
  void rest(const SwingChord& chord, const SwingPoint& still);
  void hold(core::Tick now, const network::Flow& flow);
  /// At the start of a run: what was before is not counted.
  void settle_at(const MachineState& state);
  /// Out of their group, with the angle of its rotor.
  void leave_swing(core::Tick now);
  bool is_swinging() const { return group_ != nullptr; }
  /// A rotor that was turned off line comes with its angle and frequency.
  void turn(core::Tick now, const network::Emf& engine);
  /// Alone again, with the power it gave and the speed it had.
  void lead(core::Tick now);
  bool is_following() const { return motion_ == Motion::following; }

  const network::Emf& emf() const { return emf_; }
  double rating_w() const { return rating_w_; }
  /// Of its rotor.
  const network::Frequency& frequency() const {
    return motion_ == Motion::swinging ? own_frequency_ : emf_.frequency;
  }
  MachineState state(core::Tick now) const;
  const core::Line& line() const { return fed_.power; }
  MachineLoad load(core::Tick now) const;
  /// By which a load step is judged: in parallel that of all, so that their swing is no step.
  double judged_load(core::Tick now) const;
  double voltage(core::Tick now) const;
  double mechanical_power(core::Tick now) const;
  /// Speed at which it will come to rest under the present load.
  double settled_speed() const { return settled_speed_; }
  /// The last boundary.
  core::Tick span_from() const { return span_from_; }
  bool is_resting() const { return motion_ == Motion::resting; }
  SpanExtremes extremes(core::Tick until) const;

  /// Books, pu * s: mechanical work, rise of kinetic energy since it came on line, what was lost.
  double work(core::Tick now) const { return state(now)[kWork]; }
  double stored(core::Tick now) const;
  double given(core::Tick now) const { return state(now)[kGiven]; }
  double lost(core::Tick now) const { return state(now)[kDamped] + shed_; }

  /// Sides of the marks that end a chord.
  struct Watched {
    int speeds = 0, voltages = 0;
    bool is_dry = false;

    bool operator==(const Watched&) const = default;
    /// Of no two the same.
    int code() const { return speeds + 1000 * (2 * voltages + (is_dry ? 1 : 0)); }
  };
  /// Of a state `t_s` after `anchor`.
  Watched watched(const MachineState& state, double voltage, core::Tick anchor, double t_s) const;

 private:
  enum class Motion { resting, moving, following, swinging };

  void mark_speeds();
  void anchor(core::Tick now, MachineState state);
  void plan(core::Tick now);
  double cut(double from_s, double span_s) const;
  double find_cut(double from_s, double span_s) const;
  double burnt_s(const MachineState& state, core::Tick anchor, double t_s) const;
  bool may_run_dry(double from_s, double span_s) const;
  Watched watched(const MachineState& state, double t_s) const;
  void take(const SwingChord& chord);
  void take_flow(core::Tick now, const network::Flow& flow, bool is_on_low_root);
  MachineState with_integrals(MachineState state) const;
  MachineState on_course(double t_s) const;
  void publish(core::Tick now, double speed, double speed_per_s);
  void raise_magnitude(double emf, double later);
  void change_speed(MachineState& state, double speed);
  double kinetic(double speed) const { return 2.0 * machine_.constants().inertia_s * speed; }
  double steady_power(core::Tick now) const;

  Machine machine_;
  std::shared_ptr<const SwingUnit> unit_;
  std::shared_ptr<MachineCourses> courses_;
  std::size_t make_ = 0;  // in them
  std::shared_ptr<MachineCourse> course_;
  double frequency_hz_, rating_w_;
  std::vector<double> trip_speeds_;
  std::vector<double> speed_marks_;
  core::Tick fuel_from_ = core::kNever;
  double fuel_left_s_ = 0.0, fuel_work_s_ = 0.0, idle_share_ = 0.0;
  Motion motion_ = Motion::resting;
  core::Tick anchor_ = 0;
  MachineState base_{};  // at the anchor
  MachineLoadLine load_;
  network::Flow fed_;
  double settled_speed_ = 0.0;
  double shed_ = 0.0;
  double arrived_ = 0.0;  // kinetic energy when it came on line
  core::Tick span_from_ = 0;
  core::Tick chord_until_ = core::kNever;
  network::Emf emf_;
  const SwingGroup* group_ = nullptr;
  std::size_t place_ = 0;  // in it
  network::Frequency own_frequency_;
};

}  // namespace ridethrough::devices
