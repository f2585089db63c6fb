#include "ridethrough/devices/grid/transformer.hpp"

#include <algorithm>
#include <cmath>

#include "devices/series_element.hpp"
#include "devices/vector_group.hpp"
#include "ridethrough/core/error.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kTransformerParams[] = {
    {.name = "rating",
     .unit = "kVA",
     .fallback = "",
     .text = "rated apparent power",
     .positive = true},
    {.name = "primary",
     .unit = "V",
     .fallback = "",
     .text = "rated voltage of the inlet, line to line; what feeds it must have the same",
     .positive = true},
    {.name = "voltage",
     .unit = "V",
     .fallback = "",
     .text = "rated voltage of the outlet, line to line",
     .positive = true},
    {.name = "impedance",
     .unit = "%",
     .fallback = "6 %",
     .text = "short-circuit impedance on its rating",
     .low = 0.0,
     .high = 30.0,
     .source = "IEC 60076-5, 1.25 to 2.5 MVA"},
    {.name = "load_loss",
     .unit = "W",
     .fallback = "0 W",
     .text = "loss in the windings at rated current",
     .low = 0.0},
    {.name = "no_load_loss",
     .unit = "W",
     .fallback = "0 W",
     .text = "loss in the core, whenever energised",
     .low = 0.0},
    {.name = "vector_group",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "windings and clock number; turns angles, and tells where zero-sequence current goes",
     .source = "IEC 60076-1",
     .words = kVectorGroups},
};

constexpr TypeSchema kTransformerSchema{
    .name = "transformer",
    .group = "grid",
    .text = "three-phase transformer: series impedance and no-load loss",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kTransformerParams,
    .quantities = kSeriesQuantities,
    .states = kSoundStates,
    .failures = kOpenCircuitFailures,
    .verbs = kFailVerbs,
    .feeder_hint = "to run both in parallel: a bus; to choose one of them: an ats or sts",
};

class Transformer final : public PassiveElement {
 public:
  explicit Transformer(const Parameters& parameters)
      : PassiveElement(kTransformerSchema, {.apparent_va = get(parameters, "rating").number()}),
        rating_va_(get(parameters, "rating").number()),
        primary_v_(get(parameters, "primary").number()),
        secondary_v_(get(parameters, "voltage").number()),
        impedance_pu_(get(parameters, "impedance").number()),
        load_loss_w_(get(parameters, "load_loss").number()),
        no_load_w_(get(parameters, "no_load_loss").number()),
        vector_group_(vector_group_of(parameters)) {}

 protected:
  SeriesBranch branch(const Wiring& wiring, const network::NodeSpec& inlet) const override {
    if (inlet.is_dc) throw core::SimulationError(0, wiring.name, "needs an ac feeder");
    require_nominal(wiring, inlet, primary_v_);
    const double base_ohm = secondary_v_ * secondary_v_ / rating_va_;
    const double resistance_pu = load_loss_w_ / rating_va_;
    const double reactance2_pu = impedance_pu_ * impedance_pu_ - resistance_pu * resistance_pu;
    return {.outlet_v = secondary_v_,
            .resistance_ohm = resistance_pu * base_ohm,
            .reactance_ohm = std::sqrt(std::max(reactance2_pu, 0.0)) * base_ohm,
            .no_load_w = no_load_w_,
            .vector_group = vector_group_};
  }

 private:
  double rating_va_, primary_v_, secondary_v_, impedance_pu_, load_loss_w_, no_load_w_;
  VectorGroup vector_group_;
};

}  // namespace

const TypeSchema& transformer_schema() { return kTransformerSchema; }

std::unique_ptr<Device> make_transformer(const Parameters& parameters) {
  return std::make_unique<Transformer>(parameters);
}

}  // namespace ridethrough::devices
