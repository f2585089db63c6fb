#include "ridethrough/core/engine.hpp"

#include <algorithm>
#include <utility>

#include "ridethrough/core/error.hpp"

namespace ridethrough::core {

ProcessId Engine::add(Process& process, Phase phase) {
  slots_.push_back({&process, static_cast<std::uint8_t>(phase), false, kNoCause, kNoCause});
  timers_.add();
  return static_cast<ProcessId>(slots_.size() - 1);
}

void Engine::set_timer(ProcessId process, Tick at) {
  if (at < now_) {
    const Slot& slot = slots_[static_cast<std::size_t>(process)];
    throw SimulationError(now_, std::string(slot.process->name()), "asked for a time in the past");
  }
  if (at == now_ && has_started_) {
    timers_.clear(process);
    mark(process);
    return;
  }
  Slot& slot = slots_[static_cast<std::size_t>(process)];
  // A process that plans the same time again still waits for the same reason, and so does one that
  // runs without any.
  if (timers_.at(process) != at && cause_ != kNoCause) slot.timer_cause = cause_;
  timers_.set(process, at);
}

void Engine::run_until(Tick end) {
  if (!has_started_) {
    has_started_ = true;
    for (std::size_t id = 0; id < slots_.size(); ++id) mark(static_cast<ProcessId>(id));
    run_instant();
  }
  while (timers_.next() <= end) {
    now_ = timers_.next();
    run_instant();
  }
  now_ = end;
}

void Engine::run_instant() {
  fired_ = 0;
  while (timers_.next() == now_) {
    ++fired_;
    const ProcessId process = timers_.pop();
    cause_ = std::exchange(slots_[static_cast<std::size_t>(process)].timer_cause, kNoCause);
    mark(process);
  }
  if (before_instant) before_instant(now_);
  round_ = 0;
  while (marks_ > 0) {
    if (++round_ > kRoundsMax) fail_endless();
    for (std::size_t phase = 0; phase < kPhases; ++phase) run_phase(phase);
  }
  cause_ = kNoCause;
  ++statistics_.instants;
  statistics_.rounds_max = std::max(statistics_.rounds_max, round_);
  if (after_instant) after_instant(now_);
}

void Engine::run_phase(std::size_t phase) {
  std::vector<ProcessId>& marked = marked_[phase];
  if (marked.empty()) return;
  phase_ = static_cast<Phase>(phase);
  marks_ -= marked.size();
  statistics_.reactions += static_cast<std::int64_t>(marked.size());
  if (marked.size() == 1) {  // as a rule
    const ProcessId process = marked.front();
    marked.clear();
    return run(process);
  }
  running_.clear();
  running_.swap(marked);
  std::sort(running_.begin(), running_.end());
  for (const ProcessId process : running_) run(process);
}

void Engine::run(ProcessId process) {
  Slot& slot = slots_[static_cast<std::size_t>(process)];
  slot.is_marked = false;
  cause_ = slot.mark_cause;
  slot.process->react(now_);
}

void Engine::fail_endless() const {
  std::string cycle;
  for (const auto& list : marked_) {
    for (const ProcessId process : list) {
      if (!cycle.empty()) cycle += " -> ";
      cycle += slots_[static_cast<std::size_t>(process)].process->name();
    }
  }
  throw SimulationError(now_, cycle, "this instant does not end: each wakes the next");
}

}  // namespace ridethrough::core
