#pragma once

#include <compare>
#include <map>
#include <vector>

#include "ridethrough/study/trace.hpp"
#include "study/plant.hpp"
#include "study/signal_index.hpp"

/// Draws signals while a run goes on. It only looks; a run with and without it has the same bits.
namespace ridethrough::study {

class Recorder {
 public:
  struct Key {
    std::size_t unit = 0;
    int part = -1;      ///< -1: the device itself, else its inner part
    int quantity = -1;  ///< by schema index; -1 is the state
    auto operator<=>(const Key&) const = default;
  };

  explicit Recorder(Plant& plant) : plant_(plant) {}

  void want(const SignalGroup& group);
  /// Whatever is wanted of one member of a component, of all of them: members that are equal must
  /// also have equal records, or the probe would tell them apart.
  void want_of_all(const std::vector<Unit>& units);
  void before_instant(core::Tick now);
  void after_instant(core::Tick now);
  void finish(core::Tick end);

  const std::map<Key, Trace>& traces() const { return traces_; }

 private:
  double value(const Key& key, core::Tick now) const;
  /// A flat stretch leaves no corners; before the value moves again, it must end at the last
  /// instant.
  void end_flat_stretch(Trace& trace, double reached) const;
  struct Seen {
    core::Tick time;
    double value;
  };
  void draw_curve(const Key& key, Trace& trace, const Seen& first, const Seen& last, int depth);

  Plant& plant_;
  std::map<Key, Trace> traces_;
  std::map<Key, double> largest_;
  std::vector<double> before_;  // by order of traces_
  core::Tick last_ = 0;         // time of the last instant
  bool is_first_ = true;
};

/// Value of a unit's quantity, or of its state as the index of its word.
double look(const Plant& plant, const Recorder::Key& key, core::Tick now);

}  // namespace ridethrough::study
