#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "devices/load/power_reaction.hpp"
#include "devices/load/training_account.hpp"
#include "devices/load/training_needs.hpp"
#include "devices/load/training_racks.hpp"
#include "devices/load/unused_energy.hpp"
#include "ridethrough/devices/load/profile.hpp"
#include "ridethrough/devices/load/training_job.hpp"

namespace ridethrough::devices {

class TrainingJob final : public Device {
 public:
  explicit TrainingJob(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::job; }
  void wire(Wiring& wiring) override;
  void order(const Command& command) override { orders_.push_back(command); }
  void react(Ports& ports) override;
  double look(std::size_t quantity, const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  /// In the order of the words in the schema.
  enum State : int { kWaiting, kRunning, kStalled, kRestarting, kStopped, kPaused };

  double lost_gpu_s(core::Tick lost) const { return racks_.gpus() * core::seconds(lost); }
  bool is_interrupted() const {
    return state() == kStalled || state() == kRestarting || state() == kPaused;
  }
  /// Enough racks for a restart, and all that they hang on.
  bool has_all() const { return racks_.down() <= spares_ && needs_.dark() == 0; }

  void obey(const Command& command, Ports& ports);
  void give_up(Ports& ports, std::string_view reason);
  void begin_run(Ports& ports, std::string_view reason);
  /// A running job: what its signals ask for, and the next piece of its profile.
  void go_on(Ports& ports);
  void next_piece(Ports& ports);
  void drive(Ports& ports, const GpuLevel& level);
  void fall_idle(Ports& ports);
  void interrupt(Ports& ports, std::string_view reason);
  void lose(Ports& ports, std::string_view reason);
  void crash(Ports& ports, std::string_view reason);
  void restart(Ports& ports, bool has_lost);
  void begin_save(Ports& ports);
  void end_save(Ports& ports);
  void pause(Ports& ports);
  core::Tick next(core::Tick now) const;

  Profile profile_;
  double mean_level_;
  TrainingAccount account_;
  PowerReaction reaction_;
  bool stalls_;
  core::Tick collective_timeout_;
  double stall_level_;
  core::Tick fall_;
  core::Tick warm_;
  core::Tick cold_;
  std::int64_t tries_;
  std::int64_t spares_;
  double price_per_gpu_s_;
  core::Tick start_at_;
  TrainingRacks racks_;
  TrainingNeeds needs_;
  UnusedEnergy unused_;
  std::vector<Command> orders_;
  GpuLevel level_;
  double cap_level_ = std::numeric_limits<double>::infinity();  ///< in force since the last piece
  core::Tick run_since_ = 0;
  core::Tick piece_ends_ = core::kNever;
  core::Tick save_ends_ = core::kNever;
  core::Tick stalled_until_ = core::kNever;
  core::Tick restart_at_ = core::kNever;
  core::Tick falls_until_ = core::kNever;
  std::int64_t spoilt_ = 0;
  bool is_cold_ = false;
};

}  // namespace ridethrough::devices
