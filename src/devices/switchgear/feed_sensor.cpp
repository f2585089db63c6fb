#include "devices/switchgear/feed_sensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/synchronism.hpp"

namespace ridethrough::devices::switchgear {

namespace {

constexpr double kNoEdge = std::numeric_limits<double>::infinity();

Limits limits_of(const Parameters& window, std::string_view name, std::string_view return_name) {
  const auto& outer = get(window, name).list();
  Limits limits{outer.at(0).number(), outer.at(1).number(), outer.at(0).number(),
                outer.at(1).number()};
  const Value& inner = get(window, return_name);
  if (!inner.present()) return limits;
  limits.return_low = inner.list().at(0).number();
  limits.return_high = inner.list().at(1).number();
  if (limits.return_low < limits.low || limits.return_high > limits.high) {
    throw std::invalid_argument(fmt::format("'window.{}' must lie within '{}'", return_name, name));
  }
  return limits;
}

std::string_view word_of(Side voltage, Side frequency) {
  if (voltage != Side::inside) return voltage == Side::above ? "over_voltage" : "under_voltage";
  return frequency == Side::above ? "over_frequency" : "under_frequency";
}

}  // namespace

Side Limits::judge(Side before, double lowest, double highest) const {
  if (lowest < low || (before == Side::below && lowest < return_low)) return Side::below;
  if (highest > high || (before == Side::above && highest > return_high)) return Side::above;
  return Side::inside;
}

FeedWindow::FeedWindow(const Parameters& parameters) {
  const Parameters& window = get(parameters, "window").map();
  voltage_pu = limits_of(window, "voltage", "voltage_return");
  judges_frequency = get(window, "frequency").present();
  if (judges_frequency) {
    frequency_hz = limits_of(window, "frequency", "frequency_return");
  } else if (get(window, "frequency_return").present()) {
    throw std::invalid_argument("'window.frequency_return' needs 'window.frequency'");
  }
}

void FeedSensor::wire(Wiring& wiring, network::NodeId node) {
  node_ = node;
  phase_.nominal_hz = wiring.frequency_hz;
  observer_ = wiring.network.add_observer(node, wiring.process);
  wiring.network.set_watch(observer_, {window_.voltage_pu.low, window_.voltage_pu.high});
  if (follows_phase_ || window_.judges_frequency) {
    wiring.network.set_frequency_watch(observer_, kEveryNewLine);
  }
}

void FeedSensor::read(Ports& ports) {
  const core::Tick now = ports.now();
  const network::Supply supply = ports.network().supply(observer_);
  if (supply.is_energised != is_energised_) dead_since_ = supply.is_energised ? core::kNever : now;
  is_energised_ = supply.is_energised;
  step_ = static_cast<int>(std::lround(supply.voltage_pu / kVoltageStepPu));
  voltage_ = is_energised_ ? window_.voltage_pu.judge(voltage_, supply.lowest_phase_pu,
                                                      supply.highest_phase_pu)
                           : Side::below;
  const network::Frequency line = ports.network().frequency(node_);
  const double hz = line.hz_at(now);
  const bool is_judged = is_energised_ && window_.judges_frequency;
  frequency_ = is_judged ? window_.frequency_hz.judge(frequency_, hz, hz) : Side::inside;
  const bool is_good = voltage_ == Side::inside && frequency_ == Side::inside;
  if (!is_good) fault_ = word_of(voltage_, frequency_);
  const bool changes = is_good != is_good_;
  if (changes) since_ = now;
  is_good_ = is_good;
  follow_phase(ports, line, changes);
  ports.network().set_watch(observer_, voltage_band());
}

/// In a sag the angle jumps with the current that makes it, and a switch compares what was before:
/// the angle of a bad feed runs on from there, however its frequency moves.
void FeedSensor::follow_phase(const Ports& ports, const network::Frequency& line, bool changes) {
  if (!is_energised_) return;
  if (is_good_ && (changes || line != line_)) return measure_phase(ports);
  if (line == line_) return;
  line_ = line;
  phase_.angle_rad = phase_.angle_at(ports.now());
  phase_.frequency = {ports.now(), line.hz_at(ports.now()), line.hz_per_s};
}

void FeedSensor::measure_phase(const Ports& ports) {
  if (!is_energised_) return;
  const core::Tick now = ports.now();
  line_ = ports.network().frequency(node_);
  phase_.frequency = {now, line_.hz_at(now), line_.hz_per_s};
  phase_.angle_rad = ports.network().phase_rad(node_, now);
}

void FeedSensor::watch_finely(Ports& ports, bool is_fine) {
  is_fine_ = is_fine;
  ports.network().set_watch(observer_, voltage_band());
}

/// A bad feed is watched for the way back into the window.
network::Band FeedSensor::voltage_band() const {
  const Limits& limits = window_.voltage_pu;
  if (voltage_ == Side::below) return {0.0, limits.return_low};
  if (voltage_ == Side::above) return {limits.return_high, kNoEdge};
  if (!is_fine_) return {limits.low, limits.high};
  return {std::max(limits.low, (step_ - 0.5) * kVoltageStepPu),
          std::min(limits.high, (step_ + 0.5) * kVoltageStepPu)};
}

core::Tick FeedSensor::next(core::Tick now) const {
  if (!window_.judges_frequency || !is_energised_ || line_.hz_per_s == 0.0) return core::kNever;
  const Limits& limits = window_.frequency_hz;
  const bool rises = line_.hz_per_s > 0.0;
  double edge_hz = rises ? limits.high : limits.low;
  if (frequency_ == Side::below && rises) edge_hz = limits.return_low;
  if (frequency_ == Side::above && !rises) edge_hz = limits.return_high;
  if (frequency_ == (rises ? Side::above : Side::below)) return core::kNever;
  const double wait_s = (edge_hz - line_.hz_at(now)) / line_.hz_per_s;
  return core::later(now, std::max<core::Tick>(core::ticks_up(wait_s), 1));
}

}  // namespace ridethrough::devices::switchgear
