#pragma once

#include <map>
#include <vector>

#include "study/plant.hpp"
#include "study/point_meter.hpp"
#include "study/recorder.hpp"
#include "study/signal_index.hpp"

namespace ridethrough::study {

/// By raw unit, of each utility whose flicker is metered; null before the run.
using FlickersByUnit = std::map<std::size_t, const std::vector<FlickerReading>*>;
FlickersByUnit metered_for_flicker(const scenario::Plan& plan);

/// A check needs the meters: it holds one of them against a limit of flicker.
bool limits_flicker(const scenario::Model& model);

/// Meters the utilities of a plant, if asked to. Like the recorder it only looks.
class Metering {
 public:
  Metering(const Plant& plant, const scenario::Plan& plan);

  /// Before the run.
  void watch_utilities(const scenario::Model& model, const SignalIndex& index);

  bool has_any() const { return !feeds_.empty(); }
  void before_instant(core::Tick now);
  void after_instant(core::Tick now);
  void finish(core::Tick end);

  struct Feed {
    Recorder::Key power, reactive, state;
    int lost = 0;  ///< index of that state
    PointMeter meter;
    Metered before = {};
  };
  const std::vector<Feed>& feeds() const { return feeds_; }
  FlickersByUnit flickers() const;

 private:
  Metered look_at(const Feed& feed, core::Tick now) const;

  const Plant& plant_;
  const scenario::Plan& plan_;
  std::vector<Feed> feeds_;
  bool is_first_ = true;
};

}  // namespace ridethrough::study
