#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "devices/storage/cell_limits.hpp"
#include "devices/storage/cell_string.hpp"
#include "devices/storage/falling_root.hpp"

namespace ridethrough::devices::storage {

/// Strings at one pair of terminals: they share a current by their voltages and resistances, so one
/// may charge another even while nothing flows at the terminals. An open string is not there.
template <class Cell>
class ParallelStrings {
 public:
  using State = std::vector<double>;

  ParallelStrings(const Cell& cell, std::vector<CellString> strings)
      : law_(cell), strings_(std::move(strings)) {}

  const StringLaw<Cell>& law() const { return law_; }
  const Cell& cell() const { return law_.cell(); }
  const std::vector<CellString>& all() const { return strings_; }
  std::vector<CellString>& all() { return strings_; }

  template <class Visit>
  void for_closed(const Visit& visit) const {
    for (const CellString& string : strings_) {
      if (string.is_closed) visit(string);
    }
  }

  int working() const {
    int count = 0;
    for_closed([&](const CellString& string) { count += string.count; });
    return count;
  }
  /// Whether all that work are equal, so that none sends a current to another.
  bool are_equal() const {
    int kinds = 0;
    for_closed([&](const CellString&) { ++kinds; });
    return kinds <= 1;
  }

  /// Of one string of the row while the terminals are in `flow`.
  double current_a(const State& state, const CellString& string, const CellFlow& flow) const {
    const double mean_a = flow.current_a / working();
    return are_equal() ? mean_a : law_.current_a(state, string, flow.voltage_v, mean_a);
  }

  /// Current of all and what it gains per volt less, at terminals of `voltage_v`.
  Tangent at(const State& state, double voltage_v, double near_a = 0.0) const {
    Tangent sum;
    for_closed([&](const CellString& string) {
      const double current_a = law_.current_a(state, string, voltage_v, near_a / working());
      sum.value += string.count * current_a;
      sum.slope -= string.count / law_.at(state, string, current_a).slope_ohm;
    });
    return sum;
  }

  /// At the terminals without a current there, V.
  double idle_voltage_v(const State& state) const { return voltage_at_current(state, 0.0); }

  double voltage_at_current(const State& state, double current_a) const {
    const auto linear_v = [&](const Thevenin& sum) {
      return (sum.siemens_volt - current_a) / sum.siemens;
    };
    if (const auto found_v = balanced_v(state, current_a, linear_v)) return *found_v;
    double low_v = std::numeric_limits<double>::infinity();
    double high_v = -low_v;
    for_closed([&](const CellString& string) {
      const double voltage_v = law_.at(state, string, current_a / working()).voltage_v;
      low_v = std::min(low_v, voltage_v);
      high_v = std::max(high_v, voltage_v);
    });
    if (low_v >= high_v) return std::isfinite(low_v) ? low_v : 0.0;
    return falling_root(low_v, high_v, 0.5 * (low_v + high_v), close_v(high_v), [&](double v) {
      Tangent sum = at(state, v, current_a);
      sum.value -= current_a;
      return sum;
    });
  }

  /// The root with the higher voltage; see `flow_at_power` of one cell. `near_v`: where to begin.
  CellFlow flow_at_power(const State& state, double power_w, double near_v) const {
    if (power_w == 0.0 || working() == 0) return {0.0, idle_voltage_v(state), power_w == 0.0};
    const auto linear_v = [&](const Thevenin& sum) {
      const double room = sum.siemens_volt * sum.siemens_volt - 4.0 * sum.siemens * power_w;
      return room < 0.0 ? 0.0 : 0.5 * (sum.siemens_volt + std::sqrt(room)) / sum.siemens;
    };
    const double near_a = near_v > 0.0 ? power_w / near_v : 0.0;
    if (const auto found_v = balanced_v(state, near_a, linear_v)) {
      return {power_w / *found_v, *found_v, true};
    }
    const double idle_v = idle_voltage_v(state);
    return power_w > 0.0 ? discharge_flow(state, power_w, idle_v, near_v)
                         : charge_flow(state, power_w, idle_v, near_v);
  }

  /// Voltage at which the first string carries `cell_a` for the size of its smallest cell.
  double limit_voltage_v(const State& state, double cell_a) const {
    double limit_v = cell_a > 0.0 ? 0.0 : std::numeric_limits<double>::infinity();
    for_closed([&](const CellString& string) {
      const double voltage_v = law_.at(state, string, cell_a * smallest_size(string)).voltage_v;
      limit_v = cell_a > 0.0 ? std::max(limit_v, voltage_v) : std::min(limit_v, voltage_v);
    });
    return limit_v;
  }

 private:
  /// All strings together as sources behind resistances: sum of G, and of G E.
  struct Thevenin {
    double siemens = 0.0;
    double siemens_volt = 0.0;
  };

  /// Voltage of the terminals by Newton over the currents of all strings at once: each is replaced
  /// by its tangent, `linear_v` solves the rest. Nothing where that does not settle at once, as at
  /// the largest power or where a string turns from giving to taking.
  template <class LinearVoltage>
  std::optional<double> balanced_v(const State& state, double near_a,
                                   const LinearVoltage& linear_v) const {
    constexpr int kPasses = 12;
    constexpr double kCloseHours = 1e-8;  // of what empties a cell in an hour; its square is left
    const double close_a = kCloseHours * cell().charge_c() / 3600.0;
    std::vector<double> currents_a(strings_.size(), near_a / std::max(1, working()));
    std::vector<VoltagePoint> points(strings_.size());
    for (int pass = 0; pass < kPasses && working() > 0; ++pass) {
      Thevenin sum;
      for (std::size_t i = 0; i < strings_.size(); ++i) {
        if (!strings_[i].is_closed) continue;
        points[i] = law_.at(state, strings_[i], currents_a[i]);
        const double siemens = strings_[i].count / points[i].slope_ohm;
        sum.siemens += siemens;
        sum.siemens_volt += siemens * (points[i].voltage_v + points[i].slope_ohm * currents_a[i]);
      }
      const double voltage_v = linear_v(sum);
      if (!(voltage_v > 0.0)) return std::nullopt;
      double moved_a = 0.0;
      for (std::size_t i = 0; i < strings_.size(); ++i) {
        if (!strings_[i].is_closed) continue;
        const double step_a = (points[i].voltage_v - voltage_v) / points[i].slope_ohm;
        moved_a = std::max(moved_a, std::abs(step_a));
        currents_a[i] += step_a;
      }
      if (moved_a <= close_a) return voltage_v;
    }
    return std::nullopt;
  }

  static double close_v(double voltage_v) { return 1e-12 * std::abs(voltage_v); }

  CellFlow charge_flow(const State& state, double power_w, double idle_v, double near_v) const {
    const auto excess = [&](double voltage_v) {
      Tangent sum = at(state, voltage_v, power_w / voltage_v);
      sum.value -= power_w / voltage_v;
      sum.slope += power_w / (voltage_v * voltage_v);
      return sum;
    };
    double high_v = std::max(idle_v, near_v);
    while (excess(high_v).value > 0.0) high_v += 0.05 * idle_v;
    const double voltage_v =
        falling_root(idle_v, high_v, std::clamp(near_v, idle_v, high_v), close_v(high_v), excess);
    return {power_w / voltage_v, voltage_v, true};
  }

  /// From the idle voltage down to that of the largest power the power rises; beyond it the search
  /// halves its way back up, and ends there if the power asked for is larger.
  CellFlow discharge_flow(const State& state, double power_w, double idle_v, double near_v) const {
    constexpr int kSteps = 200;
    double low_v = 0.0;
    double high_v = idle_v;
    double voltage_v = near_v > 0.0 && near_v < idle_v ? near_v : 0.98 * idle_v;
    for (int step = 0; step < kSteps && high_v - low_v > close_v(idle_v); ++step) {
      const Tangent sum = at(state, voltage_v, power_w / voltage_v);
      const double missing_w = power_w - voltage_v * sum.value;
      const double slope_a = sum.value + voltage_v * sum.slope;
      const bool is_beyond = missing_w > 0.0 && slope_a >= 0.0;
      (missing_w > 0.0 && !is_beyond ? high_v : low_v) = voltage_v;
      const double next_v = is_beyond ? low_v : voltage_v + missing_w / slope_a;
      if (std::abs(next_v - voltage_v) <= close_v(idle_v) && !is_beyond) {
        return {power_w / next_v, next_v, true};
      }
      voltage_v = next_v > low_v && next_v < high_v ? next_v : 0.5 * (low_v + high_v);
    }
    const double found_a = at(state, voltage_v).value;
    return {found_a, voltage_v, found_a * voltage_v >= (1.0 - 1e-9) * power_w};
  }

  StringLaw<Cell> law_;
  std::vector<CellString> strings_;
};

}  // namespace ridethrough::devices::storage
