#pragma once

#include <string_view>
#include <vector>

#include "devices/load/job_needs.hpp"
#include "devices/load/job_port.hpp"
#include "devices/load/job_racks.hpp"
#include "devices/load/power_reaction.hpp"
#include "devices/load/work_shares.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// What all jobs have in common: the racks that they drive, one job at a time; what they need and
/// hear; start, end and orders; the fall to idle when they stop.
///
/// The states of its schema begin with waiting and running.
class RackJob : public Device, public JobPort {
 public:
  core::Phase phase() const final { return core::Phase::job; }
  void wire(Wiring& wiring) override;
  void order(const Command& command) final { orders_.push_back(command); }
  void react(Ports& ports) final;

  JobPower power(core::Tick now) const final;
  void hold(bool is_held) final { reaction_.hold(is_held); }

 protected:
  enum : int { kJobWaits, kJobRuns };
  /// What has changed for the job since it reacted before.
  struct Seen {
    bool has_lost_rack = false;
    bool has_lost_need = false;
  };

  /// `stopped`, `paused`: these states; `block`: so long saving takes by itself.
  RackJob(const TypeSchema& schema, const Parameters& parameters, int stopped, int paused,
          core::Tick block);

  virtual bool can_start(core::Tick now) const = 0;
  virtual void begin(Ports& ports) = 0;
  /// In all states but waiting and stopped.
  virtual void go_on(Ports& ports, Seen seen) = 0;
  /// It stops as it was told to: its accounts end.
  virtual void settle(core::Tick now) = 0;
  /// It does nothing more: its timers end.
  virtual void close() = 0;
  virtual void crash_by_order(Ports&) {}
  /// At the end of each reaction.
  virtual void note(core::Tick) {}
  virtual core::Tick next_own(core::Tick now) const = 0;
  /// While it runs, as far as is known, with GPUs that draw `most` of their TDP at most.
  virtual double mean_level(core::Tick now, double most) const = 0;
  /// What is left of the power of its work, that above a GPU without work, if GPUs draw `most` in
  /// place of the `usual` most.
  virtual double power_left(core::Tick now, double usual, double most) = 0;
  /// All racks step together: the slowest sets the pace.
  virtual bool is_in_step() const { return false; }
  /// How fast each rack works, or all of them.
  void set_paces(core::Tick now);

  void drive(const Ports& ports, const GpuLevel& level);
  /// The level of the job itself, where its racks have others.
  void follow(const GpuLevel& level);
  void fall_idle(const Ports& ports);
  void give_up(Ports& ports, std::string_view reason);
  /// One row for all that were interrupted at this instant, however their racks are lumped.
  void log_interruptions(Ports& ports, std::int64_t before, std::string_view reason) const;
  GpuLevel idle(core::Tick now) const { return {now, idle_level_, 0.0}; }
  const GpuLevel& level() const { return level_; }
  double price_per_gpu_s() const { return price_per_gpu_s_; }
  bool is_stopped() const { return state() == stopped_; }
  bool is_paused() const { return state() == paused_; }
  std::string_view pause_reason() const { return reaction_.is_held() ? "scheduler" : "on_battery"; }
  /// The level before the start, and behind the end.
  void set_idle(double level);

  JobRacks racks_;
  JobNeeds needs_;
  PowerReaction reaction_;
  WorkShares shares_;

 private:
  double pace_of(const PlacedRack& rack, core::Tick now);
  void obey(const Command& command, Ports& ports);
  void stop(Ports& ports, std::string_view reason);

  int stopped_;
  int paused_;
  core::Tick fall_;
  double price_per_gpu_s_;
  core::Tick start_at_;
  core::Tick until_;
  double idle_level_ = 0.0;
  std::vector<Command> orders_;
  GpuLevel level_;
  core::Tick falls_until_ = core::kNever;
  double slowdown_;
};

}  // namespace ridethrough::devices
