#pragma once

#include "devices/ramp.hpp"
#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/devices/device.hpp"

namespace ridethrough::devices::conversion {

/// A converter's hold on the bank at its dc port: tells it what to deliver, asks when it ends, and
/// marks the battery device so that it logs what became of it.
class BankDrive {
 public:
  /// Finds the battery among what hangs under this converter; there may be none.
  void attach(const Wiring& wiring);

  bool is_present() const { return bank_ != nullptr; }
  const DcStorage& bank() const { return *bank_; }
  bool is_driving() const { return !power_.is_zero(); }
  bool is_discharging() const { return power_.is_positive(); }
  double charge_limit_w(core::Tick now) const;
  /// Net energy that the bank delivered, J; negative when it took more than it gave.
  double delivered_j(core::Tick now) const;
  /// Power at the terminals, W, positive discharging.
  double power_w(core::Tick now) const;

  /// From now on the bank delivers `power`. Constant power that goes on is left alone.
  void drive(Ports& ports, const Ramp& power);

  /// When to look at the bank: its next stop if that is not after `plan`, else `plan`. Without
  /// another plan the search goes 60 s, 120 s, 240 s ... from the last change, and the end of a
  /// search without a stop is returned as the time to search on.
  core::Tick next_wake(core::Tick now, core::Tick plan);
  /// Reason if the bank has stopped by `now`, else none.
  StorageStop stop_by(core::Tick now);

  /// Hands an order on to the battery device.
  void pass(Ports& ports, const Command& command);

  /// True once after the battery device was mended, or switched on again.
  bool was_repaired();

 private:
  Device* device_ = nullptr;
  DcStorage* bank_ = nullptr;
  Ramp power_;
  core::Tick anchor_ = 0;
  bool has_stopped_ = false;
  int failed_state_ = 0;
  int growing_state_ = -1;
  bool was_off_ = false;
};

}  // namespace ridethrough::devices::conversion
