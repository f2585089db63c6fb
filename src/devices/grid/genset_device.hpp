#pragma once

#include <set>
#include <string>
#include <vector>

#include "devices/flow_extremes.hpp"
#include "devices/grid/genset_fuel.hpp"
#include "devices/grid/genset_life.hpp"
#include "devices/grid/genset_online.hpp"
#include "devices/grid/genset_start.hpp"
#include "devices/grid/synchroniser.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// States in the order of the schema.
enum GensetState {
  kSetStopped,
  kSetStarting,
  kSetRunning,
  kSetCoolingDown,
  kSetFailed,
  kSetWarmingUp,
  kSetSynchronising
};

/// The device: orders, starting sequence and tank (genset_lifecycle.cpp), ports and quantities
/// (genset.cpp). What it does on line is GensetOnline.
class Genset final : public Device {
 public:
  explicit Genset(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::control; }
  void wire(Wiring& wiring) override;
  network::SourceId metered_source() const override { return source_; }
  double rating_w() const { return rating_w_; }
  /// Marked whenever its state changes.
  void add_watcher(const Device& watcher) { watchers_.push_back(&watcher); }
  void order(const Command& command) override { orders_.push_back(command); }
  void react(Ports& ports) override;
  double look(std::size_t quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  void obey(const Command& command, Ports& ports);
  void call(const std::string& who, core::Tick now);
  void stop(const Command& command, const std::string& who, Ports& ports);
  void release(const std::string& who, Ports& ports);
  void cool_down(Ports& ports, std::string_view reason);
  void break_down(const Command& command, Ports& ports);
  void mend(Ports& ports);
  void repair(Ports& ports);
  void recover(Ports& ports, std::string_view reason);
  void fail(Ports& ports, std::string_view reason);
  void change(Ports& ports, int state, std::string_view reason);
  void burn(core::Tick now);

  void advance(Ports& ports);
  void begin_start(Ports& ports);
  void crank(Ports& ports);
  void come_to_speed(Ports& ports);
  void join(Ports& ports, std::string_view reason);
  void synchronise(Ports& ports);
  LiveBus bus(const Ports& ports) const;

  void carry(Ports& ports);
  void warn_of_leading(Ports& ports);
  bool idles() const;
  bool turns() const { return state() == kSetRunning || idles(); }
  bool is_dry(core::Tick now) const { return fuel_.is_dry(now, on_line_.drive().work(now)); }
  core::Tick next_time(core::Tick now) const;
  core::Tick dry_at(core::Tick now) const;

  MachineConstants constants_;
  double rating_w_, nominal_v_, frequency_hz_;
  core::Tick cooldown_;
  StartSequence sequence_;
  Synchroniser synchroniser_;
  GensetFuel fuel_;
  GensetOnline on_line_;
  GensetLife life_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  std::vector<Command> orders_;
  std::vector<const Device*> watchers_;
  std::set<std::string, std::less<>> callers_;
  core::Tick arrival_ = core::kNever;  // of the start signal that is pending or being executed
  core::Tick cool_until_ = core::kNever;
  core::Tick warm_at_ = core::kNever;
  std::int64_t try_ = 0;  // from 0
  bool has_fired_ = false;
  bool is_dud_ = false;  // no try of this demand succeeds
  bool cannot_start_ = false;
  bool is_broken_ = false;
  bool has_alarm_ = false;
  std::int64_t starts_ = 0, alarms_ = 0;
  PeakPower peak_;
  std::vector<Incident> incidents_;
};

}  // namespace ridethrough::devices
