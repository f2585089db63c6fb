#include "ridethrough/devices/grid/utility.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "devices/flow_extremes.hpp"
#include "devices/grid/grid_dip.hpp"
#include "devices/grid/grid_emf.hpp"
#include "devices/grid/grid_playback.hpp"
#include "devices/grid/utility_settings.hpp"
#include "devices/parameter_access.hpp"
#include "devices/source_joint.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

namespace {

// In the order of the schema's tables.
enum UtilityQuantity {
  kUtilityPower,
  kUtilityReactive,
  kUtilityVoltage,
  kUtilityFrequency,
  kUtilityLoadLevel,
  kUtilityEnergy,
  kUtilityRocof,
  kUtilityResponse,
  kUtilityShed
};
enum UtilityState { kGridNormal, kGridDip, kGridSwell, kGridLost, kGridCollapsed };

// A voltage of nothing drives nothing: for the network that is an open source.
constexpr double kDeadPu = 1e-6;

// IEC 61000-4-30, clauses 5.4 and 5.5: a dip begins below 90 %, a swell above 110 % of nominal.
constexpr double kDipPu = 0.9;
constexpr double kSwellPu = 1.1;

struct Mode {
  UtilityState state;
  std::string_view reason;
};

class Utility final : public Device, public PowerSignal {
 public:
  explicit Utility(const Parameters& parameters)
      : Device(utility_schema()),
        settings_(parameters),
        voltage_(settings_.steps),
        frequency_(settings_.nominal_hz),
        dips_(settings_.steps, settings_.source),
        emf_(settings_.nominal_hz, settings_.angle_rad) {
    if (settings_.played_v) voltage_.play(settings_.played_v, settings_.nominal_v);
    if (settings_.played_hz) frequency_.play(settings_.played_hz);
    if (!settings_.area) return;
    area_.emplace(*settings_.area);
    area_->set_imbalance(0, settings_.imbalance_w, 0);
  }

  core::Phase phase() const override { return core::Phase::control; }

  void wire(Wiring& wiring) override {
    wiring.frequency_hz = settings_.nominal_hz;
    node_ = wiring.make_outlet(settings_.nominal_v, false);
    network::SourceSpec spec;
    spec.node = node_;
    spec.resistance_ohm = settings_.source.positive_ohm.real();
    spec.reactance_ohm = settings_.source.positive_ohm.imag();
    spec.zero_ratio = settings_.source.zero_ratio;
    source_ = wiring.network.add_source(spec);
    wiring.network.add_owner(source_, wiring.process);
    joint_.wire(wiring, node_, source_, emf_.emf());
    joint_.state_angle();
  }

  network::SourceId metered_source() const override { return source_; }
  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    const core::Tick now = ports.now();
    for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
    voltage_.advance(now);
    frequency_.advance(now);
    dips_.advance(now);
    emf_.advance(now);
    if (area_) follow_area(ports);
    const bool was_on = is_on_;
    const bool moves = drive(now, ports.network());
    if (is_on_ && !was_on) joint_.tell_return(ports, *this);
    const Mode next = mode(now, ports.network());
    if (!may_pass(ports, next)) enter(ports, next.state, next.reason);
    power_event().put(ports, state() == kGridLost || state() == kGridCollapsed);
    range_.carry(now, emf_.emf().frequency, !is_lost());
    if (moves) {
      has_driven_ = true;
      ports.mark(*this);  // to see the solved voltage, also where no power changes
    } else {
      note(now, ports.network());
      joint_.tell(ports, *this);
    }
    ports.wake(*this, next_time(now));
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
        return is_lost() ? 0.0 : emf_.emf().frequency.hz_at(view.now);
      case kUtilityRocof:
        return rocof(view.now);
      case kUtilityResponse:
        return area_ ? area_->response_w(view.now) : 0.0;
      case kUtilityShed:
        return area_ ? area_->shed_w() : 0.0;
      case kUtilityLoadLevel: {
        if (!(settings_.rating_va > 0.0)) return 0.0;
        return std::hypot(flow.power.watts(view.now), flow.reactive.watts(view.now)) /
               settings_.rating_va;
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
    if (area_) report.findings.push_back({"shed", area_->shed_w(), "MW"});
    const FrequencyRange::Extremes range = range_.at(view.now);
    if (range.low.value == range.high.value) return;  // as most grids do
    report.findings.push_back({"lowest_frequency", range.low.value, "Hz", range.low.time});
    report.findings.push_back({"highest_frequency", range.high.value, "Hz", range.high.time});
  }

 private:
  void obey(const Command& command, Ports& ports) {
    switch (command.verb) {
      case Verb::outage:
        outages_ = std::max(outages_ + (command.begins ? 1 : -1), 0);
        break;
      case Verb::dip:
        command.begins ? dips_.begin(command.arguments, ports.now())
                       : dips_.clear(command.arguments, ports.now());
        break;
      case Verb::reset:
        dips_.reset();
        break;
      case Verb::set:
        change(command, ports);
        break;
      default:
        break;
    }
  }

  void change(const Command& command, Ports& ports) {
    const core::Tick now = ports.now();
    if (command.parameter == "voltage") {
      voltage_.move(now, command.value / settings_.nominal_v, command.over);
    } else if (command.parameter == "angle") {
      emf_.turn(now, command.value, command.over);
    } else if (command.parameter == "area.imbalance") {
      if (area_) area_->set_imbalance(now, command.value, command.over);
      if (!area_) ports.warn(*this, "RT1302", "it has no area that an imbalance could act on");
    } else if (command.parameter == "frequency") {
      if (!area_) frequency_.move(now, command.value, command.over);
      if (area_) {
        ports.warn(*this, "RT1302", "its area makes the frequency; set area.imbalance instead");
      }
    }
  }

  void follow_area(Ports& ports) {
    const auto before = static_cast<std::int64_t>(area_->stages_shed());
    area_->carry(ports.now(), ports.network().source_flow(source_).power);
    area_->advance(ports.now());
    const auto after = static_cast<std::int64_t>(area_->stages_shed());
    if (after != before) ports.log_count(*this, "stages_shed", before, after, "under_frequency");
  }

  bool is_lost() const { return state() == kGridLost; }
  bool is_open() const { return outages_ > 0 || dips_.is_dead() || (area_ && area_->is_dark()); }

  SequenceVoltages voltages(core::Tick now) const {
    const double own_pu = voltage_.at(now);
    const GridDip* dip = dips_.leading(now);
    return dip == nullptr ? SequenceVoltages{own_pu} : dip->left(now, own_pu);
  }

  /// Sets the source; false if its voltage stays.
  bool drive(core::Tick now, network::Network& network) {
    const SequenceVoltages driven = voltages(now);
    const bool is_on = !is_open() && driven.positive > kDeadPu;
    const bool moves = is_on != is_on_ || driven != driven_;
    const network::Frequency line = area_ ? area_->published() : frequency_.line();
    const bool turns = emf_.set(now, driven, line, dips_.jump_rad() + driven.turn_rad);
    is_on_ = is_on;
    driven_ = driven;
    if (moves || turns) network.set_source(source_, is_on, emf_.emf());
    return moves;
  }

  Mode mode(core::Tick now, const network::Network& network) const {
    if (outages_ > 0) return {kGridLost, "outage"};
    if (area_ && area_->is_dark()) return {kGridLost, "frequency_collapse"};
    if (dips_.is_locked_out()) return {kGridLost, "lock_out"};
    if (dips_.is_dead()) return {kGridLost, "reclosing"};
    if (network.has_collapsed(source_)) return {kGridCollapsed, "voltage_collapse"};
    if (const GridDip* dip = dips_.leading(now); dip != nullptr) {
      return dip->level_pu(now) < 1.0 ? Mode{kGridDip, "dip"} : Mode{kGridSwell, "swell"};
    }
    const double own_pu = voltage_.at(now);
    if (own_pu < kDipPu) return {kGridDip, "under_voltage"};
    if (own_pu > kSwellPu) return {kGridSwell, "over_voltage"};
    return {kGridNormal, "restored"};
  }

  /// A collapse that the next round ends, because another source comes on, was none.
  bool may_pass(Ports& ports, const Mode& next) {
    const bool is_news = next.state == kGridCollapsed && state() != kGridCollapsed;
    if (!is_news || collapse_seen_at_ == ports.now()) return false;
    collapse_seen_at_ = ports.now();
    ports.mark(*this);
    return true;
  }

  double rocof(core::Tick now) const {
    if (is_lost()) return 0.0;
    return area_ ? area_->hz_per_s(now) : emf_.emf().frequency.hz_per_s;
  }

  core::Tick next_time(core::Tick now) const {
    const core::Tick area_due = area_ ? area_->next() : core::kNever;
    return std::min(
        {voltage_.next(now), frequency_.next(), dips_.next(now), emf_.next(), area_due});
  }

  /// Follows the extremes when something was published, so that being woken for nothing is nothing.
  void note(core::Tick now, const network::Network& network) {
    const network::Flow flow = network.source_flow(source_);
    const bool is_same = flow.power == noted_.power && flow.reactive == noted_.reactive;
    if (is_same && !has_driven_) return;
    noted_ = flow;
    has_driven_ = false;
    peak_.carry(now, flow.power);
    lowest_.hold(now, network.lowest_phase_pu(node_), !is_open());  // an outage is no voltage
  }

  UtilitySettings settings_;
  network::NodeId node_ = -1;
  network::SourceId source_ = -1;
  std::vector<Command> orders_;
  int outages_ = 0;
  GridVoltage voltage_;
  GridFrequency frequency_;
  GridDips dips_;
  GridEmf emf_;
  SourceJoint joint_;
  std::optional<GridArea> area_;
  bool is_on_ = false;
  SequenceVoltages driven_;
  network::Flow noted_;
  bool has_driven_ = false;
  core::Tick collapse_seen_at_ = -1;
  PeakPower peak_;
  LowestLevel lowest_;
  FrequencyRange range_;
};

}  // namespace

std::unique_ptr<Device> make_utility(const Parameters& parameters) {
  return std::make_unique<Utility>(parameters);
}

}  // namespace ridethrough::devices
