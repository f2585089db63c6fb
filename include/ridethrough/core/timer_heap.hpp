#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ridethrough/core/time.hpp"

namespace ridethrough::core {

/// Indexed 4-ary heap with one slot per timer. Order is (time, timer id): never insertion order.
/// Measured against binary heaps, lazy cancellation and calendars in the design notes: with one
/// reschedule per event the indexed 4-ary heap is 1.7 to 2.9 times faster and never grows stale.
class TimerHeap {
 public:
  using TimerId = std::int32_t;

  TimerId add();                     ///< a new timer, not set
  void set(TimerId timer, Tick at);  ///< moves it; kNever clears it
  void clear(TimerId timer) { set(timer, kNever); }
  Tick at(TimerId timer) const;
  Tick next() const;
  /// Removes the earliest timer and returns it; must not be empty.
  TimerId pop();
  bool empty() const { return size() == 0; }
  std::size_t size() const { return heap_.size() - (has_hole_ ? 1 : 0); }

 private:
  struct Entry {
    Tick at;
    TimerId timer;
  };
  static bool before(const Entry& left, const Entry& right) {
    return left.at != right.at ? left.at < right.at : left.timer < right.timer;
  }
  std::int32_t& slot_of(TimerId timer) { return slots_[static_cast<std::size_t>(timer)]; }
  void place(std::size_t slot, const Entry& entry);
  void rise(std::size_t slot);
  void sink(std::size_t slot);
  void remove(std::size_t slot);
  void close_hole();

  static constexpr std::int32_t kAbsent = -1;
  std::vector<std::int32_t> slots_;  // by timer: its place in heap_, or kAbsent
  std::vector<Entry> heap_;
  // `pop` leaves the top open: as a rule somebody sets a timer next, and it sinks from there.
  bool has_hole_ = false;
};

}  // namespace ridethrough::core
