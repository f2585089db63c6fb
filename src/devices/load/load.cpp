#include "ridethrough/devices/load/load.hpp"

#include "devices/contacted_gear.hpp"
#include "devices/parameter_access.hpp"
#include "devices/power_factor.hpp"

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

constexpr QuantitySpec kLoadQuantities[] = {kGearPower, kGearVoltage, kGearEnergy, kGearTrips,
                                            kGearTrippedTime};

constexpr Verb kLoadVerbs[] = {Verb::start, Verb::stop, Verb::set};

constexpr TypeSchema kLoadSchema{
    .name = "load",
    .group = "load",
    .text = "constant-power load: chillers, pumps, offices, a load bank",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kLoadParams,
    .quantities = kLoadQuantities,
    .states = kGearStates,
    .failures = {},
    .verbs = kLoadVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

class Load final : public ContactedGear {
 public:
  explicit Load(const Parameters& parameters)
      : ContactedGear(kLoadSchema, parameters),
        power_w_(number_of(parameters, "power")),
        target_frac_(number_of(parameters, "load")) {
    const Value& most = get(parameters, "current_limit");
    if (most.present()) limit(most.number() * power_w_ / number_of(parameters, "power_factor"));
    line_ = core::Line::of_watts(0, power_w_ * target_frac_);
  }

 private:
  core::Line draw(Ports& ports) override {
    if (ramp_ends_ <= ports.now()) {
      line_ = core::Line::of_watts(ports.now(), power_w_ * target_frac_);
      ramp_ends_ = core::kNever;
    }
    return line_;
  }

  core::Tick next(core::Tick) const override { return ramp_ends_; }

  void set_value(const Command& command, core::Tick now) override {
    if (command.parameter == "load") set_level(command, now);
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
  core::Line line_;
  core::Tick ramp_ends_ = core::kNever;
};

}  // namespace

const TypeSchema& load_schema() { return kLoadSchema; }

std::unique_ptr<Device> make_load(const Parameters& parameters) {
  return std::make_unique<Load>(parameters);
}

}  // namespace ridethrough::devices
