#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ridethrough/core/engine.hpp"
#include "ridethrough/network/network.hpp"

/// A network with an engine and owners that only count how often they are woken.
namespace ridethrough::support {

class CountingOwner final : public core::Process {
 public:
  void react(core::Tick now) override {
    ++reactions;
    if (action) action(now);
  }
  std::string_view name() const override { return "owner"; }

  int reactions = 0;
  std::function<void(core::Tick)> action;
};

class NetworkRig {
 public:
  static constexpr double kNominalV = 1000.0;  ///< 1 ohm is 1e-6 / W, 10 mohm drop 1 % at 1 MW

  explicit NetworkRig(double voltage_tolerance_pu = 1e-4)
      : network(engine, {voltage_tolerance_pu}),
        script_id_(engine.add(script_, core::Phase::script)) {}

  network::NodeId node(std::int64_t members = 1) {
    network::NodeSpec spec;
    spec.name = "bus " + std::to_string(network.nodes());
    spec.nominal_v = kNominalV;
    spec.members = members;
    return network.add_node(spec);
  }
  network::LinkId link(network::NodeId upper, network::NodeId lower, double resistance_ohm,
                       double reactance_ohm = 0.0, double no_load_w = 0.0, bool is_closed = true) {
    return network.add_link({upper, lower, resistance_ohm, reactance_ohm, no_load_w, is_closed});
  }
  network::SourceId source(network::NodeId at, double resistance_ohm = 0.0,
                           double reactance_ohm = 0.0,
                           network::SourceKind kind = network::SourceKind::grid) {
    const network::SourceId id = network.add_source({at, resistance_ohm, reactance_ohm, kind});
    network.add_owner(id, new_owner());
    source_owners_.push_back(owners_.back().get());
    return id;
  }
  network::DemandId demand(network::NodeId at, std::int64_t members = 1) {
    const network::DemandId id = network.add_demand(at, members, new_owner());
    demand_owners_.push_back(owners_.back().get());
    return id;
  }
  network::DemandId observer(network::NodeId at) {
    const network::DemandId id = network.add_observer(at, new_owner());
    demand_owners_.push_back(owners_.back().get());
    return id;
  }
  CountingOwner& owner(network::DemandId id) {
    return *demand_owners_[static_cast<std::size_t>(id)];
  }
  CountingOwner& source_owner(network::SourceId id) {
    return *source_owners_[static_cast<std::size_t>(id)];
  }

  /// Runs to `at` and does `action` there, as a scenario's event would. Times must grow.
  void act(core::Tick at, std::function<void()> action) {
    script_.action = [action = std::move(action)](core::Tick) { action(); };
    engine.set_timer(script_id_, at);
    engine.run_until(at);
    script_.action = nullptr;
  }
  /// The first instant: every source at 1 pu.
  void start() {
    network.start();
    act(0, [this] {
      for (std::size_t i = 0; i < source_owners_.size(); ++i) {
        network.set_source(static_cast<network::SourceId>(i), true, 1.0);
      }
    });
  }
  void ask(network::DemandId id, double power_w, double ramp_w_per_s = 0.0, double tan_phi = 0.0) {
    network::Demand asked;
    asked.power = core::Line::of_watts(engine.now(), power_w, ramp_w_per_s);
    asked.tan_phi = tan_phi;
    network.set_demand(id, asked);
  }

  core::Engine engine;
  network::Network network;

 private:
  core::ProcessId new_owner() {
    owners_.push_back(std::make_unique<CountingOwner>());
    return engine.add(*owners_.back(), core::Phase::load);
  }

  CountingOwner script_;
  core::ProcessId script_id_;
  std::vector<std::unique_ptr<CountingOwner>> owners_;
  std::vector<CountingOwner*> demand_owners_, source_owners_;
};

/// 1 pu of power at 1 ohm.
inline constexpr double kBaseW = NetworkRig::kNominalV * NetworkRig::kNominalV;

}  // namespace ridethrough::support
