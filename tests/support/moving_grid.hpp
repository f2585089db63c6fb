#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/plain_devices.hpp"

namespace ridethrough::support {

/// A source whose `voltage` (pu), `frequency` (Hz, at once or over a ramp) and `angle` (rad, a
/// jump) are set by orders, with a meter at its terminals.
class MovingGrid final : public devices::Device {
 public:
  MovingGrid(double nominal_v, double nominal_hz, double ohm)
      : Device(plain_tables::kSource), nominal_v_(nominal_v), nominal_hz_(nominal_hz), ohm_(ohm) {
    emf_ = {.frequency = {.hz = nominal_hz}, .nominal_hz = nominal_hz};
  }
  core::Phase phase() const override { return core::Phase::control; }
  network::SourceId metered_source() const override { return source_; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = nominal_hz_;
    node_ = wiring.make_outlet(nominal_v_, false);
    place_outlet(node_);
    network::SourceSpec spec;
    spec.node = node_;
    spec.reactance_ohm = ohm_;
    source_ = wiring.network.add_source(spec);
  }
  void order(const devices::Command& command) override { orders_.push_back(command); }
  void react(devices::Ports& ports) override {
    const core::Tick now = ports.now();
    if (now >= ramp_end_) turn(now, emf_.frequency.hz_at(now), 0.0);
    for (const devices::Command& command : orders_) obey(now, command);
    orders_.clear();
    ports.network().set_source(source_, is_on_, emf_);
    ports.wake(*this, ramp_end_);
  }
  double look(std::size_t quantity, const devices::View& view) const override {
    if (quantity == 0) return view.network.source_flow(source_).power.watts(view.now);
    return view.network.voltage_pu(node_);
  }

 private:
  void turn(core::Tick now, double hz, double hz_per_s) {
    emf_.angle_rad = emf_.angle_at(now);
    emf_.frequency = {now, hz, hz_per_s};
    ramp_end_ = core::kNever;
  }
  void obey(core::Tick now, const devices::Command& command) {
    if (command.parameter == "voltage") {
      is_on_ = command.value > 0.0;
      if (is_on_) emf_.magnitude_pu = command.value;
    } else if (command.parameter == "angle") {
      turn(now, emf_.frequency.hz_at(now), emf_.frequency.hz_per_s);
      emf_.angle_rad += command.value;
    } else if (command.over > 0) {
      const double from = emf_.frequency.hz_at(now);
      turn(now, from, (command.value - from) / core::seconds(command.over));
      ramp_end_ = now + command.over;
    } else {
      turn(now, command.value, 0.0);
    }
  }

  double nominal_v_, nominal_hz_, ohm_;
  network::Emf emf_;
  bool is_on_ = true;
  core::Tick ramp_end_ = core::kNever;
  std::vector<devices::Command> orders_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
};

}  // namespace ridethrough::support
