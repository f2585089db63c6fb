#include "ridethrough/devices/grid/cable.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include "devices/grid/cable_fields.hpp"
#include "devices/parameter_access.hpp"
#include "devices/reliability_fields.hpp"
#include "devices/series_element.hpp"
#include "devices/short_circuit_heat.hpp"
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
    {.name = "zero_ratio",
     .unit = "",
     .fallback = "1",
     .text = "zero-sequence over positive-sequence impedance; only earth faults see it",
     .low = 0.0,
     .source = "3 to 4 of cables and overhead lines; assumed"},
    kCableThermal,
    kCableWithstand,
    kCableReliability,
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

/// A s^0.5 / mm2, from 70 degC to 160 degC (PVC) and from 90 degC to 250 degC (XLPE). Unverified.
double material_k(bool is_copper, bool is_xlpe) {
  if (is_copper) return is_xlpe ? 143.0 : 115.0;
  return is_xlpe ? 94.0 : 76.0;
}

/// k^2 S^2, IEC 60364-4-43. It counts from that current on which would take five seconds.
ShortCircuitHeat cable_heat(const Parameters& withstand, bool is_copper) {
  constexpr double kMm2PerM2 = 1e6;
  const double k = material_k(is_copper, get(withstand, "insulation").word() == "xlpe");
  const double square_a2s = std::pow(k * get(withstand, "section").number() * kMm2PerM2, 2);
  return {square_a2s, std::sqrt(square_a2s / kLongestShortCircuitS)};
}

class Cable final : public PassiveElement {
 public:
  explicit Cable(const Parameters& parameters)
      : PassiveElement(kCableSchema, {.current_a = optional_number(parameters, "rating")}),
        resistance_ohm_(get(parameters, "resistance").number() *
                        get(parameters, "length").number() * resistance_ratio(parameters)),
        reactance_ohm_(get(parameters, "reactance").number() * get(parameters, "length").number()),
        length_m_(number_of(parameters, "length")),
        zero_ratio_(number_or(parameters, "zero_ratio", 1.0)) {
    if (const Value& thermal = get(parameters, "thermal"); thermal.present()) {
      guard_.emplace(cable_guard(thermal.map(), optional_number(parameters, "rating")));
    }
    if (const Value& withstand = get(parameters, "withstand"); withstand.present()) {
      heats_.push_back(
          cable_heat(withstand.map(), get(parameters, "conductor").word() == "copper"));
    }
  }

  void wire(Wiring& wiring) override {
    PassiveElement::wire(wiring);
    if (guard_) guard_->wire(wiring.network, link(), wiring.process);
    // What comes from both ends meets at a fault: each piece has a current of its own.
    if (!heats_.empty()) heats_.resize(links().size(), heats_.front());
    for (std::size_t i = 0; i < heats_.size(); ++i) {
      heats_[i].wire(wiring.network, links()[i], wiring.process);
    }
    distances_m_ = wiring.fault_distances_m;
    for (const network::LinkId piece : links()) ends_.push_back(wiring.network.link(piece).lower);
  }

  network::NodeId fault_node(const Parameters& fault) const override {
    const Value& distance = get(fault, "distance");
    if (!distance.present()) return PassiveElement::fault_node(fault);
    if (distance.number() == 0.0) return inlet();
    const auto before = [&](double distance_m) {
      return distance_m > 0.0 && distance_m < distance.number();
    };
    const auto pieces = std::count_if(distances_m_.begin(), distances_m_.end(), before);
    return ends_.at(static_cast<std::size_t>(pieces));
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
    if (!heats_.empty()) {
      report.findings.push_back({"withstand_used", withstand_used_frac(view.now), "%"});
    }
    report.incidents.insert(report.incidents.end(), incidents_.begin(), incidents_.end());
  }

 protected:
  SeriesBranch branch(const Wiring& wiring, const network::NodeSpec& inlet) const override {
    // Direct current goes out in one conductor and comes back in another.
    return {.outlet_v = inlet.nominal_v,
            .resistance_ohm = inlet.is_dc ? 2.0 * resistance_ohm_ : resistance_ohm_,
            .reactance_ohm = inlet.is_dc ? 0.0 : reactance_ohm_,
            .zero_ratio = zero_ratio_,
            .joints = joints(wiring.fault_distances_m)};
  }

  Condition follow(Ports& ports) override {
    Condition condition;
    if (guard_) {
      const bool is_hot = guard_->follow(ports.network(), ports.now()) > 0;
      condition.state = is_hot ? kCableHot : kCableNormal;
      condition.reason = is_hot ? "overload" : "cooled";
      condition.next = guard_->next();
    }
    for (ShortCircuitHeat& heat : heats_) {
      if (heat.follow(ports.network(), ports.now())) damage(ports);
      condition.next = std::min(condition.next, heat.next());
    }
    return condition;
  }

 private:
  /// Those that are at neither end, as parts of the way.
  std::vector<double> joints(const std::vector<double>& distances_m) const {
    std::vector<double> joints;
    for (const double distance_m : distances_m) {
      if (distance_m > 0.0 && distance_m < length_m_) joints.push_back(distance_m / length_m_);
    }
    return joints;
  }

  double withstand_used_frac(core::Tick now) const {
    double worst = 0.0;
    for (const ShortCircuitHeat& heat : heats_) worst = std::max(worst, heat.worst_frac(now));
    return worst;
  }

  /// It goes on conducting: what burns through and when is not known.
  void damage(Ports& ports) {
    incidents_.push_back({"damaged", ports.now(), core::kNever, "short_circuit"});
    ports.warn(*this, "RT1323", "the short circuit let through more than the conductor withstands");
  }

  double resistance_ohm_, reactance_ohm_;
  double length_m_, zero_ratio_;
  std::optional<ThermalGuard> guard_;
  std::vector<ShortCircuitHeat> heats_;  // one for each piece between joints
  std::vector<double> distances_m_;      // of short circuits on its way
  std::vector<network::NodeId> ends_;    // of the pieces
  std::vector<Incident> incidents_;
};

}  // namespace

const TypeSchema& cable_schema() { return kCableSchema; }

std::unique_ptr<Device> make_cable(const Parameters& parameters) {
  return std::make_unique<Cable>(parameters);
}

}  // namespace ridethrough::devices
