#pragma once

#include "ridethrough/devices/power_signal.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// A contact that a script opens and closes, as a converter and as gear at once.
class PlainContact final : public devices::Device,
                           public devices::PowerSignal,
                           public devices::PoweredGear {
 public:
  PlainContact() : Device(plain_tables::kLoad) {}
  core::Phase phase() const override { return core::Phase::load; }
  void wire(devices::Wiring&) override {}
  void order(const devices::Command& command) override { is_set_ = command.value > 0.0; }
  void react(devices::Ports& ports) override {
    power_event().put(ports, is_set_);
    is_dark().put(ports, is_set_);
  }
  double look(std::size_t, const devices::View&) const override { return is_set_ ? 1.0 : 0.0; }

 private:
  bool is_set_ = false;
};

}  // namespace ridethrough::support
