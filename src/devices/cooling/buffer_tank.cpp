#include "ridethrough/devices/cooling/buffer_tank.hpp"

#include <stdexcept>

#include "devices/cooling/cooled_loop.hpp"
#include "devices/cooling/cooling_fields.hpp"
#include "devices/cooling/heat_capacities.hpp"
#include "devices/cooling/loop_watch.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kTankParams[] = {
    {.name = "volume",
     .unit = "m^3",
     .fallback = "",
     .text = "water in it and in the pipes around it, 4.18 MJ/(m^3 K)",
     .low = 0.0,
     .source = "IAPWS-95",
     .positive = true},
    kCooledByRow,
};

constexpr QuantitySpec kTankQuantities[] = {kCoolantTemperature, kCoolantHeat, kCoolingLost};

constexpr TypeSchema kTankSchema{
    .name = "buffer_tank",
    .group = "cooling",
    .text = "chilled water that carries the heat while no chiller runs",
    .parameters = kTankParams,
    .quantities = kTankQuantities,
};

/// Its water is as cold as the chillers make it, so its set point is out of reach.
class BufferTank final : public Device, public CoolantSource {
 public:
  explicit BufferTank(const Parameters& parameters)
      : Device(kTankSchema), loop_({0.0, 0.0, number_of(parameters, "volume") * kWaterJPerM3K}) {}

  core::Phase phase() const override { return core::Phase::load; }

  void wire(Wiring& wiring) override {
    stand_for(*this, wiring.members);
    loop_.wire(wiring, *this);
    if (!loop_.is_cooled()) throw std::invalid_argument("'cooled_by' names no chiller");
  }

  CoolantOffer offer() const override {
    CoolantOffer offer;
    offer.is_unlimited = true;
    offer.temperature = loop_.course();
    return offer;
  }

  void react(Ports& ports) override {
    CooledLoop::Input input;
    input.heat = heat_taken();
    input.capacity_units = capacity_carried();
    input.is_unlimited = true;
    loop_.settle(ports, input);
    watch_.follow(ports, *this, loop_, true);
    tell(ports);
    ports.wake(*this, loop_.next(ports.now()));
  }

  double look(std::size_t quantity, const View& view) const override {
    switch (quantity) {
      case 0:
        return loop_.temperature_k(view.now);
      case 1:
        return heat_taken().watts(view.now);
      default:
        return watch_.is_lost() ? 1.0 : 0.0;
    }
  }

  void report(const View& view, Report& report) const override {
    watch_.report(view, loop_, report);
  }

 private:
  CooledLoop loop_;
  LoopWatch watch_;
};

}  // namespace

const TypeSchema& buffer_tank_schema() { return kTankSchema; }

std::unique_ptr<Device> make_buffer_tank(const Parameters& parameters) {
  return std::make_unique<BufferTank>(parameters);
}

}  // namespace ridethrough::devices
