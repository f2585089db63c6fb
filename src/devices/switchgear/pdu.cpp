#include "ridethrough/devices/switchgear/pdu.hpp"

#include <algorithm>
#include <cmath>

#include "devices/reliability_fields.hpp"
#include "devices/series_element.hpp"
#include "devices/vector_group.hpp"

namespace ridethrough::devices {

namespace {

constexpr ParamSpec kPduParams[] = {
    {.name = "rating",
     .unit = "kVA",
     .fallback = "",
     .text = "rated apparent power",
     .positive = true},
    {.name = "impedance",
     .unit = "%",
     .fallback = "4 %",
     .text = "short-circuit impedance on its rating",
     .low = 0.0,
     .high = 30.0,
     .source = "300 kVA units have 3 to 5 %"},
    {.name = "load_loss",
     .unit = "%",
     .fallback = "1.1 %",
     .text = "loss in the windings at rated current, of the rating",
     .low = 0.0,
     .high = 10.0,
     .source = "98.5 % efficiency at full load and at 35 %"},
    {.name = "no_load_loss",
     .unit = "%",
     .fallback = "0.4 %",
     .text = "loss whenever energised, of the rating",
     .low = 0.0,
     .high = 10.0,
     .source = "98.5 % efficiency at full load and at 35 %"},
    {.name = "vector_group",
     .kind = Kind::word,
     .unit = "",
     .fallback = "none",
     .text = "of its transformer; without one it is an impedance",
     .source = "IEC 60076-1",
     .words = kVectorGroups},
    {.name = "branch",
     .kind = Kind::part,
     .unit = "",
     .fallback = "none",
     .text = "breaker at each thing that hangs here; without it they are joined for good",
     .part_type = "breaker"},
    kReliability,
};

constexpr TypeSchema kPduSchema{
    .name = "pdu",
    .group = "switchgear",
    .text = "power distribution unit: transformer and panel as one impedance with losses",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .outlet = true},
    .parameters = kPduParams,
    .quantities = kSeriesQuantities,
    .states = kSoundStates,
    .failures = kOpenCircuitFailures,
    .verbs = kFailVerbs,
    .feeder_hint = "to join two feeders: a bus; to choose one of them: an ats or sts",
};

class Pdu final : public PassiveElement {
 public:
  explicit Pdu(const Parameters& parameters)
      : PassiveElement(kPduSchema, {.apparent_va = get(parameters, "rating").number()}),
        rating_va_(get(parameters, "rating").number()),
        impedance_pu_(get(parameters, "impedance").number()),
        resistance_pu_(get(parameters, "load_loss").number()),
        no_load_w_(get(parameters, "no_load_loss").number() * rating_va_),
        vector_group_(vector_group_of(parameters)) {}

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    const double base_ohm = inlet.nominal_v * inlet.nominal_v / rating_va_;
    const double reactance = inlet.is_dc ? 0.0 : reactance_pu(impedance_pu_, resistance_pu_);
    return {.outlet_v = inlet.nominal_v,
            .resistance_ohm = resistance_pu_ * base_ohm,
            .reactance_ohm = reactance * base_ohm,
            .no_load_w = no_load_w_,
            .vector_group = vector_group_};
  }

 private:
  double rating_va_, impedance_pu_, resistance_pu_, no_load_w_;
  VectorGroup vector_group_;
};

}  // namespace

const TypeSchema& pdu_schema() { return kPduSchema; }

std::unique_ptr<Device> make_pdu(const Parameters& parameters) {
  return std::make_unique<Pdu>(parameters);
}

}  // namespace ridethrough::devices
