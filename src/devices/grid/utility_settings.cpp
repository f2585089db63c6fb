#include "devices/grid/utility_settings.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "devices/grid/grid_playback.hpp"
#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

// ENTSO-E, Network Code on Requirements for Generators, article 13: machines may leave below
// 47.5 Hz and above 51.5 Hz; the same share is taken at 60 Hz.
constexpr double kLowestShare = 0.95;
constexpr double kHighestShare = 1.03;

[[noreturn]] void refuse(const std::string& text) { throw std::invalid_argument(text); }

/// The nominal value: what stands under `name`, or in `nominal` where a trace stands there.
double nominal_of(const Parameters& parameters, std::string_view name, std::string_view example) {
  const Value& value = get(parameters, name);
  const Value& nominal = get(parameters, "nominal");
  const Value nothing;
  const Value& base = nominal.present() ? get(nominal.map(), name) : nothing;
  if (!value.is_played()) {
    if (base.present()) {
      refuse(fmt::format("'{0}' is the nominal value; 'nominal.{0}' is for a trace", name));
    }
    return value.number();
  }
  if (!base.present()) {
    refuse(fmt::format("'{0}' is a trace, so 'nominal: {{{0}: {1}}}' says what it is taken over",
                       name, example));
  }
  return base.number();
}

void check_rows(const Playback* trace, std::string_view name, double low, double high,
                std::string_view unit) {
  if (trace == nullptr || (trace->lowest() >= low && trace->highest() <= high)) return;
  refuse(fmt::format("the trace of '{}' goes from {:g} to {:g} {}; allowed is {:g} to {:g}", name,
                     trace->lowest(), trace->highest(), unit, low, high));
}

DistantFault::Source source_of(const Parameters& parameters, double nominal_v) {
  const double short_circuit_va = optional_number(parameters, "short_circuit");
  if (short_circuit_va == 0.0) return {};
  const double x_over_r = number_of(parameters, "x_over_r");
  const double resistance_ohm =
      nominal_v * nominal_v / short_circuit_va / std::hypot(1.0, x_over_r);
  return {{resistance_ohm, resistance_ohm * x_over_r}, number_or(parameters, "zero_ratio", 1.0)};
}

double kinetic_energy(const Parameters& area) {
  const Value& energy = get(area, "kinetic_energy");
  const Value& inertia = get(area, "inertia");
  const Value& base = get(area, "base");
  if (energy.present() && !inertia.present() && !base.present()) return energy.number();
  if (!energy.present() && inertia.present() && base.present()) {
    return inertia.number() * base.number();
  }
  refuse("an area has its 'kinetic_energy', or 'inertia' and 'base'");
}

std::vector<SheddingStage> shedding_of(const Parameters& area, const AreaSettings& settings) {
  std::vector<SheddingStage> stages;
  const Value& listed = get(area, "shedding");
  if (!listed.present()) return stages;
  const Value& load = get(area, "load");
  if (!load.present()) refuse("'shedding' takes a share of the area's 'load: 29 GW'");
  double sum = 0.0;
  for (const Value& row : listed.list()) {
    const Parameters& stage = row.map();
    const double below_hz = get(stage, "below").number();
    const double share = get(stage, "share").number();
    sum += share;
    if (below_hz >= settings.nominal_hz || below_hz <= settings.low_hz) {
      refuse(
          fmt::format("shedding below {:g} Hz: stages lie between {:g} Hz, where the area goes "
                      "dark, and its nominal frequency",
                      below_hz, settings.low_hz));
    }
    stages.push_back({below_hz, span_ticks(stage, "for"), share * load.number()});
  }
  if (sum > 1.0) refuse("the stages of 'shedding' cut more than the whole load");
  return stages;
}

AreaSettings area_of(const Parameters& area, double nominal_hz) {
  AreaSettings settings;
  settings.nominal_hz = nominal_hz;
  settings.kinetic_energy_j = kinetic_energy(area);
  settings.stiffness_w_per_hz = get(area, "stiffness").number();
  settings.response_lag_s = get(area, "lag").number();
  settings.deadband_hz = get(area, "deadband").number();
  const Value& reserve = get(area, "reserve");
  settings.reserve_w =
      reserve.present() ? reserve.number() : std::numeric_limits<double>::infinity();
  settings.damping_w_per_hz = get(area, "damping").number();
  settings.tolerance_hz = get(area, "tolerance").number();
  const Value& limits = get(area, "limits");
  settings.low_hz = limits.present() ? limits.list()[0].number() : kLowestShare * nominal_hz;
  settings.high_hz = limits.present() ? limits.list()[1].number() : kHighestShare * nominal_hz;
  if (settings.low_hz >= nominal_hz || settings.high_hz <= nominal_hz) {
    refuse(fmt::format("the 'limits' of an area lie around its nominal {:g} Hz", nominal_hz));
  }
  settings.shedding = shedding_of(area, settings);
  return settings;
}

}  // namespace

UtilitySettings::UtilitySettings(const Parameters& parameters)
    : nominal_v(nominal_of(parameters, "voltage", "10 kV")),
      nominal_hz(nominal_of(parameters, "frequency", "50 Hz")),
      source(source_of(parameters, nominal_v)),
      rating_va(optional_number(parameters, "rating")),
      angle_rad(optional_number(parameters, "angle")) {
  const Value& step = get(parameters, "voltage_step");
  if (step.present()) steps.largest_pu = step.number();
  const Value& volts = get(parameters, "voltage");
  if (volts.is_played()) played_v = volts.playback();
  check_rows(played_v.get(), "voltage", 0.0, 2.0 * nominal_v, "V");
  const Value& area_map = get(parameters, "area");
  if (const Value& hertz = get(parameters, "frequency"); hertz.is_played()) {
    if (area_map.present()) refuse("an 'area' makes the frequency, so 'frequency' is no trace");
    played_hz = meaningful(hertz.playback(), played_v.get(), nominal_v, nominal_hz);
    check_rows(played_hz.get(), "frequency", 0.5 * nominal_hz, 1.5 * nominal_hz, "Hz");
  }
  if (!area_map.present()) return;
  area = area_of(area_map.map(), nominal_hz);
  imbalance_w = get(area_map.map(), "imbalance").number();
}

}  // namespace ridethrough::devices
