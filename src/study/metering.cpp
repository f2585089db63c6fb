#include "study/metering.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>

#include "ridethrough/scenario/curve.hpp"

namespace ridethrough::study {

namespace {

constexpr std::string_view kMeteredType = "utility";

template <typename Named>
int place_of(std::span<const Named> list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& each) { return each.name == name; });
  return static_cast<int>(found - list.begin());
}

/// Beside a trace the nominal frequency stands apart.
double nominal_hz(const devices::Parameters& parameters) {
  const devices::Value& frequency = devices::get(parameters, "frequency");
  if (!frequency.is_played()) return frequency.number();
  return devices::get(devices::get(parameters, "nominal").map(), "frequency").number();
}

Connection connection_of(const devices::Parameters& parameters) {
  const devices::Value& strength = devices::get(parameters, "short_circuit");
  return {strength.present() ? strength.number() : 0.0,
          devices::get(parameters, "x_over_r").number(), nominal_hz(parameters)};
}

/// Bands that checks hold utilities against, by unit: from the lowest frequency of a curve to its
/// highest one.
class SpecifiedBands {
 public:
  SpecifiedBands(const scenario::Model& model, const SignalIndex& index) : index_(index) {
    for (const scenario::CheckSpec& check : model.checks) collect(*check.condition);
  }
  MeterBand of(std::size_t unit) const {
    const auto found = by_unit_.find(unit);
    return found == by_unit_.end() ? MeterBand{} : found->second;
  }

 private:
  void collect(const scenario::Condition& part) {
    const bool names_bands = part.op == scenario::Op::inside && !part.curve->bands.empty();
    for (const auto& operand : part.operands) {
      collect(*operand);
      if (names_bands && operand->op == scenario::Op::path) note(*part.curve, operand->path);
    }
  }
  void note(const scenario::Curve& curve, const scenario::Path& path) {
    MeterBand whole{curve.bands.front().from_hz, curve.bands.front().to_hz};
    for (const scenario::Band& band : curve.bands) {
      whole.from_hz = std::min(whole.from_hz, band.from_hz);
      whole.to_hz = std::max(whole.to_hz, band.to_hz);
    }
    for (const SignalGroup& group : index_.groups(path)) {
      for (const SignalGroup::Term& term : group.terms) by_unit_[term.unit] = whole;
    }
  }

  const SignalIndex& index_;
  std::map<std::size_t, MeterBand> by_unit_;
};

bool names_flicker(const scenario::Condition& part) {
  if (part.op == scenario::Op::inside && part.curve->flicker) return true;
  return std::any_of(part.operands.begin(), part.operands.end(),
                     [](const auto& operand) { return names_flicker(*operand); });
}

}  // namespace

bool limits_flicker(const scenario::Model& model) {
  return std::any_of(
      model.checks.begin(), model.checks.end(),
      [](const scenario::CheckSpec& check) { return names_flicker(*check.condition); });
}

FlickersByUnit metered_for_flicker(const scenario::Plan& plan) {
  FlickersByUnit flickers;
  for (std::size_t unit = 0; unit < plan.cohorts.size(); ++unit) {
    const scenario::Cohort& cohort = plan.cohorts[unit];
    const bool is_metered = cohort.type->name == kMeteredType &&
                            devices::get(cohort.parameters, "short_circuit").present();
    if (is_metered) flickers.emplace(unit, nullptr);
  }
  return flickers;
}

Metering::Metering(const Plant& plant, const scenario::Plan& plan) : plant_(plant), plan_(plan) {}

void Metering::watch_utilities(const scenario::Model& model, const SignalIndex& index) {
  const SpecifiedBands bands(model, index);
  for (std::size_t unit = 0; unit < plan_.cohorts.size(); ++unit) {
    const scenario::Cohort& cohort = plan_.cohorts[unit];
    if (cohort.type->name != kMeteredType) continue;
    const auto key = [&](std::string_view quantity) {
      return Recorder::Key{unit, -1, place_of(cohort.type->quantities, quantity)};
    };
    feeds_.push_back({key("power"),
                      key("reactive"),
                      {unit, -1, -1},
                      place_of(cohort.type->states, "lost"),
                      PointMeter(connection_of(cohort.parameters), bands.of(unit))});
  }
}

Metered Metering::look_at(const Feed& feed, core::Tick now) const {
  return {look(plant_, feed.power, now), look(plant_, feed.reactive, now),
          static_cast<int>(look(plant_, feed.state, now)) != feed.lost};
}

void Metering::before_instant(core::Tick now) {
  if (is_first_) return;
  for (Feed& feed : feeds_) feed.before = look_at(feed, now);
}

void Metering::after_instant(core::Tick now) {
  for (Feed& feed : feeds_) feed.meter.see(now, feed.before, look_at(feed, now));
  is_first_ = false;
}

void Metering::finish(core::Tick end) {
  for (Feed& feed : feeds_) feed.meter.finish(end, look_at(feed, end));
}

FlickersByUnit Metering::flickers() const {
  FlickersByUnit flickers;
  for (const Feed& feed : feeds_) {
    if (!feed.meter.meters_flicker()) continue;
    flickers.emplace(feed.power.unit, &feed.meter.figures().flickers);
  }
  return flickers;
}

}  // namespace ridethrough::study
