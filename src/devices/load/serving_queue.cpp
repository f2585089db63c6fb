#include "devices/load/serving_queue.hpp"

#include <algorithm>
#include <cmath>

namespace ridethrough::devices {

void ServingQueue::begin(core::Tick now, double gpus, const core::RandomStream& stream) {
  now_ = now;
  arrivals_.begin(now, gpus, stream);
}

void ServingQueue::skip(core::Tick until) {
  while (arrivals_.head().at < until) arrivals_.pop();
  running_.clear();
  waiting_.clear();
  in_prefill_ = 0;
  now_ = until;
}

core::Tick ServingQueue::next() const { return std::min(phase_ends(), arrivals_.head().at); }

core::Tick ServingQueue::phase_ends() const {
  if (running_.empty()) return core::kNever;
  const core::Tick left = running_.front().due - made_;
  if (pace_ == 1.0) return core::later(now_, left);
  return core::later(now_, static_cast<core::Tick>(std::ceil(static_cast<double>(left) / pace_)));
}

void ServingQueue::advance(core::Tick until) {
  while (next() <= until) {
    // A slot that becomes free at the instant of a request is there for it.
    const bool ends = phase_ends() <= arrivals_.head().at;
    move_to(next());
    ends ? end_phase() : take_request();
  }
  move_to(until);
}

void ServingQueue::move_to(core::Tick at) {
  const core::Tick span = at - now_;
  integrals_.prefill += core::Int128{in_prefill()} * span;
  integrals_.decode += core::Int128{in_decode()} * span;
  made_ += pace_ == 1.0 ? span : static_cast<core::Tick>(pace_ * static_cast<double>(span));
  now_ = at;
}

void ServingQueue::take_request() {
  const Request request = arrivals_.head();
  arrivals_.pop();
  const bool has_room = static_cast<std::int64_t>(running_.size()) < slots_;
  if (!accepts_ || slots_ == 0 || (!has_room && waiting() >= most_waiting_)) {
    ++counts_.refused;
  } else {
    waiting_.push_back(request);
    fill();
  }
}

void ServingQueue::fill() {
  while (!waiting_.empty() && static_cast<std::int64_t>(running_.size()) < slots_) {
    start(waiting_.front());
    waiting_.pop_front();
  }
}

void ServingQueue::start(const Request& request) {
  const core::Tick waited = now_ - request.at;
  ++counts_.started;
  counts_.waited += waited;
  counts_.longest_wait = std::max(counts_.longest_wait, waited);
  running_.push_back({core::later(made_, request.prefill), now_, request.decode, request.place});
  std::push_heap(running_.begin(), running_.end(), is_later);
  ++in_prefill_;
}

void ServingQueue::end_phase() {
  std::pop_heap(running_.begin(), running_.end(), is_later);
  Running& ended = running_.back();
  made_ = ended.due;  // to the nanosecond, at any pace
  if (ended.is_in_prefill) {
    ended.is_in_prefill = false;
    ended.due = core::later(made_, ended.decode);
    --in_prefill_;
    std::push_heap(running_.begin(), running_.end(), is_later);
    return;
  }
  running_.pop_back();
  ++counts_.served;
  fill();
}

void ServingQueue::add_slots(std::int64_t slots) {
  slots_ += slots;
  fill();
}

/// Whoever waits stays: the slots that are left are as busy as they were.
void ServingQueue::lose_slots(std::int64_t slots) {
  const auto busy = static_cast<std::int64_t>(running_.size());
  const std::int64_t lost = slots_ > 0 ? (busy * slots + slots_ - 1) / slots_ : 0;
  slots_ -= slots;
  const auto rest = running_.begin() + lost;
  std::nth_element(
      running_.begin(), rest, running_.end(),
      [](const Running& left, const Running& right) { return left.place < right.place; });
  std::for_each(running_.begin(), rest, [this](const Running& dropped) {
    counts_.wasted += now_ - dropped.since;
    if (dropped.is_in_prefill) --in_prefill_;
  });
  counts_.dropped += lost;
  running_.erase(running_.begin(), rest);
  std::make_heap(running_.begin(), running_.end(), is_later);
  if (slots_ > 0) return;
  counts_.dropped += waiting();
  waiting_.clear();
}

}  // namespace ridethrough::devices
