#pragma once

#include <cstdint>
#include <string_view>

#include "devices/load/profile_job.hpp"
#include "devices/load/unused_energy.hpp"

namespace ridethrough::devices {

class TrainingJob final : public ProfileJob {
 public:
  explicit TrainingJob(const Parameters& parameters);

  void wire(Wiring& wiring) override;
  void report(const View& view, Report& report) const override;

 private:
  /// In the order of the words in the schema.
  enum State : int { kWaiting, kRunning, kStalled, kRestarting, kStopped, kPaused };

  bool can_start(core::Tick) const override { return racks_.down() == 0 && has_all(); }
  bool is_in_step() const override { return true; }
  void begin(Ports& ports) override { begin_run(ports, "start"); }
  void go_on(Ports& ports, Seen seen) override;
  void settle(core::Tick now) override { work().stop(now); }
  void close() override;
  void crash_by_order(Ports& ports) override;
  void pause(Ports& ports) override;
  void note(core::Tick now) override;
  core::Tick next_own(core::Tick) const override {
    return std::min({next_of_profile(), stalled_until_, restart_at_});
  }

  WorkAccount& work() { return shares_[0].account; }
  bool is_interrupted() const {
    return state() == kStalled || state() == kRestarting || state() == kPaused;
  }
  /// Enough racks for a restart, and all that they hang on.
  bool has_all() const { return racks_.down() <= spares_ && needs_.dark() == 0; }

  void begin_run(Ports& ports, std::string_view reason);
  void interrupt(Ports& ports, std::string_view reason);
  void lose(Ports& ports, std::string_view reason);
  void crash(Ports& ports, std::string_view reason);
  void restart(Ports& ports, bool has_lost);

  bool stalls_;
  core::Tick collective_timeout_;
  double stall_level_;
  core::Tick warm_;
  core::Tick cold_;
  std::int64_t tries_;
  std::int64_t spares_;
  UnusedEnergy unused_;
  core::Tick stalled_until_ = core::kNever;
  core::Tick restart_at_ = core::kNever;
  std::int64_t spoilt_ = 0;
  bool is_cold_ = false;
};

}  // namespace ridethrough::devices
