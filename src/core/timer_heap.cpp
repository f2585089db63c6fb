#include "ridethrough/core/timer_heap.hpp"

namespace ridethrough::core {

namespace {
constexpr std::size_t kArity = 4;
}

TimerHeap::TimerId TimerHeap::add() {
  times_.push_back(kNever);
  slots_.push_back(kAbsent);
  heap_.reserve(times_.size());
  return static_cast<TimerId>(times_.size() - 1);
}

bool TimerHeap::before(TimerId left, TimerId right) const {
  const Tick left_at = times_[index(left)];
  const Tick right_at = times_[index(right)];
  return left_at != right_at ? left_at < right_at : left < right;
}

void TimerHeap::place(std::size_t slot, TimerId timer) {
  heap_[slot] = timer;
  slots_[index(timer)] = static_cast<std::int32_t>(slot);
}

void TimerHeap::rise(std::size_t slot) {
  const TimerId timer = heap_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / kArity;
    if (!before(timer, heap_[parent])) break;
    place(slot, heap_[parent]);
    slot = parent;
  }
  place(slot, timer);
}

void TimerHeap::sink(std::size_t slot) {
  const TimerId timer = heap_[slot];
  const std::size_t size = heap_.size();
  for (;;) {
    const std::size_t first = slot * kArity + 1;
    if (first >= size) break;
    const std::size_t end = first + kArity < size ? first + kArity : size;
    std::size_t least = first;
    for (std::size_t child = first + 1; child < end; ++child) {
      if (before(heap_[child], heap_[least])) least = child;
    }
    if (!before(heap_[least], timer)) break;
    place(slot, heap_[least]);
    slot = least;
  }
  place(slot, timer);
}

void TimerHeap::remove(std::size_t slot) {
  slots_[index(heap_[slot])] = kAbsent;
  const TimerId last = heap_.back();
  heap_.pop_back();
  if (slot == heap_.size()) return;
  place(slot, last);
  // The last element may belong above or below: a heap that only sinks here loses its order.
  rise(slot);
  sink(static_cast<std::size_t>(slots_[index(last)]));
}

void TimerHeap::set(TimerId timer, Tick at) {
  const std::int32_t slot = slots_[index(timer)];
  if (at == kNever) {
    if (slot != kAbsent) remove(static_cast<std::size_t>(slot));
    times_[index(timer)] = kNever;
    return;
  }
  const Tick was = times_[index(timer)];
  times_[index(timer)] = at;
  if (slot == kAbsent) {
    heap_.push_back(timer);
    rise(heap_.size() - 1);
  } else if (at < was) {
    rise(static_cast<std::size_t>(slot));
  } else {
    sink(static_cast<std::size_t>(slot));
  }
}

TimerHeap::TimerId TimerHeap::pop() {
  const TimerId timer = heap_.front();
  remove(0);
  times_[index(timer)] = kNever;
  return timer;
}

}  // namespace ridethrough::core
