#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/engine.hpp"

namespace ridethrough::core {

/// One change of a state or counter, or a scenario event, as it happened in one cohort.
struct EventRow {
  Tick time = 0;
  std::int32_t round = 0;
  std::uint8_t phase = 0;
  std::int32_t component = -1;  ///< index of the cohort; -1: a scenario event, named in `subject`
  std::string subject;          ///< "events.blackout" for scenario events, else empty
  std::string what;             ///< "state", "event", "trip", "count:<name>"
  std::string from;
  std::string to;
  std::string reason;
  Cause cause = kNoCause;  ///< row that led here
};

/// The rows of one run in the order in which they happened. A row becomes the cause of all that the
/// running process marks afterwards.
class EventLog {
 public:
  explicit EventLog(Engine& engine) : engine_(engine) {}

  void add(EventRow row) {
    // What devices find at the very start, before anything happened, is their state, not a change.
    const bool is_start = engine_.statistics().instants == 0 && row.component >= 0;
    if (is_start && engine_.cause() == kNoCause && row.what != "warning") return;
    row.time = engine_.now();
    row.round = engine_.round();
    row.phase = static_cast<std::uint8_t>(engine_.phase());
    row.cause = engine_.cause();
    rows_.push_back(std::move(row));
    engine_.set_cause(static_cast<Cause>(rows_.size() - 1));
  }
  const std::vector<EventRow>& rows() const { return rows_; }

 private:
  Engine& engine_;
  std::vector<EventRow> rows_;
};

}  // namespace ridethrough::core
