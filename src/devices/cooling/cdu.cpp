#include "ridethrough/devices/cooling/cdu.hpp"

#include "devices/cooling/cooling_fields.hpp"
#include "devices/cooling/exchanger.hpp"
#include "devices/cooling/heat_capacities.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kCduParams[] = {
    kDrivePowerRow,
    kDrivePowerFactorRow,
    kSpeedRow,
    kCapacityRow,
    {.name = "temperature",
     .unit = "degC",
     .fallback = "30 degC",
     .text = "of the coolant that the racks get",
     .source = "assumed, within the 25 to 45 degC of liquid-cooled racks"},
    {.name = "approach",
     .unit = "K",
     .fallback = "4 K",
     .text = "how much warmer than the water its coolant is at least",
     .low = 0.0,
     .source = "assumed, of plate heat exchangers"},
    {.name = "volume",
     .unit = "m^3",
     .fallback = "",
     .text = "coolant in its loop, with pipes, manifolds and racks",
     .low = 0.0,
     .positive = true},
    {.name = "fluid",
     .kind = Kind::word,
     .unit = "",
     .fallback = "pg25",
     .text = "pg25: a quarter propylene glycol, 4.01 MJ/(m^3 K); water: 4.18 MJ/(m^3 K)",
     .source = "ASHRAE Handbook Fundamentals",
     .words = kFluids},
    kCooledByRow,
    kDriveContactorRow,
};

constexpr QuantitySpec kCduQuantities[] = {kGearPower,   kGearVoltage,     kGearEnergy,
                                           kGearTrips,   kGearTrippedTime, kCoolantTemperature,
                                           kCoolantHeat, kCoolingLost};

constexpr TypeSchema kCduSchema{
    .name = "cdu",
    .group = "cooling",
    .text = "coolant distribution unit: pumps a loop through liquid-cooled racks",
    .terminals = {.inlets_min = 1, .inlets_max = 1},
    .parameters = kCduParams,
    .quantities = kCduQuantities,
    .states = kGearStates,
    .failures = {},
    .verbs = kGearVerbs,
    .is_gear = true,
    .feeder_hint = "to feed it from two sides: a bus or an ats",
};

}  // namespace

const TypeSchema& cdu_schema() { return kCduSchema; }

std::unique_ptr<Device> make_cdu(const Parameters& parameters) {
  const bool is_water = get(parameters, "fluid").word() == "water";
  Exchanger::Make make;
  make.j_per_k = number_of(parameters, "volume") * (is_water ? kWaterJPerM3K : kPg25JPerM3K);
  return std::make_unique<Exchanger>(kCduSchema, parameters, make);
}

}  // namespace ridethrough::devices
