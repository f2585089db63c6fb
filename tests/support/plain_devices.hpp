#pragma once

#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "ridethrough/devices/device.hpp"

/// The simplest source and load, so that a test of one device needs no other real one.
namespace ridethrough::support {

namespace plain_tables {
inline constexpr devices::WordSpec kStates[] = {{"normal", "as it is"}};
inline constexpr devices::QuantitySpec kQuantities[] = {
    {"power", "kW", devices::Shape::line, true, "drawn or given"},
    {"voltage", "pu", devices::Shape::steps, false, "at its node"}};
inline constexpr devices::TypeSchema kSource{.name = "plain_source",
                                             .group = "test",
                                             .text = "",
                                             .terminals = {.outlet = true},
                                             .parameters = {},
                                             .quantities = kQuantities,
                                             .states = kStates,
                                             .failures = {},
                                             .verbs = {}};
inline constexpr devices::TypeSchema kLoad{.name = "plain_load",
                                           .group = "test",
                                           .text = "",
                                           .terminals = {.inlets_min = 1, .inlets_max = 1},
                                           .parameters = {},
                                           .quantities = kQuantities,
                                           .states = kStates,
                                           .failures = {},
                                           .verbs = {}};
}  // namespace plain_tables

/// An ideal voltage source with its own outlet. `set voltage` gives its emf in pu; 0 turns it off.
class PlainSource final : public devices::Device {
 public:
  PlainSource(double nominal_v, double frequency_hz, bool is_dc = false, double ohm = 0.0)
      : Device(plain_tables::kSource),
        nominal_v_(nominal_v),
        frequency_hz_(frequency_hz),
        is_dc_(is_dc),
        ohm_(ohm) {}
  core::Phase phase() const override { return core::Phase::control; }
  void wire(devices::Wiring& wiring) override {
    wiring.frequency_hz = frequency_hz_;
    node_ = wiring.make_outlet(nominal_v_, is_dc_);
    network::SourceSpec spec;
    spec.node = node_;
    spec.resistance_ohm = ohm_;
    source_ = wiring.network.add_source(spec);
  }
  void react(devices::Ports& ports) override {
    ports.network().set_source(
        source_, emf_pu_ > 0.0,
        {.magnitude_pu = emf_pu_, .frequency = {.hz = frequency_hz_}, .nominal_hz = frequency_hz_});
    ports.wake(*this, core::kNever);
  }
  void order(const devices::Command& command) override { emf_pu_ = command.value; }
  double look(std::size_t quantity, const devices::View& view) const override {
    if (quantity == 0) return view.network.source_flow(source_).power.watts(view.now);
    return view.network.voltage_pu(node_);
  }
  network::SourceId source() const { return source_; }

 private:
  double nominal_v_, frequency_hz_;
  bool is_dc_;
  double ohm_;
  double emf_pu_ = 1.0;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
};

/// A demand of constant power, per member. `set power` changes it in W, at once or over a ramp.
class PlainLoad final : public devices::Device {
 public:
  explicit PlainLoad(double power_w, double tan_phi = 0.0,
                     double current_limit_w = std::numeric_limits<double>::infinity())
      : Device(plain_tables::kLoad),
        power_w_(power_w),
        tan_phi_(tan_phi),
        current_limit_w_(current_limit_w) {}
  core::Phase phase() const override { return core::Phase::load; }
  void wire(devices::Wiring& wiring) override {
    demand_ = wiring.network.add_demand(wiring.inlets.at(0), wiring.members, wiring.process);
  }
  void react(devices::Ports& ports) override {
    const core::Tick now = ports.now();
    if (line_ == core::Line{} && orders_.empty()) line_ = core::Line::of_watts(now, power_w_);
    for (const devices::Command& command : orders_) begin(command, now);
    orders_.clear();
    if (now == ramp_end_) line_ = core::Line::of_watts(now, power_w_);
    ports.network().set_demand(demand_, {line_, tan_phi_, current_limit_w_});
    ports.wake(*this, ramp_end_ > now ? ramp_end_ : core::kNever);
  }
  void order(const devices::Command& command) override { orders_.push_back(command); }
  double look(std::size_t quantity, const devices::View& view) const override {
    if (quantity == 0) return view.network.served(demand_).watts(view.now);
    return view.network.supply(demand_).voltage_pu;
  }

 private:
  void begin(const devices::Command& command, core::Tick now) {
    const double from_w = line_.watts(now);
    power_w_ = command.value;
    ramp_end_ = command.over > 0 ? now + command.over : core::kNever;
    line_ = command.over > 0 ? core::Line::of_watts(
                                   now, from_w, (power_w_ - from_w) / core::seconds(command.over))
                             : core::Line::of_watts(now, power_w_);
  }

  double power_w_, tan_phi_, current_limit_w_;
  std::vector<devices::Command> orders_;
  core::Line line_;
  core::Tick ramp_end_ = core::kNever;
  network::DemandId demand_ = -1;
};

}  // namespace ridethrough::support
