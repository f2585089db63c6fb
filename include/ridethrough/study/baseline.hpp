#pragma once

#include <map>
#include <string>
#include <vector>

#include "ridethrough/scenario/model.hpp"
#include "ridethrough/study/outcome.hpp"
#include "ridethrough/study/run.hpp"

/// A run that was kept, and how another one differs from it (section 16 of the language).
namespace ridethrough::study {

struct BaselineValue {
  double value = 0.0;
  std::string unit;  ///< of printing; empty for a count
};

/// All that is kept of a run.
struct Baseline {
  std::string version;  ///< of the tool that wrote it
  scenario::FlatValues scenario;
  std::map<std::string, std::string> words;     ///< "checks.reserve" -> "pass"
  std::map<std::string, BaselineValue> values;  ///< "block.vrla-a.soc_min", "ledger.loss"
  std::vector<OutcomeEvent> events;             ///< in causal order; numbers are not kept
  std::vector<RecordedSignal> signals;
};

/// Runs a model that has a baseline, with its signals recorded.
/// @throws as run()
Outcome run_for_baseline(const scenario::Model& model, RunOptions options);

/// What of `outcome` its baseline keeps, without what is ignored.
Baseline baseline_of(const scenario::Model& model, const Outcome& outcome);

struct Difference {
  enum class Kind {
    word,             ///< a verdict or the status of a check
    value,            ///< a figure, beyond its tolerance
    missing_value,    ///< a figure that is not there any more
    extra_value,      ///< a figure that was not there
    missing_event,    ///< a row of events.csv that does not come any more
    extra_event,      ///< one that did not come
    reordered_event,  ///< one that changed places with others
    shifted_event,    ///< one that comes at another time
    signal,           ///< a signal leaves its tube
  };

  Kind kind = Kind::value;
  std::string path;  ///< what it is about; of an event its row without time
  std::string unit;
  std::string kept_word, now_word;
  double kept = 0.0, now = 0.0, allowed = 0.0;  ///< in `unit`; of events seconds
  core::Tick at = 0;                            ///< where a signal leaves its tube
};

/// Empty if `now` is within the tolerances: verdicts first, then figures by path, events in their
/// order, signals.
std::vector<Difference> differences(const Baseline& kept, const Baseline& now,
                                    const scenario::BaselineSpec& spec);

/// What was written otherwise when `kept` was made: "components.vrla.strings 10 -> 8".
std::vector<std::string> scenario_changes(const scenario::FlatValues& kept,
                                          const scenario::FlatValues& now);

}  // namespace ridethrough::study
