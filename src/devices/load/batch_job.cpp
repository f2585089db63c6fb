#include "ridethrough/devices/load/batch_job.hpp"

#include <algorithm>
#include <vector>

#include "devices/load/profile_job.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

class BatchJob final : public ProfileJob {
 public:
  explicit BatchJob(const Parameters& parameters)
      : ProfileJob(batch_schema(), parameters, kStopped, kPaused),
        fresh_(get(parameters, "checkpoint").map()),
        warm_(span_ticks(map_of(parameters, "restart"), "warm")),
        cold_(span_ticks(map_of(parameters, "restart"), "cold")) {}

  void wire(Wiring& wiring) override {
    ProfileJob::wire(wiring);
    for (const auto* racks : {&racks_.placed(), &racks_.elsewhere()}) {
      for (const PlacedRack& rack : *racks) shares_.add({fresh_, rack.gpus(), rack.members});
    }
    restarts_.resize(racks_.placed().size());
  }

 private:
  /// In the order of the words in the schema.
  enum State : int { kWaiting, kRunning, kStopped, kPaused };
  /// Of one rack.
  struct Restart {
    core::Tick at = core::kNever;
    bool is_cold = false;
    bool has_moved = false;
  };

  WorkAccount& work_of(std::size_t index) { return shares_[racks_.first() + index].account; }

  bool can_start(core::Tick) const override { return racks_.down() == 0 && needs_.dark() == 0; }

  void begin(Ports& ports) override {
    for (std::size_t i = 0; i < restarts_.size(); ++i) {
      restarts_[i] = {};
      racks_.work(i);
      work_of(i).begin_run(ports.now());
    }
    enter(ports, kRunning, "start");
    begin_profile(ports);
  }

  void go_on(Ports& ports, Seen) override {
    if (is_paused() && is_told_to_move()) {
      if (is_falling()) return;
      if (change_place(ports)) run_on(ports, "moved");
    }
    if (is_paused()) {
      for (std::size_t i = 0; i < restarts_.size(); ++i) {
        restarts_[i].is_cold |= racks_.placed()[i].is_down;
      }
      if (!reaction_.may_resume()) return;
      run_on(ports, "signal_gone");
    }
    const std::int64_t before = shares_.interruptions();
    for (std::size_t i = 0; i < restarts_.size(); ++i) follow_rack(i, ports);
    log_interruptions(ports, before, needs_.dark() > 0 ? "need_down" : "rack_down");
    step(ports);
  }

  /// From a pause: each rack restarts by itself.
  void run_on(Ports& ports, std::string_view reason) {
    enter(ports, kRunning, reason);
    for (std::size_t i = 0; i < restarts_.size(); ++i) racks_.rest(ports, i, idle(ports.now()));
    begin_profile(ports);
  }

  bool change_place(Ports& ports) override {
    const std::size_t left = racks_.first();
    const std::size_t racks = restarts_.size();
    if (!ProfileJob::change_place(ports)) return false;
    for (std::size_t i = 0; i < racks; ++i) shares_[left + i].account.stop(ports.now());
    restarts_.assign(racks_.placed().size(), {core::kNever, false, true});
    for (std::size_t i = 0; i < restarts_.size(); ++i) work_of(i).begin_restart(ports.now());
    return true;
  }

  void follow_rack(std::size_t index, Ports& ports) {
    const PlacedRack& rack = racks_.placed()[index];
    if (rack.is_down || needs_.dark() > 0) {
      hold_up(index, ports);
    } else if (rack.rests) {
      restart(index, ports);
    }
  }

  /// It does not work: it stops, or its restart is spoilt.
  void hold_up(std::size_t index, Ports& ports) {
    Restart& own = restarts_[index];
    const PlacedRack& rack = racks_.placed()[index];
    if (!rack.rests) {
      work_of(index).interrupt(ports.now());
      racks_.rest(ports, index, idle(ports.now()));
    } else if (own.at != core::kNever) {
      work_of(index).spoil_restart(ports.now());
    }
    own = {core::kNever, own.is_cold || rack.is_down, own.has_moved};
  }

  void restart(std::size_t index, Ports& ports) {
    const core::Tick now = ports.now();
    Restart& own = restarts_[index];
    if (own.at == core::kNever) {
      own.at = core::later(now, own.is_cold ? cold_ : own.has_moved ? move_takes() : warm_);
      work_of(index).begin_restart(now);
    }
    if (own.at > now) return;
    own = {};
    work_of(index).begin_run(now);
    racks_.work(index);
    drive(ports, level());
  }

  void pause(Ports& ports) override {
    for (std::size_t i = 0; i < restarts_.size(); ++i) {
      work_of(i).pause(ports.now());
      restarts_[i].at = core::kNever;
    }
    enter(ports, kPaused, pause_reason());
    fall_idle(ports);
  }

  void crash_by_order(Ports& ports) override {
    if (state() != kRunning) return;
    const std::int64_t before = shares_.interruptions();
    for (std::size_t i = 0; i < restarts_.size(); ++i) hold_up(i, ports);
    log_interruptions(ports, before, "crash_order");
  }

  void settle(core::Tick now) override {
    for (WorkShare& share : shares_) share.account.stop(now);
  }

  void close() override {
    end_profile();
    forget_move();
    for (Restart& own : restarts_) own.at = core::kNever;
  }

  core::Tick next_own(core::Tick) const override {
    core::Tick next = next_of_profile();
    for (const Restart& own : restarts_) next = std::min(next, own.at);
    return next;
  }

  WorkAccount fresh_;
  core::Tick warm_;
  core::Tick cold_;
  std::vector<Restart> restarts_;
};

}  // namespace

std::unique_ptr<Device> make_batch(const Parameters& parameters) {
  return std::make_unique<BatchJob>(parameters);
}

}  // namespace ridethrough::devices
