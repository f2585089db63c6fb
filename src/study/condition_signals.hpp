#pragma once

#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/condition.hpp"
#include "ridethrough/study/signal_provider.hpp"
#include "study/condition_stars.hpp"
#include "study/signal.hpp"

namespace ridethrough::study {

/// Turns the parts of a condition into signals over [0, end] of a finished run.
class ConditionSignals {
 public:
  ConditionSignals(const SignalProvider& provider, core::Tick end)
      : provider_(provider), end_(end) {}

  /// Robustness of a truth: positive where it holds, in the unit of its comparisons; infinite for
  /// states and events.
  Signal robustness(const scenario::Condition& truth, const Assignment& stars);

 private:
  Signal number(const scenario::Condition& part, const Assignment& stars);
  Signal relation(const scenario::Condition& part, const Assignment& stars);
  Signal over_stars(const scenario::Condition& part);
  Signal counted(const scenario::Condition& part);
  Signal product(const scenario::Condition& part, const Assignment& stars);
  Signal state(const scenario::Condition& part, const Assignment& stars);
  Signal event(const scenario::Condition& part) const;
  Signal inside(const scenario::Condition& part, const Assignment& stars);
  const SignalMatch& match_of(const scenario::Path& path, const Assignment& stars);

  const SignalProvider& provider_;
  core::Tick end_;
  std::map<std::string, std::vector<SignalMatch>> matches_;
};

}  // namespace ridethrough::study
