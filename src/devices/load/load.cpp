#include "ridethrough/devices/load/load.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "devices/load/contactor.hpp"
#include "devices/parameter_access.hpp"
#include "devices/power_factor.hpp"
#include "ridethrough/devices/power_signal.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kLoadParams[] = {
    {.name = "power",
     .unit = "kW",
     .fallback = "",
     .text = "active power at load 100 %",
     .low = 0.0},
    {.name = "power_factor",
     .unit = "",
     .fallback = "1",
     .text = "active over apparent power, lagging unless `leading`",
     .low = 0.01,
     .high = 1.0},
    kLeading,
    {.name = "load",
     .unit = "%",
     .fallback = "100 %",
     .text = "factor on its power",
     .low = 0.0,
     .high = 1000.0,
     .settable = true},
    {.name = "current_limit",
     .unit = "pu",
     .fallback = "none",
     .text = "most current it draws, of its rated one at nominal voltage; without it the power "
             "stays constant at any voltage",
     .positive = true},
    {.name = "contactor",
     .kind = Kind::map,
     .unit = "",
     .fallback = "none",
     .text = "drops out in a sag and keeps the load off; without it the load rides through any",
     .fields = kContactorFields},
};

constexpr QuantitySpec kLoadQuantities[] = {
    {"power", "kW", Shape::line, true, "active power drawn", true},
    {"voltage", "pu", Shape::steps, false, "voltage at the inlet", true},
    {"energy", "kWh", Shape::curve, true, "energy drawn since the start"},
    {"trips", "1", Shape::steps, true, "how often its contactor has dropped out"},
    {"tripped_time", "min", Shape::line, true, "how long it has been tripped"},
};
enum LoadQuantity { kLoadPower, kLoadVoltage, kLoadEnergy, kLoadTrips, kLoadTrippedTime };

constexpr WordSpec kLoadStates[] = {
    {"on", "draws its power"},
    {"off", "draws nothing"},
    {"tripped", "its contactor dropped out; draws nothing"},
};
enum LoadState { kLoadOn, kLoadOff, kLoadTripped };

constexpr Verb kLoadVerbs[] = {Verb::start, Verb::stop, Verb::set};

constexpr TypeSchema kLoadSchema{
    .name = "load",
    .group = "load",
    .text = "constant-power load: chillers, pumps, offices, a load bank",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kLoadParams,
    .quantities = kLoadQuantities,
    .states = kLoadStates,
    .failures = {},
    .verbs = kLoadVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

class Load final : public Device, public PoweredGear {
 public:
  explicit Load(const Parameters& parameters)
      : Device(kLoadSchema),
        power_w_(get(parameters, "power").number()),
        target_frac_(get(parameters, "load").number()),
        tan_phi_(tan_phi_of(parameters)) {
    const Value& limit = get(parameters, "current_limit");
    if (limit.present())
      limit_w_ = limit.number() * power_w_ / number_of(parameters, "power_factor");
    const Value& contactor = get(parameters, "contactor");
    if (contactor.present()) contactor_.emplace(contactor.map());
    line_ = core::Line::of_watts(0, power_w_ * target_frac_);
  }

  core::Phase phase() const override { return core::Phase::load; }

  void wire(Wiring& wiring) override {
    if (wiring.network.node(wiring.inlets.at(0)).is_dc && tan_phi_ != 0.0) {
      throw std::invalid_argument("'power_factor' on a dc bus");
    }
    demand_ = wiring.network.add_demand(wiring.inlets.at(0), wiring.members, wiring.process);
  }

  void order(const Command& command) override { orders_.push_back(command); }

  void react(Ports& ports) override {
    const core::Tick now = ports.now();
    for (const Command& command : std::exchange(orders_, {})) obey(command, ports);
    if (ramp_ends_ <= now) {
      line_ = core::Line::of_watts(now, power_w_ * target_frac_);
      ramp_ends_ = core::kNever;
    }
    if (contactor_) follow_contactor(ports);
    // What a sag keeps it from is missed; what an order keeps it from is not.
    const core::Line wanted = state() == kLoadOff ? core::Line{} : line_;
    if (wanted != asked_.line()) asked_.carry(now, wanted);
    const core::Line drawn = state() == kLoadOn ? line_ : core::Line{};
    ports.network().set_demand(demand_, {drawn, tan_phi_, limit_w_});
    if (!ports.is_first()) {  // the voltage is known only after the first solve
      const bool is_fed = ports.network().supply(demand_).is_energised;
      is_dark().put(ports, state() != kLoadOn || !is_fed);
    }
    ports.wake(*this, contactor_ ? std::min(ramp_ends_, contactor_->next(now)) : ramp_ends_);
  }

  double look(std::size_t quantity, const View& view) const override {
    switch (quantity) {
      case kLoadPower:
        return view.network.served(demand_).watts(view.now);
      case kLoadVoltage:
        return view.network.supply(demand_).voltage_pu;
      case kLoadTrips:
        return contactor_ ? static_cast<double>(contactor_->trips()) : 0.0;
      case kLoadTrippedTime:
        return contactor_ ? core::seconds(contactor_->tripped_time(view.now)) : 0.0;
      default:
        return view.network.served_energy(demand_, view.now).joules();
    }
  }

  core::Books account(const View& view) const override {
    const core::Energy served = view.network.served_energy(demand_, view.now);
    core::Energy unserved = asked_.total(view.now);
    unserved -= served;
    core::Books books;
    books.in_j = books.out_j = served.joules();
    books.unserved_j = unserved.joules();
    return books;
  }

  void report(const View& view, Report& report) const override {
    report.findings.push_back(
        {"energy", view.network.served_energy(demand_, view.now).joules(), "kWh"});
    report.findings.push_back({"unserved", account(view).unserved_j, "kWh"});
    if (contactor_) contactor_->report(view.now, report);
  }

 private:
  void obey(const Command& command, Ports& ports) {
    const bool goes_off = (command.verb == Verb::stop) == command.begins;
    if (command.verb == Verb::start || command.verb == Verb::stop) turn(ports, goes_off);
    if (command.verb == Verb::set && command.parameter == "load") set_level(command, ports.now());
  }

  /// A tripped contactor pulls in when there is voltage to do it with.
  void turn(Ports& ports, bool goes_off) {
    if (state() == kLoadTripped && !goes_off) return contactor_->order_start();
    if (state() == kLoadTripped) contactor_->release(ports.now());
    enter(ports, goes_off ? kLoadOff : kLoadOn, goes_off ? "stop_order" : "start_order");
  }

  void follow_contactor(Ports& ports) {
    const core::Tick now = ports.now();
    contactor_->read(now, ports.network().supply(demand_).lowest_phase_pu);
    if (state() == kLoadTripped && contactor_->pulls_in(now)) {
      const bool is_ordered = contactor_->release(now);
      enter(ports, kLoadOn, is_ordered ? "start_order" : "restarted");
    } else if (state() == kLoadOn && contactor_->drops_out(now)) {
      ports.log_count(*this, "trips", contactor_->trips(), contactor_->trips() + 1,
                      "under_voltage");
      contactor_->trip(now);
      enter(ports, kLoadTripped, "under_voltage");
    }
    ports.network().set_watch(demand_, contactor_->band());
  }

  /// A set that ends goes back to the level before it, over the same ramp.
  void set_level(const Command& command, core::Tick now) {
    const double target_frac = command.begins ? command.value : before_frac_;
    if (command.begins) before_frac_ = target_frac_;
    target_frac_ = target_frac;
    if (command.over <= 0) {
      ramp_ends_ = now;
      return;
    }
    const double from_w = line_.watts(now);
    const double slope_w_per_s = (power_w_ * target_frac - from_w) / core::seconds(command.over);
    line_ = core::Line::of_watts(now, from_w, slope_w_per_s);
    ramp_ends_ = core::later(now, command.over);
  }

  double power_w_;
  double target_frac_;  // of the factor, at the end of the ramp
  double before_frac_ = 1.0;
  double tan_phi_;
  double limit_w_ = std::numeric_limits<double>::infinity();
  core::Line line_;
  core::Tick ramp_ends_ = core::kNever;
  core::Meter asked_;
  std::optional<Contactor> contactor_;
  std::vector<Command> orders_;
  network::DemandId demand_ = -1;
};

}  // namespace

const TypeSchema& load_schema() { return kLoadSchema; }

std::unique_ptr<Device> make_load(const Parameters& parameters) {
  return std::make_unique<Load>(parameters);
}

}  // namespace ridethrough::devices
