#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "devices/storage/wear_meter.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// Hands everything on to a bank and notes what came of it: the last stop, lowest charge and
/// voltage, energy given. A converter takes a stopped bank off its bus at once, and nobody could
/// tell afterwards why. Only calls that move the bank's anchor are noted, so looking changes
/// nothing.
class WatchedBank final : public DcStorage {
 public:
  WatchedBank(std::unique_ptr<BatteryBank> bank, WearMeter wear)
      : bank_(std::move(bank)), wear_(std::move(wear)) {
    sample(0);
  }

  BatteryBank& bank() { return *bank_; }
  const BatteryBank& bank() const { return *bank_; }

  void spoil(core::Tick now, const StringFault& fault, std::int64_t strings) {
    for (std::int64_t i = 0; i < strings; ++i) {
      if (auto apart = bank_->spoil(now, fault)) bank_ = std::move(apart);
    }
  }

  struct Low {
    double value = std::numeric_limits<double>::infinity();
    core::Tick time = 0;
    void note(double seen, core::Tick at) {
      if (seen < value) *this = {seen, at};
    }
  };
  struct Notes {
    std::int64_t changes = 0;  ///< calls of set_power
    double power_w = 0.0;      ///< as last set
    double slope_w_per_s = 0.0;
    StorageStop stop = StorageStop::none;  ///< that ended what was set before
    Low soc_frac;
    Low voltage_v;
    double discharged_j = 0.0;  ///< up to the last change
    double delivered_j = 0.0;   ///< net, at the last change
  };
  const Notes& notes() const { return notes_; }

  void set_power(core::Tick now, double power_w, double slope_w_per_s) override {
    wear_to(now, sample(now));
    const double delivered_j = bank_->energy_delivered_j(now);
    notes_.discharged_j += std::max(0.0, delivered_j - notes_.delivered_j);
    notes_.delivered_j = delivered_j;
    notes_.stop = bank_->next_stop(now) <= now ? bank_->stop_reason() : StorageStop::none;
    notes_.power_w = power_w;
    notes_.slope_w_per_s = slope_w_per_s;
    ++notes_.changes;
    bank_->set_power(now, power_w, slope_w_per_s);
    sample(now);
  }

  double discharged_j(core::Tick now) const {
    const double since_j = bank_->energy_delivered_j(now) - notes_.delivered_j;
    return notes_.discharged_j + std::max(0.0, since_j);
  }

  /// Energy through the terminals in either direction.
  double throughput_j(core::Tick now) const {
    return 2.0 * discharged_j(now) - bank_->energy_delivered_j(now);
  }

  WearMeter wear(core::Tick now) const {
    WearMeter wear = wear_;
    const StorageView seen = bank_->look(now);
    wear.add(core::seconds(now - worn_until_), seen.soc_frac, seen.temperature_k);
    return wear;
  }

  core::Tick next_stop(core::Tick horizon) override { return bank_->next_stop(horizon); }
  StorageStop stop_reason() const override { return bank_->stop_reason(); }
  StorageView look(core::Tick t) const override { return bank_->look(t); }
  double discharge_limit_w(core::Tick t) const override { return bank_->discharge_limit_w(t); }
  double charge_limit_w(core::Tick t) const override { return bank_->charge_limit_w(t); }
  double energy_delivered_j(core::Tick t) const override { return bank_->energy_delivered_j(t); }
  double loss_j(core::Tick t) const override { return bank_->loss_j(t); }
  double stored_j(core::Tick t) const override { return bank_->stored_j(t); }

 private:
  StorageView sample(core::Tick now) {
    const StorageView seen = bank_->look(now);
    notes_.soc_frac.note(seen.soc_frac, now);
    notes_.voltage_v.note(seen.terminal_voltage_v, now);
    return seen;
  }

  void wear_to(core::Tick now, const StorageView& seen) {
    wear_.add(core::seconds(now - worn_until_), seen.soc_frac, seen.temperature_k);
    worn_until_ = now;
  }

  std::unique_ptr<BatteryBank> bank_;
  Notes notes_;
  WearMeter wear_;
  core::Tick worn_until_ = 0;
};

}  // namespace ridethrough::devices::storage
