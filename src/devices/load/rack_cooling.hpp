#pragma once

#include <vector>

#include "devices/coolant.hpp"
#include "devices/load/warming_body.hpp"
#include "ridethrough/core/ledger.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices {

/// What heat does to a rack that something cools: how hot its GPUs are, when they throttle and when
/// the rack shuts down.
///
/// With coolant the GPUs stand R P above it, with one lag: lag s' = R P - s, R = rise / power. Its
/// heat goes into the coolant at once, its heat capacity C = lag / R along with it. Without coolant
/// it keeps its heat, C dT/dt = P, and gives it away over one lag when the coolant is back.
class RackCooling {
 public:
  enum class Band { normal, throttled, hot };

  /// `thermal` and `power` of the rack.
  explicit RackCooling(const Parameters& rack);
  void wire(const Wiring& wiring, const Device& self);
  bool is_cooled() const { return cold_.is_named(); }

  /// The band at now, under the heat of before. Passed when that was planned, not by a look.
  Band follow(const Ports& ports, const Device& self);
  /// From `now` on the rack turns this power into heat.
  void carry(Ports& ports, const core::Line& heat);
  core::Tick next() const;

  Band band() const { return band_; }
  bool has_coolant() const { return flows_; }
  /// Of their TDP, that throttled GPUs draw at most.
  double throttled_frac() const { return throttled_frac_; }
  double temperature_k(core::Tick now) const { return body_.at(now); }
  void report(core::Tick now, Report& report) const;

 private:
  double respite_s(double level_k) const;
  void enter(const Ports& ports, const Device& self, Band band);
  void move(core::Tick now, const core::Line& heat, const TemperatureCourse& supply, bool flows);
  void settle_debt(core::Tick now, bool flows);
  void plan(core::Tick now);

  double power_w_;
  double rise_k_;
  double lag_s_;
  double throttle_k_;
  double throttled_frac_;
  double trip_k_;
  double back_k_;  ///< below it a throttled or hot rack is normal again
  core::Tick dwell_;

  ColdSide cold_;
  bool flows_ = true;
  bool has_moved_ = false;
  core::Line heat_;
  TemperatureCourse supply_;
  WarmingBody body_;
  core::Meter debt_;  ///< heat kept from the coolant
  core::Tick paid_at_ = core::kNever;

  Band band_ = Band::normal;
  core::Tick since_ = 0;
  std::vector<Incident> throttles_;
  double start_k_ = 0.0;  ///< of the coolant at the start of the run
  core::Tick throttles_at_ = core::kNever;
  core::Tick trips_at_ = core::kNever;
  core::Tick back_at_ = core::kNever;
};

}  // namespace ridethrough::devices
