#include "ridethrough/devices/grid/cable.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include "devices/grid/cable_fields.hpp"
#include "devices/grid/short_circuit_heat.hpp"
#include "devices/parameter_access.hpp"
#include "devices/series_element.hpp"
#include "devices/thermal_guard.hpp"

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
     .text = "current it may carry, for load_level and `thermal`",
     .positive = true},
    {.name = "conductor",
     .kind = Kind::word,
     .unit = "",
     .fallback = "copper",
     .text = "metal; `temperature` and `withstand` need it",
     .words = kConductors},
    {.name = "resistance_at",
     .unit = "degC",
     .fallback = "none",
     .text = "temperature at which `resistance` holds",
     .source = "20 degC in IEC 60228"},
    {.name = "temperature",
     .unit = "degC",
     .fallback = "none",
     .text = "working temperature to which `resistance` is taken, with `resistance_at`",
     .source = "0.00393 /K of copper and 0.00403 /K of aluminium at 20 degC"},
    kCableThermal,
    kCableWithstand,
};

constexpr QuantitySpec kCableOwnQuantities[] = {
    {"conductor_temperature", "degC", Shape::curve, false, "of the conductor, with `thermal`"},
};
constexpr auto kCableQuantities = with_series_quantities(kCableOwnQuantities);
constexpr std::size_t kCableTemperature = std::size(kSeriesQuantities);

constexpr WordSpec kCableStates[] = {
    kSoundStates[0],
    kSoundStates[1],
    {"hot", "its conductor is above the limit"},
};
enum CableState { kCableNormal, kCableFailed, kCableHot };

constexpr TypeSchema kCableSchema{
    .name = "cable",
    .group = "grid",
    .text = "cable or busway: series impedance per length",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kCableParams,
    .quantities = kCableQuantities,
    .states = kCableStates,
    .failures = kOpenCircuitFailures,
    .verbs = kFailVerbs,
    .feeder_hint = "to join two feeders: a bus; to tie two buses: between",
};

/// How much `resistance` changes from the temperature where it holds to the working temperature:
/// R = R20 (1 + a (T - 20 degC)), IEC 60228.
double resistance_ratio(const Parameters& parameters) {
  const Value& holds_at = get(parameters, "resistance_at");
  const Value& works_at = get(parameters, "temperature");
  if (holds_at.present() != works_at.present()) {
    throw std::invalid_argument("'temperature' and 'resistance_at' go together");
  }
  if (!works_at.present()) return 1.0;
  constexpr double kBaseK = 293.15;
  const double per_k = get(parameters, "conductor").word() == "copper" ? 0.00393 : 0.00403;
  const auto of = [&](double kelvin) { return 1.0 + per_k * (kelvin - kBaseK); };
  return of(works_at.number()) / of(holds_at.number());
}

/// It settles at the limit under its rating.
ThermalGuard cable_guard(const Parameters& thermal, double rating_a) {
  if (rating_a <= 0.0) throw std::invalid_argument("'thermal' needs a 'rating'");
  const double ambient_k = get(thermal, "ambient").number();
  const double limit_k = get(thermal, "limit").number();
  if (limit_k <= ambient_k) throw std::invalid_argument("'limit' lies below the ambient");
  const double gain = (limit_k - ambient_k) / (rating_a * rating_a);
  return {
      ThermalBody(ambient_k, {{.gain_k_per_a2 = gain, .time_s = get(thermal, "time").number()}}),
      {limit_k}};
}

class Cable final : public PassiveElement {
 public:
  explicit Cable(const Parameters& parameters)
      : PassiveElement(kCableSchema, {.current_a = optional_number(parameters, "rating")}),
        resistance_ohm_(get(parameters, "resistance").number() *
                        get(parameters, "length").number() * resistance_ratio(parameters)),
        reactance_ohm_(get(parameters, "reactance").number() * get(parameters, "length").number()) {
    if (const Value& thermal = get(parameters, "thermal"); thermal.present()) {
      guard_.emplace(cable_guard(thermal.map(), optional_number(parameters, "rating")));
    }
    if (const Value& withstand = get(parameters, "withstand"); withstand.present()) {
      heat_.emplace(withstand.map(), get(parameters, "conductor").word() == "copper");
    }
  }

  void wire(Wiring& wiring) override {
    PassiveElement::wire(wiring);
    if (guard_) guard_->wire(wiring.network, link(), wiring.process);
    if (heat_) heat_->wire(wiring.network, link(), wiring.process);
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity != kCableTemperature) return PassiveElement::look(quantity, view);
    return guard_ ? guard_->body().temperature_k(view.now) : 0.0;
  }

  void report(const View& view, Report& report) const override {
    if (guard_) {
      const ThermalBody::Peak peak = guard_->body().hottest(view.now);
      report.findings.push_back({"conductor_max", peak.temperature_k, "degC", peak.at});
    }
    if (heat_) report.findings.push_back({"withstand_used", heat_->worst_frac(view.now), "%"});
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  }

 protected:
  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    // Direct current goes out in one conductor and comes back in another.
    return {.outlet_v = inlet.nominal_v,
            .resistance_ohm = inlet.is_dc ? 2.0 * resistance_ohm_ : resistance_ohm_,
            .reactance_ohm = inlet.is_dc ? 0.0 : reactance_ohm_};
  }

  Condition follow(Ports& ports) override {
    Condition condition;
    if (guard_) {
      const bool is_hot = guard_->follow(ports.network(), ports.now()) > 0;
      condition.state = is_hot ? kCableHot : kCableNormal;
      condition.reason = is_hot ? "overload" : "cooled";
      condition.next = guard_->next();
    }
    if (heat_) {
      if (heat_->follow(ports.network(), ports.now())) damage(ports);
      condition.next = std::min(condition.next, heat_->next());
    }
    return condition;
  }

 private:
  /// It goes on conducting: what burns through and when is not known.
  void damage(Ports& ports) {
    incidents_.push_back({"damaged", ports.now(), core::kNever, "short_circuit"});
    ports.warn(*this, "RT1323", "the short circuit let through more than the conductor withstands");
  }

  double resistance_ohm_, reactance_ohm_;
  std::optional<ThermalGuard> guard_;
  std::optional<ShortCircuitHeat> heat_;
  std::vector<Incident> incidents_;
};

}  // namespace

const TypeSchema& cable_schema() { return kCableSchema; }

std::unique_ptr<Device> make_cable(const Parameters& parameters) {
  return std::make_unique<Cable>(parameters);
}

}  // namespace ridethrough::devices
