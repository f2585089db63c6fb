#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "ridethrough/core/timer_heap.hpp"
#include "support/draw.hpp"

namespace {

using namespace ridethrough::core;
using ridethrough::support::Draw;
using ridethrough::support::test_seed;

/// The same queue with the library's sorted containers: slow and plainly right.
class SortedTimers {
 public:
  void set(TimerHeap::TimerId timer, Tick at) {
    const auto found = times_.find(timer);
    if (found != times_.end()) order_.erase({found->second, timer});
    times_.erase(timer);
    if (at == kNever) return;
    times_[timer] = at;
    order_.insert({at, timer});
  }
  TimerHeap::TimerId pop() {
    const TimerHeap::TimerId timer = order_.begin()->second;
    set(timer, kNever);
    return timer;
  }
  Tick next() const { return order_.empty() ? kNever : order_.begin()->first; }
  Tick at(TimerHeap::TimerId timer) const {
    const auto found = times_.find(timer);
    return found == times_.end() ? kNever : found->second;
  }
  std::size_t size() const { return order_.size(); }

 private:
  std::map<TimerHeap::TimerId, Tick> times_;
  std::set<std::pair<Tick, TimerHeap::TimerId>> order_;
};

/// Random operations on `timers` timers; returns how many answers differed.
int count_differences(Draw& draw, int timers, int operations, std::int64_t distinct_times) {
  TimerHeap heap;
  SortedTimers sorted;
  for (int i = 0; i < timers; ++i) heap.add();
  int differences = 0;
  for (int i = 0; i < operations; ++i) {
    const auto timer = static_cast<TimerHeap::TimerId>(draw.below(timers));
    const std::int64_t kind = draw.below(10);
    if (kind < 6) {
      const Tick at = draw.below(distinct_times);
      heap.set(timer, at);
      sorted.set(timer, at);
    } else if (kind < 8) {
      heap.clear(timer);
      sorted.set(timer, kNever);
    } else if (!heap.empty()) {
      differences += heap.pop() != sorted.pop();
    }
    differences += heap.next() != sorted.next() || heap.size() != sorted.size() ||
                   heap.at(timer) != sorted.at(timer);
  }
  while (!heap.empty()) differences += heap.pop() != sorted.pop();
  return differences;
}

}  // namespace

TEST_CASE("the heap answers as a sorted map does, in a million operations", "[core][heap]") {
  const std::uint64_t seed = test_seed(5);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  // Few distinct times make many equal ones, which only the timer's id orders.
  for (const int timers : {1, 2, 3, 4, 5, 6, 17, 64, 341, 2000}) {
    for (const std::int64_t times : {3LL, 50LL, 1LL << 40}) {
      INFO("timers " << timers << ", distinct times " << times);
      REQUIRE(count_differences(draw, timers, 34'000, times) == 0);
    }
  }
}

TEST_CASE("small heaps of every size drain in order", "[core][heap]") {
  const std::uint64_t seed = test_seed(6);
  INFO("RIDETHROUGH_SEED=" << seed);
  Draw draw(seed);
  for (int timers = 1; timers <= 60; ++timers)
    REQUIRE(count_differences(draw, timers, 600, 9) == 0);
}

TEST_CASE("a removal from the middle may have to move its replacement up", "[core][heap]") {
  // Slots 1 and 2 head two subtrees; the last leaf lies under the early one, and takes the place of
  // a late leaf in the other subtree, where it must rise.
  TimerHeap heap;
  const std::vector<Tick> times{0, 100, 10, 100, 100, 200, 201, 202, 203, 11};
  for (const Tick at : times) heap.set(heap.add(), at);
  heap.clear(5);
  std::vector<Tick> drained;
  while (!heap.empty()) {
    drained.push_back(heap.next());
    heap.pop();
  }
  CHECK(drained == std::vector<Tick>{0, 10, 11, 100, 100, 100, 201, 202, 203});
}

TEST_CASE("equal times pop by id, in whatever order they were set", "[core][heap]") {
  TimerHeap heap;
  for (int i = 0; i < 5; ++i) heap.add();
  for (const int id : {3, 1, 4, 0, 2}) heap.set(id, 7);
  for (int id = 0; id < 5; ++id) CHECK(heap.pop() == id);
  CHECK(heap.empty());
  CHECK(heap.next() == kNever);
}
