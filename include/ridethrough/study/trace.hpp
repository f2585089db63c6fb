#pragma once

#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/schema.hpp"

namespace ridethrough::study {

/// A corner of a recorded signal: the value just before and just after `time`.
struct Corner {
  core::Tick time = 0;
  double before = 0.0;
  double after = 0.0;
};

/// A right-continuous piecewise-linear signal in SI units: straight from `after` of one corner to
/// `before` of the next. The first corner stands at 0, the last at the end of the run. A state is
/// the index of its word in the schema's table, as steps.
struct Trace {
  devices::Shape shape = devices::Shape::line;
  std::vector<Corner> corners;
};

/// Value at `time`: right limit.
double value_at(const Trace& trace, core::Tick time);

}  // namespace ridethrough::study
