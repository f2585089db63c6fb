#include "study/in_turn.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ridethrough::study {

namespace {

class Queue {
 public:
  Queue(std::size_t count, const std::function<void(std::size_t)>& work,
        const std::function<void(std::size_t)>& done)
      : count_(count), work_(work), done_(done), has_ended_(count, false) {}

  void run(unsigned threads) {
    const std::size_t wanted = threads > 0 ? threads : std::thread::hardware_concurrency();
    const std::size_t most = std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(1, count_));
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < most; ++i) others.emplace_back([this] { take(); });
    take();
    for (std::thread& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void take() {
    try {
      for (std::size_t i = next_++; i < count_ && !stops_; i = next_++) {
        work_(i);
        const std::lock_guard lock(mutex_);
        has_ended_[i] = true;
        for (; handed_on_ < count_ && has_ended_[handed_on_]; ++handed_on_) done_(handed_on_);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stops_ = true;
    }
  }

  const std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  const std::function<void(std::size_t)>& done_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stops_ = false;
  std::mutex mutex_;  ///< guards what follows
  std::vector<bool> has_ended_;
  std::size_t handed_on_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void in_turn(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work,
             const std::function<void(std::size_t)>& done) {
  Queue(count, work, done).run(threads);
}

}  // namespace ridethrough::study
