#include "ridethrough/devices/storage/capacitor.hpp"

#include <stdexcept>

#include "devices/parameter_access.hpp"
#include "ridethrough/devices/rack_shelf.hpp"

namespace ridethrough::devices {
namespace {

constexpr ParamSpec kCapacitorParameters[] = {
    {.name = "energy",
     .unit = "kJ",
     .fallback = "none",
     .text = "that it gives on its way down",
     .low = 0.0,
     .positive = true},
    {.name = "capacitance",
     .unit = "F",
     .fallback = "none",
     .text = "instead of 'energy', with 'voltage'",
     .low = 0.0,
     .positive = true},
    {.name = "voltage",
     .kind = Kind::range,
     .unit = "V",
     .fallback = "none",
     .text = "voltages between which 'capacitance' is used",
     .low = 0.0},
};

constexpr QuantitySpec kCapacitorQuantities[] = {
    {.name = "energy",
     .unit = "kWh",
     .shape = Shape::curve,
     .additive = true,
     .text = "left, at the dc bus",
     .headline = true},
};

constexpr WordSpec kCapacitorStates[] = {{"normal", "in service"}};

constexpr TypeSchema kCapacitorSchema = {
    .name = "capacitor",
    .group = "storage",
    .text = "Bare capacitance at the dc bus of a rack: more hold-up.",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .needs_dc_port = true, .at_rack = true},
    .parameters = kCapacitorParameters,
    .quantities = kCapacitorQuantities,
    .states = kCapacitorStates,
    .failures = {},
    .verbs = {},
    .feeder_hint = "a capacitor hangs at one rack",
};

/// C (U_high^2 - U_low^2) / 2, or as it is written.
double usable_j(const Parameters& parameters) {
  const Value& energy = get(parameters, "energy");
  const Value& capacitance = get(parameters, "capacitance");
  const Value& voltage = get(parameters, "voltage");
  if (energy.present() == capacitance.present() || capacitance.present() != voltage.present()) {
    throw std::invalid_argument("give 'energy', or 'capacitance' with 'voltage'");
  }
  if (energy.present()) return energy.number();
  const double low_v = voltage.list().at(0).number();
  const double high_v = voltage.list().at(1).number();
  return 0.5 * capacitance.number() * (high_v * high_v - low_v * low_v);
}

class Capacitor final : public Device, public RackShelf {
 public:
  explicit Capacitor(const Parameters& parameters)
      : Device(kCapacitorSchema), usable_j_(usable_j(parameters)) {}

  core::Phase phase() const override { return core::Phase::island; }
  RackShelf* shelf() override { return this; }
  void wire(Wiring& wiring) override {
    if (!wiring.feeders.empty()) rack_ = wiring.feeders.front()->rack();
  }
  void react(Ports& ports) override { ports.wake(*this, core::kNever); }
  double look(std::size_t, const View& view) const override {
    return rack_ == nullptr ? usable_j_ : usable_j_ * rack_->hold_up_frac(view.now);
  }

  double hold_up_j() const override { return usable_j_; }
  void follow(core::Tick, const RackBusState&) override {}

 private:
  double usable_j_;
  const RackPort* rack_ = nullptr;
};

}  // namespace

const TypeSchema& capacitor_schema() { return kCapacitorSchema; }

std::unique_ptr<Device> make_capacitor(const Parameters& parameters) {
  return std::make_unique<Capacitor>(parameters);
}

}  // namespace ridethrough::devices
