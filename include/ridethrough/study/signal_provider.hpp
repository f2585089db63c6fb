#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/schema.hpp"
#include "ridethrough/scenario/path.hpp"
#include "ridethrough/study/trace.hpp"

namespace ridethrough::devices {
struct Judgement;
}

namespace ridethrough::study {
struct FlickerReading;
}

/// What checks ask of a model and of a finished run: which signals a path of a condition names.
namespace ridethrough::study {

/// One signal that a path names; members whose signals are equal by construction (a cohort) are one
/// match.
struct SignalMatch {
  std::string name;  ///< canonical member path of the component: "block.1-6+8-15.ups-a"
  /// One entry for each star of the asked path, from left to right. A star is a glob, a `*` member
  /// segment, or a member segment of several members. The text is free; two paths whose text up to
  /// and including the star is equal speak of the same member exactly where the entries are equal.
  std::vector<std::string> stars;
  std::int64_t members =
      1;  ///< how many members of the plant the match stands for, all stars included
  const devices::QuantitySpec* quantity = nullptr;  ///< null only for a state
  std::span<const devices::WordSpec> states = {};   ///< the words of a state, empty for a number
  const Trace* trace = nullptr;                     ///< null before the run
  const devices::TypeSchema* type = nullptr;        ///< of the component, null if not known
  /// Verdicts against standards; null before the run, and for a sum over members.
  const std::vector<devices::Judgement>* judgements = nullptr;
  /// The power of one utility whose flicker is metered.
  bool has_flicker = false;
  const std::vector<FlickerReading>* flickers = nullptr;  ///< null before the run
};

/// Why a path cannot be read; the caret stands at `offset` within the text of the path.
struct Refusal {
  std::string rule = "RT0401";
  std::string message;  ///< empty: a plain "nothing here is called ..." is printed
  std::string label;
  int offset = 0;
  int length = 0;  ///< 0: the whole path
  std::vector<std::string> notes = {};
};

class SignalProvider {
 public:
  virtual ~SignalProvider() = default;

  /// All matches in a fixed order; empty if the path names nothing that can be read.
  virtual std::vector<SignalMatch> matches(const scenario::Path& path) const = 0;

  /// Reason for an empty answer of matches().
  virtual Refusal why_not(const scenario::Path& path) const = 0;

  /// Of the prices of the scenario; empty if it states none.
  virtual std::string currency() const { return {}; }

  /// True if the scenario has this event (or this occurrence of it: `dips.3`).
  virtual bool has_event(const scenario::Path& event) const = 0;

  /// [begin, end) of each occurrence that took place, sorted. An event that acts at once and has no
  /// end reaches to core::kNever; an empty span counts as one tick.
  virtual std::vector<std::pair<core::Tick, core::Tick>> event_spans(
      const scenario::Path& event) const = 0;
};

}  // namespace ridethrough::study
