#include "ridethrough/devices/cooling/fan.hpp"

#include "devices/cooling/cooling_fields.hpp"
#include "devices/cooling/exchanger.hpp"
#include "devices/cooling/heat_capacities.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kFanParams[] = {
    kDrivePowerRow,
    kDrivePowerFactorRow,
    kSpeedRow,
    kCapacityRow,
    {.name = "temperature",
     .unit = "degC",
     .fallback = "24 degC",
     .text = "of the air at the inlets of the racks",
     .source = "ASHRAE TC 9.9 recommends 18 to 27 degC"},
    {.name = "approach",
     .unit = "K",
     .fallback = "8 K",
     .text = "how much warmer than the water its air is at least",
     .low = 0.0,
     .source = "assumed, of chilled-water coils"},
    {.name = "volume",
     .unit = "m^3",
     .fallback = "",
     .text = "air of the room, 1.20 kJ/(m^3 K)",
     .low = 0.0,
     .source = "ASHRAE Handbook Fundamentals",
     .positive = true},
    {.name = "solids",
     .unit = "kJ/K",
     .fallback = "0 kJ/K",
     .text = "heat capacity of what stands in the air and keeps pace with it",
     .low = 0.0},
    kCooledByRow,
    kDriveContactorRow,
};

constexpr QuantitySpec kFanQuantities[] = {kGearPower,   kGearVoltage,     kGearEnergy,
                                           kGearTrips,   kGearTrippedTime, kCoolantTemperature,
                                           kCoolantHeat, kCoolingLost};

constexpr TypeSchema kFanSchema{
    .name = "fan",
    .group = "cooling",
    .text = "air handlers of a room on one feed, for air-cooled racks",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kFanParams,
    .quantities = kFanQuantities,
    .states = kGearStates,
    .failures = {},
    .verbs = kGearVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

}  // namespace

const TypeSchema& fan_schema() { return kFanSchema; }

std::unique_ptr<Device> make_fan(const Parameters& parameters) {
  Exchanger::Make make;
  make.j_per_k = number_of(parameters, "volume") * kAirJPerM3K + number_of(parameters, "solids");
  make.flows_by_itself = true;
  return std::make_unique<Exchanger>(kFanSchema, parameters, make);
}

}  // namespace ridethrough::devices
