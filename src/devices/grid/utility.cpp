#include "ridethrough/devices/grid/utility.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "devices/grid/flow_extremes.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kUtilityParams[] = {
    {.name = "voltage",
     .unit = "V",
     .fallback = "",
     .text = "nominal voltage, line to line",
     .positive = true},
    {.name = "frequency",
     .unit = "Hz",
     .fallback = "",
     .text = "frequency of the grid",
     .low = 1.0,
     .high = 1000.0},
    {.name = "short_circuit",
     .unit = "MVA",
     .fallback = "none",
     .text = "three-phase short-circuit power at the terminals; without it the grid is stiff",
     .positive = true},
    {.name = "x_over_r",
     .unit = "",
     .fallback = "10",
     .text = "reactance over resistance of the grid",
     .low = 0.0,
     .source = "usual at medium voltage"},
    {.name = "rating",
     .unit = "MVA",
     .fallback = "none",
     .text = "contracted power; only load_level uses it",
     .positive = true},
};

constexpr QuantitySpec kUtilityQuantities[] = {
    {"power", "kW", Shape::line, true, "active power out of the terminals", true},
    {"reactive", "kvar", Shape::line, true, "reactive power out of the terminals"},
    {"voltage", "pu", Shape::steps, false, "voltage at the terminals", true},
    {"frequency", "Hz", Shape::steps, false, "frequency; 0 while lost"},
    {"load_level", "%", Shape::curve, false, "apparent power over the rating"},
    {"energy_out", "kWh", Shape::curve, true, "energy delivered since the start"},
};
enum UtilityQuantity {
  kUtilityPower,
  kUtilityReactive,
  kUtilityVoltage,
  kUtilityFrequency,
  kUtilityLoadLevel
};

constexpr WordSpec kUtilityStates[] = {
    {"normal", "the grid is there"},
    {"dip", "its voltage is depressed by an event"},
    {"lost", "disconnected by an event"},
    {"collapsed", "no voltage satisfies what hangs on it"},
};
enum UtilityState { kGridNormal, kGridDip, kGridLost, kGridCollapsed };
constexpr std::string_view kUtilityReasons[] = {"restored", "dip", "outage", "voltage_collapse"};

constexpr Verb kUtilityVerbs[] = {Verb::outage, Verb::dip};

constexpr TypeSchema kUtilitySchema{
    .name = "utility",
    .group = "grid",
    .text = "public grid: a voltage behind its short-circuit impedance",
    .terminals = {.outlet = true},
    .parameters = kUtilityParams,
    .quantities = kUtilityQuantities,
    .states = kUtilityStates,
    .failures = {},
    .verbs = kUtilityVerbs,
};

class Utility final : public Device {
 public:
  explicit Utility(const Parameters& parameters)
      : Device(kUtilitySchema),
        nominal_v_(get(parameters, "voltage").number()),
        frequency_hz_(get(parameters, "frequency").number()),
        short_circuit_va_(optional_number(parameters, "short_circuit")),
        x_over_r_(get(parameters, "x_over_r").number()),
        rating_va_(optional_number(parameters, "rating")) {}

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    wiring.frequency_hz = frequency_hz_;
    node_ = wiring.make_outlet(nominal_v_, false);
    network::SourceSpec spec;
    spec.node = node_;
    if (short_circuit_va_ > 0.0) {
      const double impedance_ohm = nominal_v_ * nominal_v_ / short_circuit_va_;
      spec.resistance_ohm = impedance_ohm / std::hypot(1.0, x_over_r_);
      spec.reactance_ohm = spec.resistance_ohm * x_over_r_;
    }
    source_ = wiring.network.add_source(spec);
    wiring.network.add_owner(source_, wiring.process);
  }

  network::SourceId metered_source() const override { return source_; }
  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    for (const Command& command : std::exchange(orders_, {})) obey(command);
    const bool drives = drive(ports.network());
    const int next = mode(ports.network());
    enter(ports, next, kUtilityReasons[next]);
    if (drives) {
      has_driven_ = true;
      ports.mark(*this);  // to see the solved voltage, also where no power changes
    } else {
      note(ports.now(), ports.network());
    }
    ports.wake(*this, core::kNever);
  }

  double look(std::size_t quantity, const View& view) const override {
    const network::Flow flow = view.network.source_flow(source_);
    switch (quantity) {
      case kUtilityPower:
        return flow.power.watts(view.now);
      case kUtilityReactive:
        return flow.reactive.watts(view.now);
      case kUtilityVoltage:
        return view.network.voltage_pu(node_);
      case kUtilityFrequency:
        return outages_ > 0 ? 0.0 : frequency_hz_;
      case kUtilityLoadLevel: {
        if (!(rating_va_ > 0.0)) return 0.0;
        return std::hypot(flow.power.watts(view.now), flow.reactive.watts(view.now)) / rating_va_;
      }
      default:
        return view.network.source_energy(source_, view.now).joules();
    }
  }

  core::Books account(const View& view) const override {
    core::Books books;
    books.in_j = books.out_j = view.network.source_energy(source_, view.now).joules();
    return books;
  }

  void report(const View& view, Report& report) const override {
    const Extreme peak = peak_.at(view.now);
    const Extreme lowest = lowest_.at(view.now);
    report.findings.push_back(
        {"energy_out", view.network.source_energy(source_, view.now).joules(), "kWh"});
    report.findings.push_back({"peak", peak.value, "kW", peak.time});
    report.findings.push_back({"lowest_voltage", lowest.value, "pu", lowest.time});
  }

 private:
  void obey(const Command& command) {
    if (command.verb == Verb::outage) {
      outages_ += command.begins ? 1 : -1;
      outages_ = std::max(outages_, 0);
    }
    if (command.verb != Verb::dip) return;
    const double residual_pu = get(command.arguments, "to").number();
    if (command.begins) {
      dips_pu_.push_back(residual_pu);
    } else if (const auto over = std::find(dips_pu_.begin(), dips_pu_.end(), residual_pu);
               over != dips_pu_.end()) {
      dips_pu_.erase(over);
    }
  }

  /// Sets the source; false if that changes nothing.
  bool drive(network::Network& network) {
    const double emf_pu =
        dips_pu_.empty() ? 1.0 : *std::min_element(dips_pu_.begin(), dips_pu_.end());
    // A voltage of nothing drives nothing: for the network that is an open source.
    constexpr double kDeadPu = 1e-6;
    const bool is_on = outages_ == 0 && emf_pu > kDeadPu;
    if (is_on == is_on_ && emf_pu == emf_pu_) return false;
    is_on_ = is_on;
    emf_pu_ = emf_pu;
    network.set_source(
        source_, is_on,
        {.magnitude_pu = emf_pu, .frequency = {.hz = frequency_hz_}, .nominal_hz = frequency_hz_});
    return true;
  }

  int mode(const network::Network& network) const {
    if (outages_ > 0) return kGridLost;
    if (network.has_collapsed(source_)) return kGridCollapsed;
    return dips_pu_.empty() ? kGridNormal : kGridDip;
  }

  /// Follows the extremes when something was published, so that being woken for nothing is nothing.
  void note(core::Tick now, const network::Network& network) {
    const network::Flow flow = network.source_flow(source_);
    const bool is_same = flow.power == noted_.power && flow.reactive == noted_.reactive;
    if (is_same && !has_driven_) return;
    noted_ = flow;
    has_driven_ = false;
    peak_.carry(now, flow.power);
    lowest_.hold(now, network.voltage_pu(node_), outages_ == 0);  // an outage is no voltage
  }

  double nominal_v_, frequency_hz_, short_circuit_va_, x_over_r_, rating_va_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  std::vector<Command> orders_;
  int outages_ = 0;
  std::vector<double> dips_pu_;  // residual voltages in force
  bool is_on_ = false;
  double emf_pu_ = 1.0;
  network::Flow noted_;
  bool has_driven_ = false;
  PeakPower peak_;
  LowestLevel lowest_;
};

}  // namespace

const TypeSchema& utility_schema() { return kUtilitySchema; }

std::unique_ptr<Device> make_utility(const Parameters& parameters) {
  return std::make_unique<Utility>(parameters);
}

}  // namespace ridethrough::devices
