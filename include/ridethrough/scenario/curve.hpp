#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"

/// Limit curves that checks hold signals against (section 13 of the scenario language).
namespace ridethrough::scenario {

/// Beyond `limit` (SI) for at most `longest` without a break; 0: never.
struct Excursion {
  double limit = 0.0;
  core::Tick longest = 0;
};

/// Between two instants that are no further apart than `span`, at most `at_most` (SI).
struct Slope {
  core::Tick span = 0;
  double at_most = 0.0;
};

/// All that a power holds between two frequencies, as the amplitude of one sinusoid.
struct Band {
  double from_hz = 0.0, to_hz = 0.0;
  double at_most = 0.0;  ///< SI
};

struct Curve {
  enum class Kind { envelope, step_response, ramp };

  std::string name;
  Kind kind = Kind::envelope;
  std::string reads;                    ///< quantity of a component that is named without one
  bool is_unverified = false;           ///< its points were not read in the standard itself
  std::vector<Excursion> below, above;  ///< of an envelope, the first of each the steady limit
  std::vector<Slope> up, down;          ///< of a ramp
  std::vector<Band> bands;              ///< beside them
  std::optional<double> peak;           ///< beside them: the highest power, SI
  std::optional<double> flicker;        ///< beside them: the highest short-term severity
  /// Of a step_response: judgements of this standard, of this rank or a better one, and the only
  /// type that is judged by it.
  std::string standard, judged_type;
  int worst_rank = 0;
};

}  // namespace ridethrough::scenario
