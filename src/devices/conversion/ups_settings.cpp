#include "devices/conversion/ups_settings.hpp"

#include <cmath>
#include <stdexcept>

#include "devices/parameter_access.hpp"
#include "devices/power_factor.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Where no range is written: so far to each side of nominal. Source: assumed.
constexpr double kFrequencySide = 0.1;

bool is_automatic(const Parameters& parameters, std::string_view name) {
  return get(parameters, name).word() == "automatic";
}

network::Band band_of(const Parameters& parameters, std::string_view name,
                      const network::Band& otherwise) {
  const Value& value = get(parameters, name);
  if (!value.present()) return otherwise;
  return {value.list().at(0).number(), value.list().at(1).number()};
}

FrequencyWords frequency_of(const Parameters& parameters) {
  FrequencyWords words;
  const Value& range = get(parameters, "frequency");
  if (range.present()) {
    words.low_hz = range.list().at(0).number();
    words.high_hz = range.list().at(1).number();
  }
  words.most_hz_per_s = number_or(parameters, "slew", words.most_hz_per_s);
  return words;
}

DipCounterSettings dip_counter_of(const Parameters& parameters) {
  const Parameters* map = optional_map(parameters, "dip_counter");
  if (map == nullptr) return {};
  return {get(*map, "dips").count(),
          span_ticks(*map, "window"),
          is_automatic(*map, "return"),
          span_ticks(*map, "return_after"),
          get(*map, "counts").word() == "transfers",
          get(*map, "refuses").word() == "any"};
}

StaticBypassSettings bypass_of(const Parameters& parameters, const WindowLimits& window) {
  const Parameters& map = map_of(parameters, "static_bypass");
  StaticBypassSettings bypass;
  bypass.voltage = band_of(map, "voltage", {window.full_low_pu, window.full_high_pu});
  bypass.frequency = frequency_of(map);
  bypass.returns_by_itself = is_automatic(map, "return");
  bypass.return_after = span_ticks(map, "return_after");
  bypass.overloads = get(map, "overloads").count();
  bypass.transfers = count_or(map, "transfers", 0);
  bypass.per = span_ticks(map, "per");
  bypass.helps_at_end = get(map, "at_end_of_discharge").word() == "bypass";
  bypass.withstand = bypass_withstand(map);
  bypass.opens_on_overload = get(map, "at_overload").word() == "off";
  return bypass;
}

SynchronismLimits synchronism_of(const Parameters& parameters) {
  const Parameters& map = map_of(parameters, "synchronism");
  return {number_of(map, "window"), number_of(map, "slew"), span_ticks(map, "within"),
          span_ticks(map, "gap")};
}

ShortCircuitSettings short_circuit_of(const Parameters& parameters) {
  const Parameters* map = optional_map(parameters, "short_circuit");
  if (map == nullptr) return {};
  const ShortCircuitSettings settings{number_of(*map, "current"), span_ticks(*map, "for"),
                                      span_ticks(*map, "detect"),
                                      get(*map, "clears_by").word() == "bypass"};
  if (settings.detect > settings.lasts) {
    throw std::invalid_argument("'short_circuit.detect' is longer than 'short_circuit.for'");
  }
  return settings;
}

/// Of power.md 2.2: 98, 98.8, 99 and 99.1 % at quarters of the rating.
std::vector<EfficiencyPoint> eco_efficiency() {
  return {{0.25, 0.98}, {0.5, 0.988}, {0.75, 0.99}, {1.0, 0.991}};
}

/// Loss a + c x^2 by least squares, x over the rating: what stays awake, and what is in series.
void fit_mains_loss(const std::vector<EfficiencyPoint>& points, MainsSettings& mains) {
  double n = 0.0, q = 0.0, qq = 0.0, y = 0.0, qy = 0.0;
  for (const EfficiencyPoint& point : points) {
    const double square = point.load_frac * point.load_frac;
    const double loss = point.load_frac * (1.0 / point.efficiency - 1.0);
    n += 1.0;
    q += square;
    qq += square * square;
    y += loss;
    qy += square * loss;
  }
  const double spread = n * qq - q * q;
  mains.series_frac = spread > 0.0 ? std::max(0.0, (n * qy - q * y) / spread) : 0.0;
  mains.standing_frac = std::max(0.0, (y - mains.series_frac * q) / n);
}

MainsSettings mains_of(const Parameters& parameters) {
  MainsSettings mains;
  const std::string& mode = get(parameters, "mode").word();
  mains.is_used = mode != "double_conversion";
  const Parameters& map = map_of(parameters, "mains_mode");
  const bool has_points = get(map, "efficiency").present();
  if (mode == "line_interactive" && !has_points) {
    throw std::invalid_argument(
        "mode line_interactive needs 'mains_mode.efficiency': there is no default for it");
  }
  mains.voltage = band_of(map, "voltage", {});
  mains.taps = line_tap_settings(map, mains.voltage);
  if (!mains.taps.ratios.empty() && mode != "line_interactive") {
    throw std::invalid_argument("only mode line_interactive has 'mains_mode.taps'");
  }
  mains.gap = span_ticks(map, "gap");
  mains.return_after = span_ticks(map, "return_after");
  fit_mains_loss(has_points ? efficiency_points(map) : eco_efficiency(), mains);
  mains.series = LossCurve({}).with_square(mains.series_frac);
  return mains;
}

}  // namespace

FrequencyLimits FrequencyWords::about(double nominal_hz) const {
  return {low_hz.value_or((1.0 - kFrequencySide) * nominal_hz),
          high_hz.value_or((1.0 + kFrequencySide) * nominal_hz), most_hz_per_s};
}

UpsSettings::UpsSettings(const Parameters& parameters)
    : modules(static_cast<int>(get(parameters, "modules").count())),
      module_w(number_of(parameters, "rating")),
      voltage_v(number_of(parameters, "voltage")),
      tan_phi(tan_phi_of(parameters)),
      loss(efficiency_points(parameters)),
      window(window_limits(parameters)),
      frequency(frequency_of(map_of(parameters, "input_window"))),
      detect(span_ticks(parameters, "detect")),
      battery_response(span_ticks(parameters, "battery_response")),
      battery_limit_frac(number_of(parameters, "battery_converter_limit")),
      link_s(number_of(parameters, "dc_link")),
      link_empty_frac(std::pow(number_of(parameters, "dc_link_min"), 2)),
      recharge_frac(number_of(parameters, "recharge_limit")),
      overload(overload_classes(parameters)),
      has_no_battery(get(parameters, "no_battery").flag()),
      dip_counter(dip_counter_of(parameters)),
      on_battery_delay(span_ticks(parameters, "on_battery_delay")),
      releases_by_itself(is_automatic(parameters, "on_battery_release")),
      recharges_on_generator(get(parameters, "recharge_on_generator").flag()),
      response_s(number_of(parameters, "rectifier_response")),
      bypass(bypass_of(parameters, window)),
      synchronism(synchronism_of(parameters)),
      mains(mains_of(parameters)),
      module_isolation(span_ticks(parameters, "module_isolation")),
      short_circuit(short_circuit_of(parameters)) {
  const Parameters& walk_in = map_of(parameters, "walk_in");
  hold_off = span_ticks(walk_in, "hold_off") + span_ticks(walk_in, "delay");
  ramp = span_ticks(walk_in, "ramp");
  stagger = span_ticks(walk_in, "stagger");
  retries = count_or(walk_in, "retries", 0);
  const Parameters& restart = map_of(parameters, "restart");
  restarts_by_itself = is_automatic(restart, "return");
  restart_soc_frac = number_of(restart, "soc");
}

}  // namespace ridethrough::devices::conversion
