#include "ridethrough/devices/switchgear/bus.hpp"

#include "devices/parameter_access.hpp"
#include "devices/series_element.hpp"
#include "ridethrough/core/error.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kBusParams[] = {
    {.name = "voltage",
     .unit = "V",
     .fallback = "none",
     .text = "states the nominal voltage; it comes from the feeders and must agree",
     .positive = true},
};

constexpr QuantitySpec kBusQuantities[] = {
    {"power", "kW", Shape::line, true, "active power that the feeders bring", true},
    {"voltage", "pu", Shape::steps, false, "voltage of the bus", true},
    {"frequency", "Hz", Shape::line, false, "frequency of the bus; 0 while dead"},
    {"energy_in", "kWh", Shape::curve, true, "energy from the feeders since the start"},
    {"energy_out", "kWh", Shape::curve, true, "the same less what the joints lose"},
};

constexpr WordSpec kBusStates[] = {{"normal", "in service"}};

constexpr TypeSchema kBusSchema{
    .name = "bus",
    .group = "switchgear",
    .text = "busbar: joins its feeders",
    .terminals = {.inlets_min = 0, .inlets_max = -1, .outlet = true},
    .parameters = kBusParams,
    .quantities = kBusQuantities,
    .states = kBusStates,
    .failures = {},
    .verbs = {},
};

class Bus final : public Device {
 public:
  explicit Bus(const Parameters& parameters)
      : Device(kBusSchema), stated_v_(optional_number(parameters, "voltage")) {}

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    // Without a feeder the builder names a node at the far end of a tie: the same voltage level.
    const auto& level = wiring.inlets.empty() ? wiring.between : wiring.inlets;
    network::NodeSpec like;
    like.nominal_v = stated_v_;
    if (!level.empty()) like = wiring.network.node(level.front());
    if (!(like.nominal_v > 0.0)) {
      throw core::SimulationError(0, wiring.name, "has no feeder; write its 'voltage:'");
    }
    if (stated_v_ > 0.0) require_nominal(wiring, like, stated_v_);
    node_ = wiring.make_outlet(like.nominal_v, like.is_dc);
    for (const network::NodeId inlet : wiring.inlets) {
      require_nominal(wiring, wiring.network.node(inlet), like.nominal_v);
      network::LinkSpec spec;
      spec.upper = inlet;
      spec.lower = node_;
      links_.push_back(wiring.network.add_link(spec));
    }
  }

  void react(Ports& ports) override { ports.wake(*this, core::kNever); }

  double look(std::size_t quantity, const View& view) const override {
    switch (quantity) {
      case 0:
        return power(view).watts(view.now);
      case 1:
        return view.network.voltage_pu(node_);
      case 2:
        return view.network.frequency(node_).hz_at(view.now);
      case 3:
        return account(view).in_j;
      default:
        return account(view).out_j;
    }
  }

  core::Books account(const View& view) const override {
    core::Books sum;
    for (const network::LinkId link : links_) {
      const core::Books books = link_books(view.network, link, view.now);
      sum.in_j += books.in_j;
      sum.out_j += books.out_j;
      sum.loss_j += books.loss_j;
      sum.gap_j += books.gap_j;
    }
    return sum;
  }

 private:
  core::Line power(const View& view) const {
    core::Line sum;
    for (const network::LinkId link : links_) sum += view.network.lower_flow(link).power;
    return sum;
  }

  double stated_v_;
  std::vector<network::LinkId> links_;
  network::NodeId node_ = -1;
};

}  // namespace

const TypeSchema& bus_schema() { return kBusSchema; }

std::unique_ptr<Device> make_bus(const Parameters& parameters) {
  return std::make_unique<Bus>(parameters);
}

}  // namespace ridethrough::devices
