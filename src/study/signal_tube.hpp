#pragma once

#include <optional>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/outcome.hpp"
#include "ridethrough/study/trace.hpp"

/// A corridor around a recorded signal: what is within `width` of it at some instant within
/// `shift`.
namespace ridethrough::study {

/// Half the height of the tube, SI: the tolerance of the signal's unit at its largest value.
double tube_width(const RecordedSignal& signal, const scenario::BaselineSpec& spec);

struct TubeExit {
  core::Tick at = 0;
  double kept = 0.0;  ///< the value of the kept signal that is nearest, SI
  double now = 0.0;
};

/// Where `now` first leaves the tube around `kept`, or `kept` that around `now`; empty if neither
/// does. Exact for piecewise-linear signals: a line leaves a corridor of straight walls at a corner
/// of one of the two.
std::optional<TubeExit> tube_exit(const Trace& kept, const Trace& now, double width,
                                  core::Tick shift);

/// Leaves out corners without moving the signal by more than `width` anywhere.
void thin_out(Trace& trace, double width);

}  // namespace ridethrough::study
