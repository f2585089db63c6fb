#include "ridethrough/devices/cooling/pump.hpp"

#include <stdexcept>

#include "devices/contacted_gear.hpp"
#include "devices/cooling/cooling_fields.hpp"
#include "devices/cooling/exchanger.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kPumpParams[] = {
    kDrivePowerRow, kDrivePowerFactorRow, kSpeedRow, kCooledByRow, kDriveContactorRow,
};

constexpr QuantitySpec kPumpQuantities[] = {kGearPower,  kGearVoltage,     kGearEnergy,
                                            kGearTrips,  kGearTrippedTime, kCoolantTemperature,
                                            kCoolantHeat};

constexpr TypeSchema kPumpSchema{
    .name = "pump",
    .group = "cooling",
    .text = "moves chilled water between what takes the heat and what gives it",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kPumpParams,
    .quantities = kPumpQuantities,
    .states = kGearStates,
    .failures = {},
    .verbs = kGearVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

class Pump final : public ContactedGear, public CoolantSource {
 public:
  explicit Pump(const Parameters& parameters)
      : ContactedGear(kPumpSchema, parameters),
        power_(core::Line::of_watts(0, power_at_speed(parameters))) {}

  void wire(Wiring& wiring) override {
    ContactedGear::wire(wiring);
    stand_for(*this, wiring.members);
    cold_.wire(wiring, *this);
    if (!cold_.is_named()) throw std::invalid_argument("'cooled_by' names nothing to pump from");
  }

  CoolantOffer offer() const override {
    CoolantOffer offer;
    offer.flows = is_on() && cold_.flows();
    offer.is_unlimited = cold_.is_unlimited();
    offer.capacity = shared(cold_.capacity(), cold_.since());
    offer.temperature = cold_.temperature();
    return offer;
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity < kGearQuantities) return ContactedGear::look(quantity, view);
    if (quantity == kGearQuantities) return cold_.temperature().at(view.now);
    return heat_taken().watts(view.now);
  }

 private:
  core::Line draw(Ports& ports) override {
    cold_.read(ports.now());
    cold_.pass(ports, heat_taken(), capacity_carried());
    tell(ports);
    return power_;
  }
  core::Tick next(core::Tick) const override { return core::kNever; }

  core::Line power_;
  ColdSide cold_;
};

}  // namespace

const TypeSchema& pump_schema() { return kPumpSchema; }

std::unique_ptr<Device> make_pump(const Parameters& parameters) {
  return std::make_unique<Pump>(parameters);
}

}  // namespace ridethrough::devices
