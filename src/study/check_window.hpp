#pragma once

#include <optional>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/scenario/model.hpp"
#include "study/robustness.hpp"

namespace ridethrough::study {

enum class WindowVerdict { fail, unfinished, pass };  ///< from worst to best

/// What one window of one match says.
struct WindowResult {
  WindowVerdict verdict = WindowVerdict::pass;
  double margin = kTrue;  ///< robustness of the claim; infinite where states alone decide
  core::Tick margin_at = 0;
  double longest_violation_s = 0.0;  ///< `always`
  std::optional<double> slack_s;     ///< `eventually`
  core::Tick decided_at = 0;
  /// Instant at which a claim that does not hold began to fail.
  core::Tick failing_from = 0;
};

/// Signals of one match of a check over the whole run; those not asked for are empty.
struct ClaimSignals {
  Signal condition;
  Signal after;
  Signal until;
  Signal during;
};

/// Result of each window in order of time; nothing for a window in which no instant counts.
/// Windows that the run does not reach count only for `eventually`, as unfinished.
std::vector<std::optional<WindowResult>> evaluate_windows(const scenario::CheckSpec& check,
                                                          const ClaimSignals& signals);

}  // namespace ridethrough::study
