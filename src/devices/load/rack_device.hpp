#pragma once

#include <string_view>
#include <vector>

#include "devices/load/excursion_envelope.hpp"
#include "devices/load/gpu_ceiling.hpp"
#include "devices/load/rack_bus.hpp"
#include "devices/load/rack_cooling.hpp"
#include "devices/load/rack_cord.hpp"
#include "devices/load/rack_demand.hpp"
#include "devices/load/rack_meters.hpp"
#include "devices/load/rack_restart.hpp"
#include "devices/load/rack_sharing.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

/// What it draws and when it is up stands in rack.cpp, what it shows and books in rack_account.cpp.
class Rack final : public Device, public RackPort, public PoweredGear, public GpuCeiling {
 public:
  explicit Rack(const Parameters& parameters);

  core::Phase phase() const override { return core::Phase::load; }
  RackPort* rack() override { return this; }
  void wire(Wiring& wiring) override;
  void order(const Command& command) override { orders_.push_back(command); }
  void react(Ports& ports) override;

  std::int64_t gpus() const override { return demand_.gpus(); }
  bool is_up() const override { return is_up_; }
  double hold_up_frac(core::Tick now) const override;
  double watts_at(double level_frac) const override { return demand_.watts_at(level_frac); }
  void run(core::Tick from, double level_frac, double slope_per_s) override {
    demand_.run(from, level_frac, slope_per_s);
  }
  void set_job(const Device& job) override;
  double usual_level() const override { return demand_.cap_level(); }
  double present_level() const override;

  double look(std::size_t quantity, const View& view) const override;
  double look_inner(std::size_t part, int quantity, const View& view) const override;
  core::Books account(const View& view) const override;
  void report(const View& view, Report& report) const override;

 private:
  /// In the order of the words in the schema.
  enum State : int { kUp, kHolding, kRestarting, kDown };

  void settle_kind(const Wiring& wiring);
  void obey(const Command& command, core::Tick now);
  bool observe(Ports& ports, core::Tick now);
  bool follow_heat(Ports& ports, core::Tick now);
  void share_out(Ports& ports, core::Tick now);
  void drop_by(Ports& ports, core::Tick now, RackSharing::Verdict verdict);
  void drop(Ports& ports, core::Tick now, bool is_overload, std::string_view reason);
  void restart(Ports& ports, core::Tick now);
  void tell_jobs(Ports& ports) const;
  void show_state(Ports& ports);
  core::Tick next(core::Tick now) const;

  RackCordSettings settings_;
  RackDemand demand_;
  ExcursionEnvelope envelope_;
  RackSharing sharing_;
  RackMeters meters_;
  RackBus bus_;
  RackRestart restart_;
  RackCooling cooling_;
  core::Tick restart_stagger_;
  core::Tick restart_apart_;
  std::vector<RackCord> cords_;
  std::vector<core::Line> through_;  ///< the supplies of each cord
  std::vector<Command> orders_;
  std::vector<Incident> drops_;
  double load_before_frac_ = 1.0;
  double excursion_before_ = 1.0;
  bool is_up_ = true;
  bool has_warned_ = false;
  network::LowId low_ = -1;
};

}  // namespace ridethrough::devices
