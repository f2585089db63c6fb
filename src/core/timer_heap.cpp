#include "ridethrough/core/timer_heap.hpp"

#include <algorithm>

namespace ridethrough::core {

namespace {
constexpr std::size_t kArity = 4;
}

TimerHeap::TimerId TimerHeap::add() {
  slots_.push_back(kAbsent);
  heap_.reserve(slots_.size() + 1);
  return static_cast<TimerId>(slots_.size() - 1);
}

Tick TimerHeap::at(TimerId timer) const {
  const std::int32_t slot = slots_[static_cast<std::size_t>(timer)];
  return slot == kAbsent ? kNever : heap_[static_cast<std::size_t>(slot)].at;
}

Tick TimerHeap::next() const {
  if (empty()) return kNever;
  if (!has_hole_) return heap_.front().at;
  Tick earliest = kNever;
  const std::size_t end = std::min(kArity + 1, heap_.size());
  for (std::size_t child = 1; child < end; ++child) earliest = std::min(earliest, heap_[child].at);
  return earliest;
}

void TimerHeap::place(std::size_t slot, const Entry& entry) {
  heap_[slot] = entry;
  slot_of(entry.timer) = static_cast<std::int32_t>(slot);
}

void TimerHeap::rise(std::size_t slot) {
  const Entry entry = heap_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / kArity;
    if (!before(entry, heap_[parent])) break;
    place(slot, heap_[parent]);
    slot = parent;
  }
  place(slot, entry);
}

void TimerHeap::sink(std::size_t slot) {
  const Entry entry = heap_[slot];
  const std::size_t size = heap_.size();
  for (;;) {
    const std::size_t first = slot * kArity + 1;
    if (first >= size) break;
    const std::size_t end = std::min(first + kArity, size);
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child) {
      if (before(heap_[child], heap_[least])) least = child;
    }
    if (!before(heap_[least], entry)) break;
    place(slot, heap_[least]);
    slot = least;
  }
  place(slot, entry);
}

void TimerHeap::remove(std::size_t slot) {
  slot_of(heap_[slot].timer) = kAbsent;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (slot == heap_.size()) return;
  place(slot, last);
  // The last element may belong above or below: a heap that only sinks here loses its order.
  rise(slot);
  sink(static_cast<std::size_t>(slot_of(last.timer)));
}

void TimerHeap::close_hole() {
  has_hole_ = false;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return;
  place(0, last);
  sink(0);
}

void TimerHeap::set(TimerId timer, Tick at) {
  const std::int32_t found = slot_of(timer);
  if (found == kAbsent) {
    if (at == kNever) return;
    if (has_hole_) {
      has_hole_ = false;
      place(0, {at, timer});
      return sink(0);
    }
    heap_.push_back({at, timer});
    return rise(heap_.size() - 1);
  }
  if (heap_[static_cast<std::size_t>(found)].at == at) return;
  if (has_hole_) close_hole();
  const auto slot = static_cast<std::size_t>(slot_of(timer));
  if (at == kNever) return remove(slot);
  const bool is_earlier = at < heap_[slot].at;
  heap_[slot].at = at;
  is_earlier ? rise(slot) : sink(slot);
}

TimerHeap::TimerId TimerHeap::pop() {
  if (has_hole_) close_hole();
  const TimerId timer = heap_.front().timer;
  slot_of(timer) = kAbsent;
  has_hole_ = true;
  return timer;
}

}  // namespace ridethrough::core
