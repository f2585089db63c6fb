#include "ridethrough/devices/cooling/chiller.hpp"

#include <algorithm>

#include "devices/contacted_gear.hpp"
#include "devices/cooling/cooling_fields.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr auto kChillerContactor = contactor_fields(
    kContactorFields, "5 min",
    "automatic: the voltage must be back for so long; oil, pressures and the lock against cycling",
    "4 to 8 min for a conventional chiller (Heatventors); up to 30 min told of an outage");

constexpr ParamSpec kChillerParams[] = {
    kCapacityRow,
    {.name = "cop",
     .unit = "",
     .fallback = "5",
     .text = "heat taken over electric power",
     .low = 0.1,
     .high = 50.0,
     .source = "assumed, between air-cooled (about 3) and water-cooled (about 6) machines"},
    {.name = "idle",
     .unit = "kW",
     .fallback = "0 kW",
     .text = "its controls and own pumps while it is on, beside that",
     .low = 0.0},
    {.name = "power_factor",
     .unit = "",
     .fallback = "0.88",
     .text = "active over apparent power, lagging",
     .low = 0.01,
     .high = 1.0,
     .source = "assumed, of large induction motors"},
    {.name = "temperature",
     .unit = "degC",
     .fallback = "18 degC",
     .text = "of the water that it gives",
     .source = "assumed; 7 degC where the air is dried, above 20 degC for liquid-cooled racks"},
    {.name = "ramp",
     .unit = "min",
     .fallback = "3 min",
     .text = "after a start its capacity rises from zero in this time",
     .low = 0.0,
     .source = "assumed",
     .positive = true},
    {.name = "contactor",
     .kind = Kind::map,
     .unit = "",
     .fallback = "{}",
     .text = "drops out in a sag; the machine stops until it has pulled in again",
     .fields = kChillerContactor},
};

constexpr QuantitySpec kChillerQuantities[] = {
    kGearPower,       kGearVoltage,
    kGearEnergy,      kGearTrips,
    kGearTrippedTime, kCoolantTemperature,
    kCoolantHeat,     {"capacity", "kW", Shape::line, true, "the most heat that it takes now"}};

constexpr TypeSchema kChillerSchema{
    .name = "chiller",
    .group = "cooling",
    .text = "takes heat out of water; comes back from a sag after minutes",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kChillerParams,
    .quantities = kChillerQuantities,
    .states = kGearStates,
    .failures = {},
    .verbs = kGearVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

class Chiller final : public ContactedGear, public CoolantSource {
 public:
  explicit Chiller(const Parameters& parameters)
      : ContactedGear(kChillerSchema, parameters),
        full_w_(number_of(parameters, "capacity")),
        cop_(number_of(parameters, "cop")),
        idle_w_(number_of(parameters, "idle")),
        ramp_(std::max(span_ticks(parameters, "ramp"), core::Tick{1})),
        capacity_(core::Line::of_watts(0, full_w_)),
        power_(core::Line::of_watts(0, idle_w_)) {
    water_.value_k = number_of(parameters, "temperature");
  }

  void wire(Wiring& wiring) override {
    ContactedGear::wire(wiring);
    stand_for(*this, wiring.members);
  }

  CoolantOffer offer() const override {
    CoolantOffer offer;
    offer.flows = is_on();
    offer.capacity = shared(capacity_, since_);
    offer.rating = core::to_units(full_w_);
    offer.temperature = water_;
    return offer;
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity < kGearQuantities) return ContactedGear::look(quantity, view);
    switch (quantity - kGearQuantities) {
      case 0:
        return water_.value_k;
      case 1:
        return heat_taken().watts(view.now);
      default:
        return is_on() ? capacity_.watts(view.now) : 0.0;
    }
  }

 private:
  core::Line draw(Ports& ports) override {
    const core::Tick now = ports.now();
    if (is_on() && !was_on_) begin_ramp(now);
    was_on_ = is_on();
    if (full_at_ <= now) {
      full_at_ = core::kNever;
      capacity_ = core::Line::of_watts(now, full_w_);
      since_ = now;
    }
    const core::Line heat = heat_taken();
    if (heat != heat_) {
      heat_ = heat;
      power_ =
          core::Line::of_watts(now, idle_w_ + heat.watts(now) / cop_, heat.watts_per_s() / cop_);
    }
    tell(ports);
    return power_;
  }

  void begin_ramp(core::Tick now) {
    capacity_ = core::Line::of_watts(now, 0.0, full_w_ / core::seconds(ramp_));
    full_at_ = core::later(now, ramp_);
    since_ = now;
  }

  core::Tick next(core::Tick) const override { return full_at_; }

  double full_w_;
  double cop_;
  double idle_w_;
  core::Tick ramp_;
  core::Line capacity_;  // while it is on
  core::Tick since_ = 0;
  core::Tick full_at_ = core::kNever;
  bool was_on_ = true;
  core::Line heat_;
  core::Line power_;
  TemperatureCourse water_;
};

}  // namespace

const TypeSchema& chiller_schema() { return kChillerSchema; }

std::unique_ptr<Device> make_chiller(const Parameters& parameters) {
  return std::make_unique<Chiller>(parameters);
}

}  // namespace ridethrough::devices
