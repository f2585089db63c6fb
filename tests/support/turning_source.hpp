#pragma once

#include <string>
#include <vector>

#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// An ideal source with a frequency and an angle. `set voltage` (pu, 0: off), `set frequency` (Hz,
/// a jump), `set slope` (Hz/s from now on), `set angle` (rad further, a jump).
class TurningSource final : public devices::Device {
 public:
  explicit TurningSource(network::SourceKind kind = network::SourceKind::grid)
      : Device(plain_tables::kSource), kind_(kind) {
    emf_.frequency.hz = emf_.nominal_hz = 50.0;
  }
  core::Phase phase() const override { return core::Phase::control; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = emf_.nominal_hz;
    node_ = wiring.make_outlet(400.0, false);
    source_ = wiring.network.add_source({.node = node_, .kind = kind_});
  }
  void order(const devices::Command& command) override { orders_.push_back(command); }
  void react(devices::Ports& ports) override {
    for (const devices::Command& command : orders_) obey(command, ports.now());
    orders_.clear();
    ports.network().set_source(source_, emf_.magnitude_pu > 0.0, emf_);
  }
  double look(std::size_t quantity, const devices::View& view) const override {
    if (quantity == 0) return view.network.source_flow(source_).power.watts(view.now);
    return view.network.voltage_pu(node_);
  }
  double angle_at(core::Tick now) const { return emf_.angle_at(now); }

 private:
  void obey(const devices::Command& command, core::Tick now) {
    const double hz = emf_.frequency.hz_at(now);
    const double angle_rad = emf_.angle_at(now);
    if (command.parameter == "voltage") {
      emf_.magnitude_pu = command.value;
      return;
    }
    network::Frequency next{now, hz, emf_.frequency.hz_per_s};
    if (command.parameter == "frequency") next = {now, command.value, 0.0};
    if (command.parameter == "slope") next.hz_per_s = command.value;
    emf_.frequency = next;
    emf_.angle_rad = angle_rad + (command.parameter == "angle" ? command.value : 0.0);
  }

  network::SourceKind kind_;
  network::Emf emf_;
  std::vector<devices::Command> orders_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
};

}  // namespace ridethrough::support
