#include "devices/switchgear/relay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace ridethrough::devices {

namespace {

constexpr double kNoPickup = std::numeric_limits<double>::infinity();

/// Between the nearest pickups below and above what each stage measures.
struct Nearest {
  double low = -kNoPickup;
  double high = kNoPickup;

  void take(double pickup, double value) {
    if (pickup <= value) {
      low = std::max(low, pickup);
    } else {
      high = std::min(high, pickup);
    }
  }
};

void require_good_values(const std::vector<RelayStage>& stages, std::string_view what) {
  double under = -kNoPickup, over = kNoPickup;
  for (const RelayStage& stage : stages) {
    if (stage.is_under()) under = std::max(under, stage.pickup());
    if (!stage.is_under()) over = std::min(over, stage.pickup());
  }
  if (under < over) return;
  throw std::invalid_argument("relay: no " + std::string(what) + " lies between its pickups");
}

/// A stage whose pickup lies beyond what is nominal would never see a good frequency, and so never
/// begin to watch.
void require_good_nominal(const RelayStage& stage, double nominal_hz) {
  const bool is_beyond =
      stage.is_under() ? stage.pickup() >= nominal_hz : stage.pickup() <= nominal_hz;
  if (nominal_hz == 0.0 || !is_beyond) return;
  throw std::invalid_argument(
      fmt::format("relay: a pickup of {:.6g} Hz does not lie {} the {:.6g} Hz of its bus",
                  stage.pickup(), stage.is_under() ? "below" : "above", nominal_hz));
}

}  // namespace

Relay::Relay(const Parameters& map) : is_at_outlet_(get(map, "at").word() == "outlet") {
  add(map, "under_voltage", true, voltage_);
  add(map, "over_voltage", false, voltage_);
  add(map, "under_frequency", true, frequency_);
  add(map, "over_frequency", false, frequency_);
  if (voltage_.empty() && frequency_.empty()) {
    throw std::invalid_argument("relay: it has no stage, so it would never trip");
  }
  require_good_values(voltage_, "voltage");
  require_good_values(frequency_, "frequency");
}

void Relay::add(const Parameters& map, std::string_view name, bool is_under,
                std::vector<RelayStage>& stages) {
  const Value& rows = get(map, name);
  if (!rows.present()) return;
  for (const Value& row : rows.list()) {
    const Parameters& stage = row.map();
    const Value& curve = get(stage, "curve");
    const bool is_inverse = curve.present() && curve.word() == "inverse";
    follows_ = follows_ || is_inverse;
    stages.push_back(RelayStage(
        {.reason = name,
         .is_under = is_under,
         .pickup = get(stage, "pickup").number(),
         .delay_s = get(stage, "delay").number(),
         .curve = is_inverse ? RelayStage::Curve::inverse : RelayStage::Curve::definite}));
  }
}

template <typename Action>
void Relay::for_each(const Action& action) {
  for (RelayStage& stage : voltage_) action(stage);
  for (RelayStage& stage : frequency_) action(stage);
}

void Relay::wire(Wiring& wiring, network::LinkId link) {
  const network::LinkSpec& spec = wiring.network.link(link);
  node_ = is_at_outlet_ ? spec.lower : spec.upper;
  if (wiring.network.node(node_).is_dc && !frequency_.empty()) {
    throw std::invalid_argument("relay: direct current has no frequency");
  }
  for (const RelayStage& stage : frequency_) require_good_nominal(stage, wiring.frequency_hz);
  observer_ = wiring.network.add_observer(node_, wiring.process);
  if (follows_) wiring.network.add_link_owner(link, wiring.process);
}

std::optional<TripUnit::Operation> Relay::react(network::Network& network, core::Tick now,
                                                bool is_closed) {
  if (is_resting_) return std::nullopt;
  if (!is_closed) {
    for_each([](RelayStage& stage) { stage.clear(); });
    return std::nullopt;
  }
  // Who is not woken by every voltage tells that of the operation, not of its last wake.
  const network::Supply supply = network.supply(observer_);
  for (RelayStage& stage : voltage_) {
    stage.note(stage.is_under() ? supply.lowest_phase_pu : supply.highest_phase_pu);
  }
  std::optional<TripUnit::Operation> first;
  for_each([&](RelayStage& stage) {
    if (stage.due() > now || first) return;
    first = TripUnit::Operation{stage.reason(), stage.multiple(), now};
  });
  measure(network, now);
  if (!first) return first;
  operations_.push_back(*first);
  is_resting_ = true;
  for_each([](RelayStage& stage) { stage.clear(); });
  return first;
}

void Relay::measure(network::Network& network, core::Tick now) {
  const network::Supply supply = network.supply(observer_);
  for (RelayStage& stage : voltage_) {
    stage.carry(now, stage.is_under() ? supply.lowest_phase_pu : supply.highest_phase_pu);
  }
  const double hz = supply.is_energised ? network.frequency(node_).hz_at(now) : 0.0;
  for (RelayStage& stage : frequency_) {
    if (hz > 0.0) stage.carry(now, hz);
    if (hz <= 0.0) stage.pause();
  }
  watch(network, supply, now);
}

void Relay::watch(network::Network& network, const network::Supply& supply, core::Tick now) const {
  Nearest volts;
  for (const RelayStage& stage : voltage_) {
    volts.take(stage.pickup(), stage.is_under() ? supply.lowest_phase_pu : supply.highest_phase_pu);
  }
  network.set_watch(observer_, {std::max(volts.low, 0.0), volts.high});
  if (frequency_.empty()) return;
  Nearest hertz;
  const double hz = network.frequency(node_).hz_at(now);
  for (const RelayStage& stage : frequency_) hertz.take(stage.pickup(), hz);
  network.set_frequency_watch(observer_, {std::max(hertz.low, 0.0), hertz.high});
}

void Relay::release() { is_resting_ = false; }

core::Tick Relay::next() const {
  core::Tick next = core::kNever;
  for (const RelayStage& stage : voltage_) next = std::min(next, stage.due());
  for (const RelayStage& stage : frequency_) next = std::min(next, stage.due());
  return next;
}

double Relay::used_frac(core::Tick now) const {
  double used = 0.0;
  for (const RelayStage& stage : voltage_) used = std::max(used, stage.used_frac(now));
  for (const RelayStage& stage : frequency_) used = std::max(used, stage.used_frac(now));
  return used;
}

}  // namespace ridethrough::devices
