#include "ridethrough/devices/grid/transformer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "devices/grid/inrush.hpp"
#include "devices/grid/tap_changer.hpp"
#include "devices/grid/transformer_thermal.hpp"
#include "devices/parameter_access.hpp"
#include "devices/reliability_fields.hpp"
#include "devices/series_element.hpp"
#include "devices/vector_group.hpp"

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
    kTap,
    kTapChanger,
    kTransformerThermal,
    kInrush,
    kReliability,
};

constexpr QuantitySpec kTransformerOwnQuantities[] = {
    {"top_oil", "degC", Shape::curve, false, "temperature of the oil at the top, with `thermal`"},
    {"hot_spot", "degC", Shape::curve, false, "of the hottest winding, with `thermal`"},
    {"tap", "%", Shape::steps, false, "turns beyond the rated ones"},
};
constexpr auto kTransformerQuantities = with_series_quantities(kTransformerOwnQuantities);

constexpr WordSpec kTransformerStates[] = {
    kSoundStates[0],
    kSoundStates[1],
    {"hot", "its hot spot is above the warning"},
    {"overheated", "its hot spot is above the alarm"},
    {"tripped", "taken off by its temperature until it is reset"},
};

constexpr Verb kTransformerVerbs[] = {Verb::fail, Verb::repair, Verb::reset};

enum TransformerQuantity {
  kTxInputPower = 2,
  kTxLoss = 4,
  kTxEnergyIn = 6,
  kTxTopOil = std::size(kSeriesQuantities),
  kTxHotSpot,
  kTxTap
};
enum TransformerState { kTxNormal, kTxFailed, kTxHot, kTxOverheated, kTxTripped };

constexpr TypeSchema kTransformerSchema{
    .name = "transformer",
    .group = "grid",
    .text = "three-phase transformer: series impedance and no-load loss",
    .terminals = {.inlets_min = 1, .inlets_max = 1, .between = true, .outlet = true},
    .parameters = kTransformerParams,
    .quantities = kTransformerQuantities,
    .states = kTransformerStates,
    .failures = kOpenCircuitFailures,
    .verbs = kTransformerVerbs,
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
        vector_group_(vector_group_of(parameters)),
        tap_(number_or(parameters, "tap", 0.0)) {
    if (const Value& changer = get(parameters, "tap_changer"); changer.present()) {
      changer_.emplace(changer.map(), tap_, is_inlet_tapped());
    }
    if (const Value& thermal = get(parameters, "thermal"); thermal.present()) {
      guard_.emplace(
          transformer_guard(thermal.map(), rating_va_ / (std::numbers::sqrt3 * secondary_v_)));
    }
    if (const Value& inrush = get(parameters, "inrush"); inrush.present()) {
      inrush_.emplace(inrush.map(), rating_va_);
    }
  }

  void wire(Wiring& wiring) override {
    PassiveElement::wire(wiring);
    if (changer_) changer_->wire(wiring, link());
    if (guard_) guard_->wire(wiring.network, link(), wiring.process);
    if (inrush_) inrush_->wire(wiring.network, inlet(), wiring.members, wiring.process);
  }

  double look(std::size_t quantity, const View& view) const override {
    if (quantity == kTxTopOil) return guard_ ? guard_->body().temperature_k(view.now, 1) : 0.0;
    if (quantity == kTxHotSpot) return guard_ ? guard_->body().temperature_k(view.now) : 0.0;
    if (quantity == kTxTap) return changer_ ? changer_->tap() : tap_;
    const double sum = PassiveElement::look(quantity, view);
    if (!inrush_) return sum;
    if (quantity == kTxEnergyIn) return sum + inrush_->energy_j(view.network, view.now);
    const bool counts = quantity == kTxInputPower || quantity == kTxLoss;
    return counts ? sum + inrush_->watts(view.network, view.now) : sum;
  }

  /// What magnetises the core is lost in it.
  core::Books account(const View& view) const override {
    core::Books books = PassiveElement::account(view);
    if (!inrush_) return books;
    const double energy_j = inrush_->energy_j(view.network, view.now);
    books.in_j += energy_j;
    books.loss_j += energy_j;
    return books;
  }

  void report(const View& view, Report& report) const override {
    if (changer_) {
      report.findings.push_back({"tap_moves", static_cast<double>(changer_->moves()), "1"});
    }
    if (!guard_) return;
    const ThermalBody::Peak peak = guard_->body().hottest(view.now);
    report.findings.push_back({"hot_spot_max", peak.temperature_k, "degC", peak.at});
  }

 protected:
  Condition follow(Ports& ports) override {
    Condition condition;
    if (guard_) condition = warm(ports);
    if (changer_) condition.next = std::min(condition.next, changer_->follow(*this, ports));
    if (inrush_) {
      condition.next = std::min(condition.next, inrush_->follow(ports.network(), ports.now()));
    }
    return condition;
  }
  void reset(Ports&) override { is_tripped_ = false; }

  SeriesBranch branch(const Wiring&, const network::NodeSpec& inlet) const override {
    if (inlet.is_dc) throw std::invalid_argument("it needs an ac feeder");
    require_nominal(inlet, primary_v_);
    const double base_ohm = secondary_v_ * secondary_v_ / rating_va_;
    const double resistance_pu = load_loss_w_ / rating_va_;
    return {.outlet_v = secondary_v_,
            .resistance_ohm = resistance_pu * base_ohm,
            .reactance_ohm = reactance_pu(impedance_pu_, resistance_pu) * base_ohm,
            .no_load_w = no_load_w_,
            .vector_group = vector_group_,
            .ratio = tap_ratio(tap_, is_inlet_tapped())};
  }

 private:
  bool is_inlet_tapped() const { return primary_v_ >= secondary_v_; }

  /// A trip is taken on the way up only: reset while still hot, it carries on.
  Condition warm(Ports& ports) {
    constexpr int kBandOfTrip = 3;
    const int band = guard_->follow(ports.network(), ports.now());
    const bool cools = band < band_;
    if (band == kBandOfTrip && band > band_) is_tripped_ = true;
    band_ = band;
    if (is_tripped_) return {kTxTripped, "hot_spot", false, guard_->next()};
    constexpr std::array<int, 4> kStates{kTxNormal, kTxHot, kTxOverheated, kTxOverheated};
    const std::string_view reason = state() == kTxTripped ? "reset" : cools ? "cooled" : "hot_spot";
    return {kStates[static_cast<std::size_t>(band)], reason, true, guard_->next()};
  }

  double rating_va_, primary_v_, secondary_v_, impedance_pu_, load_loss_w_, no_load_w_;
  VectorGroup vector_group_;
  double tap_;
  std::optional<TapChanger> changer_;
  std::optional<ThermalGuard> guard_;
  std::optional<Inrush> inrush_;
  int band_ = 0;
  bool is_tripped_ = false;
};

}  // namespace

const TypeSchema& transformer_schema() { return kTransformerSchema; }

std::unique_ptr<Device> make_transformer(const Parameters& parameters) {
  return std::make_unique<Transformer>(parameters);
}

}  // namespace ridethrough::devices
