#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "devices/load/arrivals.hpp"
#include "ridethrough/core/line.hpp"

namespace ridethrough::devices {

/// Requests that a job works on, each in a slot of its own from its prefill to the end of its
/// decode, and those that wait for a slot, first come first served. All racks of the job serve them
/// as one: it is the same however they are lumped. Work is proportional to the requests; a copy
/// looks ahead.
class ServingQueue {
 public:
  struct Counts {
    std::int64_t served = 0;
    std::int64_t refused = 0;  ///< no room in the queue, or nobody serves
    std::int64_t dropped = 0;  ///< begun or waiting when the power was lost
    std::int64_t started = 0;
    core::Int128 waited = 0;  ///< nanoseconds, of those that have started
    core::Tick longest_wait = 0;
    core::Int128 wasted = 0;  ///< nanoseconds in a slot, of those that were dropped
  };
  /// Requests in each phase, integrated over time, in nanoseconds.
  struct Integrals {
    core::Int128 prefill = 0;
    core::Int128 decode = 0;
  };

  ServingQueue(const Arrivals& arrivals, std::int64_t most_waiting)
      : arrivals_(arrivals), most_waiting_(most_waiting) {}

  void begin(core::Tick now, double gpus, const core::RandomStream& stream);
  /// Up to `until` requests come and nobody counts them, nor those that are here.
  void skip(core::Tick until);
  /// All that happens up to `until`, and at it.
  void advance(core::Tick until);
  /// When something happens next.
  core::Tick next() const;
  /// From now on requests are taken, or refused; those that are here are served all the same.
  void accept(bool does_accept) { accepts_ = does_accept; }
  /// From now on a phase takes 1 / pace of its time; above 0.
  void set_pace(double pace) { pace_ = pace; }
  void add_slots(std::int64_t slots);
  /// With the same share of what they work on; with the last one also those that wait are dropped.
  void lose_slots(std::int64_t slots);

  bool accepts() const { return accepts_; }
  double pace() const { return pace_; }
  bool is_empty() const { return running_.empty() && waiting_.empty(); }
  std::int64_t slots() const { return slots_; }
  std::int64_t in_prefill() const { return in_prefill_; }
  std::int64_t in_decode() const {
    return static_cast<std::int64_t>(running_.size()) - in_prefill_;
  }
  std::int64_t waiting() const { return static_cast<std::int64_t>(waiting_.size()); }
  const Counts& counts() const { return counts_; }
  const Integrals& integrals() const { return integrals_; }
  const Arrivals& arrivals() const { return arrivals_; }

 private:
  struct Running {
    core::Tick due = 0;  ///< end of the phase that it is in, in time at full pace
    core::Tick since = 0;
    core::Tick decode = 0;
    double place = 0.0;
    bool is_in_prefill = true;
  };
  static bool is_later(const Running& left, const Running& right) { return left.due > right.due; }

  core::Tick phase_ends() const;
  void move_to(core::Tick at);
  void take_request();
  void end_phase();
  void start(const Request& request);
  void fill();

  Arrivals arrivals_;
  std::int64_t most_waiting_;
  std::vector<Running> running_;  ///< a heap by `due`
  std::deque<Request> waiting_;
  std::int64_t slots_ = 0;
  std::int64_t in_prefill_ = 0;
  bool accepts_ = true;
  core::Tick now_ = 0;
  double pace_ = 1.0;
  core::Tick made_ = 0;  ///< time at full pace until now
  Counts counts_;
  Integrals integrals_;
};

}  // namespace ridethrough::devices
