#pragma once

#include <utility>

#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// A three-phase fault at its feeder, or where along it `keys` of a fault say; `set ohm`, negative:
/// none.
class PlainFault final : public devices::Device {
 public:
  explicit PlainFault(devices::Parameters keys = {})
      : Device(plain_tables::kLoad), keys_(std::move(keys)) {}
  core::Phase phase() const override { return core::Phase::script; }
  void wire(devices::Wiring& wiring) override {
    node_ = keys_.empty() ? wiring.inlets.at(0) : wiring.feeders.at(0)->fault_node(keys_);
  }
  void react(devices::Ports& ports) override {
    if (ohm_ < 0.0 && ports.network().has_fault(node_)) ports.network().clear_fault(node_);
    if (ohm_ >= 0.0) ports.network().set_fault(node_, {network::FaultKind::three_phase, ohm_});
    ports.wake(*this, core::kNever);
  }
  void order(const devices::Command& command) override { ohm_ = command.value; }
  double look(std::size_t, const devices::View&) const override { return ohm_; }

 private:
  devices::Parameters keys_;
  network::NodeId node_ = -1;
  double ohm_ = -1.0;
};

}  // namespace ridethrough::support
