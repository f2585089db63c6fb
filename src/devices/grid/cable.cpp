#include "ridethrough/devices/grid/cable.hpp"

#include "devices/parameter_access.hpp"
#include "devices/series_element.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kCableParams[] = {
    {.name = "length", .unit = "m", .fallback = "", .text = "one way", .low = 0.0},
    {.name = "resistance",
     .unit = "ohm/km",
     .fallback = "",
     .text = "per phase and length at the working temperature",
     .low = 0.0},
    {.name = "reactance",
     .unit = "ohm/km",
     .fallback = "0 ohm/km",
     .text = "per phase and length at nominal frequency",
     .low = 0.0},
    {.name = "rating",
     .unit = "A",
     .fallback = "none",
     .text = "current it may carry; only load_level uses it",
     .positive = true},
};

constexpr TypeSchema kCableSchema{
    .name = "cable",
    .group = "grid",
    .text = "cable or busway: series impedance per length",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kCableParams,
    .quantities = kSeriesQuantities,
    .states = kSoundStates,
    .failures = kOpenCircuitFailures,
    .verbs = kFailVerbs,
    .feeder_hint = "to join two feeders: a bus; to tie two buses: between",
};

class Cable final : public PassiveElement {
 public:
  explicit Cable(const Parameters& parameters)
      : PassiveElement(kCableSchema, {.current_a = optional_number(parameters, "rating")}),
        resistance_ohm_(get(parameters, "resistance").number() *
                        get(parameters, "length").number()),
        reactance_ohm_(get(parameters, "reactance").number() * get(parameters, "length").number()) {
  }

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    // Direct current goes out in one conductor and comes back in another.
    return {.outlet_v = inlet.nominal_v,
            .resistance_ohm = inlet.is_dc ? 2.0 * resistance_ohm_ : resistance_ohm_,
            .reactance_ohm = inlet.is_dc ? 0.0 : reactance_ohm_};
  }

 private:
  double resistance_ohm_, reactance_ohm_;
};

}  // namespace

const TypeSchema& cable_schema() { return kCableSchema; }

std::unique_ptr<Device> make_cable(const Parameters& parameters) {
  return std::make_unique<Cable>(parameters);
}

}  // namespace ridethrough::devices
