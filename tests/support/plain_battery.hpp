#pragma once

#include <algorithm>
#include <cmath>
#include <memory>

#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/devices/device.hpp"

/// A tank of energy behind a dc port: no voltage, no loss, closed form. For tests of converters.
namespace ridethrough::support {

struct Tank {
  double capacity_j = 1e12;
  double stored_j = 1e12;
  double discharge_limit_w = 1e12;
  double charge_limit_w = 1e12;
};

class PlainBank final : public devices::DcStorage {
 public:
  explicit PlainBank(const Tank& tank) : tank_(tank), stored_j_(tank.stored_j) {}

  void set_power(core::Tick now, double power_w, double slope_w_per_s) override {
    ++changes;
    stored_j_ = stored_j(now);
    anchor_ = now;
    power_w_ = power_w;
    slope_ = slope_w_per_s;
  }
  core::Tick next_stop(core::Tick horizon) override {
    const core::Tick stop = stop_at();
    told_ = stop <= horizon;
    return told_ ? stop : core::kNever;
  }
  devices::StorageStop stop_reason() const override {
    if (!told_) return devices::StorageStop::none;
    if (is_broken) return devices::StorageStop::open_cell;
    const bool discharges = power_w_ > 0.0 || slope_ > 0.0;
    if (discharges && power_w_ > tank_.discharge_limit_w)
      return devices::StorageStop::maximum_power;
    return discharges ? devices::StorageStop::end_voltage : devices::StorageStop::full;
  }
  devices::StorageView look(core::Tick t) const override {
    const double power_w = power_w_ + slope_ * core::seconds(t - anchor_);
    return {stored_j(t) / tank_.capacity_j, 500.0, power_w / 500.0, 298.15, stored_j(t)};
  }
  double discharge_limit_w(core::Tick t) const override {
    return is_broken || stored_j(t) <= 0.0 ? 0.0 : tank_.discharge_limit_w;
  }
  double charge_limit_w(core::Tick t) const override {
    return is_broken || stored_j(t) >= tank_.capacity_j ? 0.0 : tank_.charge_limit_w;
  }
  double energy_delivered_j(core::Tick t) const override { return tank_.stored_j - stored_j(t); }
  double loss_j(core::Tick) const override { return 0.0; }
  double stored_j(core::Tick t) const override {
    const double s = core::seconds(std::min(t, stop_at()) - anchor_);
    return std::clamp(stored_j_ - s * (power_w_ + 0.5 * slope_ * s), 0.0, tank_.capacity_j);
  }

  bool is_broken = false;
  int changes = 0;

 private:
  /// Steps of constant power are exact; ramps are followed until they leave the tank.
  core::Tick stop_at() const {
    if (power_w_ == 0.0 && slope_ == 0.0) return core::kNever;
    if (is_broken || power_w_ > tank_.discharge_limit_w) return anchor_;
    const bool discharges = power_w_ > 0.0 || (power_w_ == 0.0 && slope_ > 0.0);
    const double room_j = discharges ? stored_j_ : stored_j_ - tank_.capacity_j;
    if (room_j == 0.0) return anchor_;
    if (slope_ == 0.0) return core::later(anchor_, core::ticks_up(room_j / power_w_));
    const double root = power_w_ * power_w_ + 2.0 * slope_ * room_j;
    if (root < 0.0) return core::kNever;
    const double s = 2.0 * room_j / (power_w_ + std::copysign(std::sqrt(root), power_w_));
    return s > 0.0 ? core::later(anchor_, core::ticks_up(s)) : core::kNever;
  }

  Tank tank_;
  double stored_j_;
  core::Tick anchor_ = 0;
  double power_w_ = 0.0;
  double slope_ = 0.0;
  bool told_ = false;
};

namespace plain_battery_tables {
inline constexpr devices::WordSpec kStates[] = {{"normal", "works"}, {"failed", "does not"}};
inline constexpr devices::TypeSchema kBattery{
    .name = "plain_battery",
    .group = "test",
    .text = "",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .needs_dc_port = true},
    .parameters = {},
    .quantities = {},
    .states = kStates,
    .failures = {},
    .verbs = {}};
}  // namespace plain_battery_tables

/// The device that owns the tank; `fail` breaks it, `repair` mends it, and the converter is told.
class PlainBattery final : public devices::Device {
 public:
  explicit PlainBattery(const Tank& tank) : Device(plain_battery_tables::kBattery), bank_(tank) {}
  core::Phase phase() const override { return core::Phase::island; }
  devices::DcStorage* storage() override { return &bank_; }
  void wire(devices::Wiring& wiring) override { converter_ = wiring.feeders.at(0); }
  void order(const devices::Command& command) override {
    is_ordered_ = true;
    bank_.is_broken = command.verb == devices::Verb::fail;
  }
  void react(devices::Ports& ports) override {
    if (!is_ordered_) return;
    is_ordered_ = false;
    enter(ports, bank_.is_broken ? 1 : 0, "order");
    ports.mark(*converter_);
  }
  double look(std::size_t, const devices::View& view) const override {
    return bank_.stored_j(view.now);
  }
  PlainBank& bank() { return bank_; }

 private:
  PlainBank bank_;
  devices::Device* converter_ = nullptr;
  bool is_ordered_ = false;
};

}  // namespace ridethrough::support
