#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/core/timer_heap.hpp"

namespace ridethrough::core {

/// The order of things inside one round of an instant (docs/event_order.md).
enum class Phase : std::uint8_t {
  script,     ///< events of the scenario
  job,        ///< what runs on the racks
  control,    ///< transfer switches, generators, islanding logic
  load,       ///< racks and other loads publish their demand
  low_zone,   ///< networks fed by converters
  island,     ///< converters with their dc link and battery
  switching,  ///< zones whose switches or sources moved are rebuilt, once
  high_zone,  ///< networks fed by a utility or a generator
};
inline constexpr std::size_t kPhases = 8;

/// Index of the log row that led to something; kNoCause for the scenario itself.
using Cause = std::int64_t;
inline constexpr Cause kNoCause = -1;

/// Something that acts at instants. It reads what it needs when it runs (pull); others only mark
/// it.
class Process {
 public:
  virtual ~Process() = default;
  virtual void react(Tick now) = 0;
  virtual std::string_view name() const = 0;
};

using ProcessId = std::int32_t;

struct EngineStatistics {
  std::int64_t instants = 0;
  std::int64_t reactions = 0;
  int rounds_max = 0;
};

/// Clock and order of a run.
///
/// An instant takes all timers of the earliest time, then runs rounds; each round runs the marked
/// processes phase by phase, by ascending id inside a phase. A mark for a phase that is still to
/// come in this round runs in this round, every other one in the next. The instant ends when nobody
/// is marked; more than kRoundsMax rounds is an error that names who keeps whom awake.
class Engine {
 public:
  static constexpr int kRoundsMax = 64;

  /// Ids follow the order of the calls; the caller adds processes in an order that the scenario
  /// fixes (sorted paths), because ids decide who runs first.
  ProcessId add(Process& process, Phase phase);

  void mark(ProcessId process) {
    Slot& slot = slots_[static_cast<std::size_t>(process)];
    if (slot.is_marked) return;
    slot.is_marked = true;
    slot.mark_cause = cause_;
    marked_[slot.phase].push_back(process);
    ++marks_;
  }
  /// Wakes `process` at `at` (never in the past); kNever clears. A time equal to now() marks it.
  void set_timer(ProcessId process, Tick at);
  Tick timer(ProcessId process) const { return timers_.at(process); }

  Tick now() const { return now_; }
  int round() const { return round_; }
  Phase phase() const { return phase_; }
  /// Log row that made the running process run; marks and timers set meanwhile inherit it.
  Cause cause() const { return cause_; }
  void set_cause(Cause cause) { cause_ = cause; }

  /// Runs the first instant at t = 0 (everybody is marked once) and all instants up to and
  /// including `end`. May be called again with a later end.
  /// @throws SimulationError when an instant does not end.
  void run_until(Tick end);

  /// Timers that began the present instant.
  std::int64_t fired() const { return fired_; }
  bool has_started() const { return has_started_; }

  const EngineStatistics& statistics() const { return statistics_; }

  /// Called before the first and after the last round of every instant, for recorders. They only
  /// look; after_instant may set timers for later.
  std::function<void(Tick)> before_instant;
  std::function<void(Tick)> after_instant;

 private:
  void run_instant();
  void run_phase(std::size_t phase);
  void run(ProcessId process);
  [[noreturn]] void fail_endless() const;

  struct Slot {
    Process* process;
    std::uint8_t phase;
    bool is_marked;
    Cause mark_cause;
    Cause timer_cause;
  };
  std::vector<Slot> slots_;
  TimerHeap timers_;
  std::array<std::vector<ProcessId>, kPhases> marked_;
  std::vector<ProcessId> running_;
  std::size_t marks_ = 0;
  Tick now_ = 0;
  int round_ = 0;
  std::int64_t fired_ = 0;
  Phase phase_ = Phase::script;
  Cause cause_ = kNoCause;
  bool has_started_ = false;
  EngineStatistics statistics_;
};

}  // namespace ridethrough::core
