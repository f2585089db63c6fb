#include "ridethrough/devices/switchgear/bus.hpp"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/parameter_access.hpp"
#include "devices/series_element.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kBusParams[] = {
    {.name = "voltage",
     .unit = "V",
     .fallback = "none",
     .text = "states the nominal voltage; it comes from the feeders and must agree",
     .positive = true},
    {.name = "nose_warning",
     .unit = "%",
     .fallback = "80 %",
     .text = "of a dc bus: 'nose_level' at which the run warns (RT1305)",
     .low = 1.0,
     .high = 100.0,
     .source = "assumed"},
};

constexpr QuantitySpec kBusQuantities[] = {
    {"power", "kW", Shape::line, true, "active power that the feeders bring", true},
    {"voltage", "pu", Shape::steps, false, "voltage of the bus", true},
    {"frequency", "Hz", Shape::line, false, "frequency of the bus; 0 while dead"},
    {"energy_in", "kWh", Shape::curve, true, "energy from the feeders since the start"},
    {"energy_out", "kWh", Shape::curve, true, "the same less what the joints lose"},
    {"voltage_a", "pu", Shape::steps, false, "of phase a against the neutral"},
    {"voltage_b", "pu", Shape::steps, false, "of phase b"},
    {"voltage_c", "pu", Shape::steps, false, "of phase c"},
    {"nose_level", "%", Shape::steps, false, "of a dc bus: load over the most it can be given"},
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

/// At the most that a feeder gives. No load alone holds a bus lower: a fault or a limit does.
constexpr double kNosePu = 0.5;

/// Load over the most that a feeder of nominal voltage U behind R gives, U^2 / 4R (maximum power
/// transfer), by the voltage v at the load: 4 v (1 - v), exact for one load behind one resistance.
double nose_level_frac(double voltage_pu) {
  if (voltage_pu >= 1.0) return 0.0;
  return voltage_pu > kNosePu ? 4.0 * voltage_pu * (1.0 - voltage_pu) : 1.0;
}

/// The voltage at which that level is reached.
double voltage_at_level_pu(double level_frac) {
  return kNosePu + 0.5 * std::sqrt(1.0 - level_frac);
}

class Bus final : public Device {
 public:
  explicit Bus(const Parameters& parameters)
      : Device(kBusSchema),
        stated_v_(optional_number(parameters, "voltage")),
        watched_pu_(voltage_at_level_pu(number_or(parameters, "nose_warning", 1.0))) {}

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    // Without a feeder the builder names a node at the far end of a tie: the same voltage level.
    const auto& level = wiring.inlets.empty() ? wiring.between : wiring.inlets;
    network::NodeSpec like;
    like.nominal_v = stated_v_;
    if (!level.empty()) like = wiring.network.node(level.front());
    if (!(like.nominal_v > 0.0)) {
      throw std::invalid_argument("without a feeder it needs 'voltage:'");
    }
    if (stated_v_ > 0.0) require_nominal(like, stated_v_);
    node_ = wiring.make_outlet(like.nominal_v, like.is_dc);
    for (const network::NodeId inlet : wiring.inlets) {
      require_like(wiring.network.node(inlet), like);
      network::LinkSpec spec;
      spec.upper = inlet;
      spec.lower = node_;
      links_.push_back(wiring.network.add_link(spec));
    }
    if (!like.is_dc) return;
    watch_ = wiring.network.add_observer(node_, wiring.process);
    low_ = wiring.network.add_low({node_});
  }

  void react(Ports& ports) override {
    if (watch_ >= 0) observe_nose(ports);
    ports.wake(*this, core::kNever);
  }

  void report(const View& view, Report& report) const override {
    if (watch_ < 0) return;
    // A bus that was dead or shorted has a lowest voltage that tells nothing of its load.
    const network::Low low = view.network.lowest(low_);
    if (low.voltage_pu <= kNosePu || low.voltage_pu > 1.0) return;
    report.findings.push_back({"nose_level", nose_level_frac(low.voltage_pu), "%", low.at});
  }

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
      case 4:
        return account(view).out_j;
      case 5:
      case 6:
      case 7:
        return std::abs(view.network.phases(node_)[quantity - 5]);
      default:
        return watch_ >= 0 && view.network.is_energised(node_)
                   ? nose_level_frac(view.network.voltage_pu(node_))
                   : 0.0;
    }
  }

  core::Books account(const View& view) const override {
    return link_books(view.network, links_, view.now);
  }

 private:
  void observe_nose(Ports& ports) {
    const network::Supply supply = ports.network().supply(watch_);
    ports.network().set_watch(watch_, {has_warned_ ? 0.0 : watched_pu_, network::Band{}.high_pu});
    if (has_warned_ || supply.voltage_pu >= watched_pu_) return;
    if (supply.voltage_pu <= kNosePu) return tell_start(ports, supply);
    has_warned_ = true;
    ports.warn(*this, "RT1305",
               fmt::format("loaded with {:.0f} % of the most that its feeders can give it",
                           100.0 * nose_level_frac(supply.voltage_pu)));
  }

  /// Later so low a voltage may be that of a short circuit; at the start there is none.
  void tell_start(Ports& ports, const network::Supply& supply) {
    if (ports.now() > 0 || !supply.is_energised) return;
    has_warned_ = true;
    ports.warn(*this, "RT1305", "begins the run with more than its feeders can give it");
  }

  core::Line power(const View& view) const {
    core::Line sum;
    for (const network::LinkId link : links_) sum += view.network.lower_flow(link).power;
    return sum;
  }

  double stated_v_;
  double watched_pu_;
  bool has_warned_ = false;
  network::DemandId watch_ = -1;  ///< -1: not of a dc bus
  network::LowId low_ = -1;
  std::vector<network::LinkId> links_;
  network::NodeId node_ = -1;
};

}  // namespace

const TypeSchema& bus_schema() { return kBusSchema; }

std::unique_ptr<Device> make_bus(const Parameters& parameters) {
  return std::make_unique<Bus>(parameters);
}

}  // namespace ridethrough::devices
