#include "ridethrough/study/discharge.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::study {

namespace {

/// Even, as Simpson's rule wants it. Charge is the integral of the current over the curve: on 240
/// steps its error is below 1e-6 for every part of the library.
constexpr int kCurveSteps = 240;

/// More cells than all factories have made; whole numbers of them still multiply exactly.
constexpr double kMostCells = 1e12;

std::unique_ptr<devices::BatteryBank> bank_of(const scenario::BoundPart& part) {
  try {
    if (cells_of(part.values) > kMostCells) throw std::invalid_argument("more than 1e12 cells");
    return devices::make_bank(part.values);
  } catch (const std::invalid_argument& reason) {
    scenario::Diagnostics diagnostics;
    diagnostics.error("RT0312",
                      fmt::format("the values of '{}' do not fit: {}", part.name, reason.what()),
                      part.place, "'ridethrough explain battery' tells what each means");
    throw scenario::ScenarioError(diagnostics);
  }
}

DischargePoint point_at(const devices::BatteryBank& bank, core::Tick t) {
  const devices::StorageView view = bank.look(t);
  return {core::seconds(t),
          view.terminal_voltage_v,
          bank.cell_voltage_v(t),
          view.current_a,
          view.terminal_voltage_v * view.current_a,
          view.soc_frac,
          view.temperature_k};
}

std::vector<DischargePoint> curve_of(const devices::BatteryBank& bank, core::Tick end) {
  std::vector<DischargePoint> curve;
  if (end == 0) return {point_at(bank, 0)};
  for (int i = 0; i <= kCurveSteps; ++i) {
    curve.push_back(point_at(bank, i == kCurveSteps ? end : end / kCurveSteps * i));
  }
  return curve;
}

double charge_under(const std::vector<DischargePoint>& curve) {
  if (curve.size() < 3) return 0.0;
  double sum = curve.front().current_a + curve.back().current_a;
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    sum += (i % 2 == 1 ? 4.0 : 2.0) * curve[i].current_a;
  }
  return sum * curve.back().time_s / (3.0 * static_cast<double>(curve.size() - 1));
}

std::optional<double> of_all_blocks(const devices::Parameters& values, std::string_view name,
                                    std::int64_t blocks) {
  const devices::Value& value = devices::get(values, name);
  if (!value.present()) return std::nullopt;
  return value.number() * static_cast<double>(blocks);
}

void note_outside(const scenario::BoundPart& part, Discharge& result) {
  for (const scenario::ValidRange& range : part.valid) {
    double value = 0.0;
    if (range.key == "discharge_time") {
      value = result.duration_s;
    } else if (range.key == "temperature" || range.key == "end_voltage") {
      value = devices::get(part.values, range.key).number();
    } else {
      continue;
    }
    // What is printed at the end of a range belongs to it: 1.8 V is not above 1.80 V.
    const double slack = 1e-9 * (range.high - range.low);
    if (value < range.low - slack || value > range.high + slack) {
      result.outside.push_back({range, value});
    }
  }
}

}  // namespace

double cells_of(const devices::Parameters& battery) {
  const auto count = [&](std::string_view name) {
    return static_cast<double>(devices::get(battery, name).count());
  };
  return count("cells") * count("series") * count("strings");
}

Discharge discharge(const scenario::BoundPart& part, const DischargeLoad& load) {
  const auto count = [&](std::string_view name) { return devices::get(part.values, name).count(); };
  Discharge result;
  result.part = part.name;
  result.title = part.title;
  result.grade = part.grade;
  result.load = load;
  const auto bank = bank_of(part);
  result.cells = count("cells") * count("series");
  result.strings = count("strings");
  result.blocks = count("series") * count("strings");
  result.end_voltage_v = devices::get(part.values, "end_voltage").number();
  result.mass_kg = of_all_blocks(part.values, "mass", result.blocks);
  result.volume_m3 = of_all_blocks(part.values, "volume", result.blocks);
  if (load.current_a > 0.0) {
    bank->set_current(0, load.current_a);
  } else {
    bank->set_power(0, load.power_w, 0.0);
  }
  const core::Tick stop = bank->next_stop(kLongestDischarge);
  result.has_stopped = stop != core::kNever;
  result.stop = bank->stop_reason();
  const core::Tick end = result.has_stopped ? stop : kLongestDischarge;
  result.duration_s = core::seconds(end);
  result.curve = curve_of(*bank, end);
  result.energy_j = bank->energy_delivered_j(end);
  result.charge_c = charge_under(result.curve);
  note_outside(part, result);
  return result;
}

}  // namespace ridethrough::study
