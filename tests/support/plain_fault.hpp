#pragma once

#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// A three-phase fault at its feeder; `set ohm`, negative: none.
class PlainFault final : public devices::Device {
 public:
  PlainFault() : Device(plain_tables::kLoad) {}
  core::Phase phase() const override { return core::Phase::script; }
  void wire(devices::Wiring& wiring) override { node_ = wiring.inlets.at(0); }
  void react(devices::Ports& ports) override {
    if (ohm_ < 0.0 && ports.network().has_fault(node_)) ports.network().clear_fault(node_);
    if (ohm_ >= 0.0) ports.network().set_fault(node_, {network::FaultKind::three_phase, ohm_});
    ports.wake(*this, core::kNever);
  }
  void order(const devices::Command& command) override { ohm_ = command.value; }
  double look(std::size_t, const devices::View&) const override { return ohm_; }

 private:
  network::NodeId node_ = -1;
  double ohm_ = -1.0;
};

}  // namespace ridethrough::support
