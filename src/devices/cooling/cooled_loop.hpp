#pragma once

#include <cstdint>

#include "devices/coolant.hpp"

namespace ridethrough::devices {

/// A body of coolant with a set point: the water of a tank, the loop of a cdu, the air of a room.
///
/// It gives its heat to what it is cooled by, as much as is asked of it up to what can be taken:
///   T above the target   removed = capacity,  C dT/dt = heat - capacity
///   T at the target      removed = heat
///   T below the target   removed = 0,         C dT/dt = heat
/// The target is the set point, or `approach` above a supply that is too warm for it: then the body
/// goes along with the supply, and its heat capacity is counted there. Heat is a straight line, so
/// every course is a parabola and every crossing a closed form. C is its own heat capacity and that
/// of what hangs on it. Without a supply named, it is never too warm.
/// Source: energy balance of a lumped body, as in Khankari, ASHRAE Transactions 117-1 (2011).
class CooledLoop {
 public:
  struct Settings {
    double set_point_k = 0.0;
    double approach_k = 0.0;
    double j_per_k = 0.0;
  };
  struct Input {
    core::Line heat;                  ///< from its consumers
    std::int64_t capacity_units = 0;  ///< heat capacity of theirs that goes along
    bool is_on = true;                ///< its pump or fan runs
    bool is_unlimited = false;        ///< of itself it takes any heat
    core::Line most;                  ///< else: the most that it takes
  };
  struct Peak {
    double temperature_k = 0.0;
    core::Tick at = 0;
  };

  explicit CooledLoop(const Settings& settings);
  void wire(const Wiring& wiring, const Device& self) { cold_.wire(wiring, self); }
  bool is_cooled() const { return cold_.is_named(); }
  bool has_supply() const { return cold_.flows(); }

  /// Goes on to now with these inputs. The same again changes nothing.
  void settle(Ports& ports, const Input& input);
  core::Tick next(core::Tick now) const;

  const TemperatureCourse& course() const { return course_; }
  double temperature_k(core::Tick now) const { return course_.at(now); }
  /// More heat comes than can be taken.
  bool is_overwhelmed() const { return mode_ == Mode::overwhelmed; }
  const core::Line& removed() const { return removed_.line(); }
  double removed_j(core::Tick now) const { return removed_.total(now).joules(); }
  double heat_j(core::Tick now) const { return heat_.total(now).joules(); }
  Peak hottest(core::Tick now) const;

 private:
  enum class Mode { on_target, above, below, overwhelmed };

  void read_capacity(core::Tick now);
  TemperatureCourse supply() const { return cold_.temperature().shifted(settings_.approach_k); }
  bool follows_supply(core::Tick now) const;
  TemperatureCourse target(core::Tick now) const;
  bool can_take(core::Tick now) const;
  Mode mode_at(core::Tick now) const;
  void move(core::Tick now, const core::Line& net, std::int64_t capacity_units);
  void follow(core::Tick now, const TemperatureCourse& course);
  void begin(core::Tick now, const TemperatureCourse& course);

  Settings settings_;
  std::int64_t own_units_;
  ColdSide cold_;
  Input input_;
  core::Line capacity_;  ///< the most heat that is taken now
  bool takes_any_ = false;
  core::Tick smaller_turns_at_ = core::kNever;
  Mode mode_ = Mode::on_target;
  bool is_free_ = false;  ///< its course is its own, not that of its target
  core::Line net_;
  std::int64_t moving_units_ = 0;
  TemperatureCourse course_;
  core::Tick since_ = 0;  ///< it has taken this course
  core::Meter removed_;
  core::Meter heat_;
  Peak peak_;  ///< until then
};

}  // namespace ridethrough::devices
