#pragma once

#include <cstddef>
#include <deque>

#include "devices/parameter_access.hpp"
#include "ridethrough/core/time.hpp"

namespace ridethrough::devices::switchgear {

/// Lets a switch move so many times within a span; then it locks for a while.
class ChatterLock {
 public:
  /// From the map `chatter`: transfers, within, lock.
  explicit ChatterLock(const Parameters& chatter)
      : most_(static_cast<std::size_t>(get(chatter, "transfers").count())),
        within_(span_ticks(chatter, "within")),
        lock_(span_ticks(chatter, "lock")) {}

  bool is_locked(core::Tick now) const { return now < until_; }
  core::Tick until() const { return until_; }
  /// Another move now would be one too many.
  bool is_full(core::Tick now) const {
    return moves_.size() >= most_ && now - moves_.front() < within_;
  }
  void note(core::Tick now) {
    moves_.push_back(now);
    if (moves_.size() > most_) moves_.pop_front();
  }
  void lock(core::Tick now) {
    until_ = core::later(now, lock_);
    moves_.clear();
  }
  void reset() {
    until_ = 0;
    moves_.clear();
  }

 private:
  std::size_t most_;
  core::Tick within_, lock_;
  core::Tick until_ = 0;
  std::deque<core::Tick> moves_;  // the last `most_` of them
};

}  // namespace ridethrough::devices::switchgear
