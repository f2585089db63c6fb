#pragma once

#include <vector>

#include "ridethrough/devices/device.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// A voltage source whose frequency moves in straight lines. `set voltage` in pu (0: off), `set
/// frequency` in Hz (and still), `set slope` in Hz/s, `set angle` jumps by so many rad.
class TurningSource final : public devices::Device {
 public:
  explicit TurningSource(double frequency_hz = 50.0, double angle_rad = 0.0, double ohm = 0.0,
                         network::SourceKind kind = network::SourceKind::generator)
      : Device(plain_tables::kSource), ohm_(ohm), kind_(kind) {
    emf_.nominal_hz = 50.0;
    emf_.frequency.hz = frequency_hz;
    emf_.angle_rad = angle_rad;
  }
  core::Phase phase() const override { return core::Phase::control; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = emf_.nominal_hz;
    node_ = wiring.make_outlet(400.0, false);
    network::SourceSpec spec;
    spec.node = node_;
    spec.reactance_ohm = ohm_;
    spec.kind = kind_;
    source_ = wiring.network.add_source(spec);
  }
  void order(const devices::Command& command) override { orders_.push_back(command); }
  void react(devices::Ports& ports) override {
    for (const devices::Command& command : orders_) obey(command, ports.now());
    orders_.clear();
    ports.network().set_source(source_, emf_.magnitude_pu > 0.0, emf_);
    ports.wake(*this, core::kNever);
  }
  double look(std::size_t quantity, const devices::View& view) const override {
    if (quantity == 0) return view.network.source_flow(source_).power.watts(view.now);
    return view.network.voltage_pu(node_);
  }
  double angle_at(core::Tick now) const { return emf_.angle_at(now); }

 private:
  void obey(const devices::Command& command, core::Tick now) {
    if (command.parameter == "voltage") {
      emf_.magnitude_pu = command.value;
      return;
    }
    emf_.angle_rad = emf_.angle_at(now);
    emf_.frequency = {now, emf_.frequency.hz_at(now), emf_.frequency.hz_per_s};
    if (command.parameter == "frequency") emf_.frequency = {now, command.value, 0.0};
    if (command.parameter == "slope") emf_.frequency.hz_per_s = command.value;
    if (command.parameter == "angle") emf_.angle_rad += command.value;
  }

  double ohm_;
  network::SourceKind kind_;
  network::Emf emf_;
  std::vector<devices::Command> orders_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
};

}  // namespace ridethrough::support
