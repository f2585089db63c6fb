#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/cell_string.hpp"
#include "devices/storage/parallel_strings.hpp"
#include "devices/storage/string_faults.hpp"

namespace ridethrough::devices::storage {

/// Strings whose cells differ, as a pack of a bank. A string that is open rests.
template <class Cell>
class StringPack {
 public:
  using State = std::vector<double>;

  StringPack(const Cell& cell, const BankLayout& layout, std::vector<CellString> strings)
      : strings_(cell, std::move(strings)),
        series_(layout.cells_in_series),
        balancing_(layout.balancing) {}

  const CellLimits& limits() const { return strings_.cell().limits(); }
  State rested(double soc_frac) const {
    return state_of([&](const CellGroup& group) {
      return strings_.cell().rested(std::clamp(soc_frac + group.soc_offset_frac, 0.0, 1.0));
    });
  }
  int working_strings() const { return strings_.working(); }
  /// Strings that differ send currents to one another at rest, and cells that differ are balanced.
  bool is_calm() const {
    const auto differs = [](const CellString& string) { return string.groups.size() > 1; };
    const auto& all = strings_.all();
    const bool is_even = !is_balancing() || std::none_of(all.begin(), all.end(), differs);
    return strings_.are_equal() && is_even;
  }

  /// Mean over what works, by charge.
  double soc(const State& state) const {
    return mean_of_cells([&](const CellString&) {
      return [&](const CellGroup& group) {
        return strings_.cell().soc(strings_.law().of(state, group));
      };
    });
  }

  double temperature_k(const State& state) const {
    double rise_k = 0.0;
    for_all_groups([&](const CellString&, const CellGroup& group) {
      rise_k = std::max(rise_k, strings_.cell().rise_k(strings_.law().of(state, group)));
    });
    return limits().temperature_k + rise_k;
  }

  double lowest_cell_v(const State& state, const CellFlow& flow) const {
    double lowest_v = std::numeric_limits<double>::infinity();
    strings_.for_closed([&](const CellString& string) {
      const double current_a = strings_.current_a(state, string, flow);
      lowest_v = std::min(lowest_v, reading_at(state, string, current_a).lowest_cell_v);
    });
    return std::isfinite(lowest_v) ? lowest_v : 0.0;
  }

  double energy_j(const State& state) const {
    double sum_j = 0.0;
    strings_.for_closed(
        [&](const CellString& s) { sum_j += s.count * strings_.law().stored_j(state, s); });
    return sum_j;
  }
  double stored_j(const State& state) const {
    double sum_j = 0.0;
    for (const CellString& s : strings_.all()) sum_j += s.count * strings_.law().stored_j(state, s);
    return sum_j;
  }

  CellFlow flow(const State& state, double power_w, double near_a) const {
    return strings_.flow_at_power(state, power_w, near_a != 0.0 ? power_w / near_a : 0.0);
  }
  CellFlow flow_at_current(const State& state, double current_a) const {
    return {current_a, strings_.voltage_at_current(state, current_a), true};
  }

  State slope(const State& state, const CellFlow& flow) const {
    State slopes(state.size());
    for (const CellString& string : strings_.all()) {
      const double current_a = string.is_closed ? strings_.current_a(state, string, flow) : 0.0;
      const double lowest_v =
          is_balancing() ? reading_at(state, string, current_a).lowest_cell_v : 0.0;
      for (const CellGroup& group : string.groups) {
        const double taken_a = balanced_a(state, group, current_a, lowest_v);
        const auto numbers = strings_.law().slope(state, group, current_a + taken_a);
        std::copy(numbers.begin(), numbers.end(),
                  slopes.begin() + static_cast<std::ptrdiff_t>(group.at));
      }
    }
    return slopes;
  }

  State rest(const State& state, double span_s) const {
    return state_of([&](const CellGroup& group) {
      return strings_.cell().rest(strings_.law().of(state, group), span_s);
    });
  }

  StorageStop stop(const State& state, const CellFlow& flow) const {
    if (temperature_k(state) > limits().max_temperature_k) return StorageStop::over_temperature;
    const CellFlow hardest = hardest_cell(state, flow);
    if (flow.current_a < 0.0) {
      return charge_stop(limits(), hardest, soc(state), false, acceptance_w(state));
    }
    if (soc(state) <= limits().empty_soc_frac) return StorageStop::available_charge;
    return discharge_stop(limits(), hardest);
  }

  double deliverable_w(const State& state) const {
    const double idle_v = strings_.idle_voltage_v(state);
    double lowest_v = std::max(series_ * limits().end_voltage_v, 0.5 * idle_v);
    if (std::isfinite(limits().max_discharge_a)) {
      lowest_v = std::max(lowest_v, strings_.limit_voltage_v(state, limits().max_discharge_a));
    }
    if (soc(state) <= limits().empty_soc_frac || lowest_v >= idle_v) return 0.0;
    return lowest_v * strings_.at(state, lowest_v).value;
  }

  double acceptance_w(const State& state) const {
    if (soc(state) >= limits().full_soc_frac - kFullMargin || limits().max_charge_a <= 0.0) {
      return 0.0;
    }
    const double idle_v = strings_.idle_voltage_v(state);
    constexpr double kShare = 0.9;  // of the room for voltage, so that the power lasts a while
    double highest_v = idle_v + kShare * (series_ * limits().float_voltage_v - idle_v);
    if (std::isfinite(limits().max_charge_a)) {
      highest_v = std::min(highest_v, strings_.limit_voltage_v(state, -limits().max_charge_a));
    }
    if (highest_v <= idle_v) return 0.0;
    const double current_a = strings_.at(state, highest_v).value;
    return fill_a(state, {current_a, highest_v, true}) > limits().finish_current_a
               ? -current_a * highest_v
               : 0.0;
  }

  State tolerance() const {
    return state_of([&](const CellGroup&) { return strings_.cell().tolerance(); });
  }
  double first_step_s(const State& state, const CellFlow& flow) const {
    double shortest_s = std::numeric_limits<double>::infinity();
    strings_.for_closed([&](const CellString& string) {
      const double current_a = strings_.current_a(state, string, flow);
      for (const CellGroup& group : string.groups) {
        const CellFlow own{current_a / group.size, 0.0, true};
        shortest_s = std::min(shortest_s,
                              strings_.cell().first_step_s(strings_.law().of(state, group), own));
      }
    });
    return std::isfinite(shortest_s) ? shortest_s : 1.0;
  }

  State spoil(State state, StringFault fault) {
    const auto empty = strings_.cell().rested(limits().empty_soc_frac);
    if (fault.extra_ohm == 0.0) {
      // Twice its own is the end of a cell's life; batteries.md 3.2: 1.5 to 2 times.
      fault.extra_ohm = strings_.cell().slope_ohm(strings_.cell().rested(1.0),
                                                  strings_.cell().charge_c() / 3600.0);
    }
    spoil_string({strings_.all(), state, empty.size()}, fault, {empty.begin(), empty.end()});
    return state;
  }
  std::size_t rows() const { return strings_.all().size(); }
  std::size_t row_to_spoil() const { return storage::row_to_spoil(strings_.all()); }
  int strings_in(std::size_t row) const {
    const CellString& string = strings_.all()[row];
    return string.is_closed ? string.count : 0;
  }
  StringReading reading(const State& state, const CellFlow& flow, std::size_t row) const {
    const CellString& string = strings_.all()[row];
    return reading_at(state, string, strings_.current_a(state, string, flow));
  }
  State open_row(State state, std::size_t row) {
    strings_.all()[row].is_closed = false;
    return state;
  }

  State restore_strings(State state) {
    mend_strings({strings_.all(), state, std::tuple_size_v<typename Cell::State>});
    return state;
  }

 private:
  bool is_balancing() const { return balancing_.current_a > 0.0; }

  StringReading reading_at(const State& state, const CellString& string, double current_a) const {
    constexpr double kInfinite = std::numeric_limits<double>::infinity();
    StringReading seen{current_a, kInfinite, -kInfinite, 0.0};
    for (const CellGroup& group : string.groups) {
      const double cell_v = strings_.law().cell_at(state, group, current_a).voltage_v;
      const double rise_k = strings_.cell().rise_k(strings_.law().of(state, group));
      seen.lowest_cell_v = std::min(seen.lowest_cell_v, cell_v);
      seen.highest_cell_v = std::max(seen.highest_cell_v, cell_v);
      seen.temperature_k = std::max(seen.temperature_k, limits().temperature_k + rise_k);
    }
    return seen;
  }

  /// By charge, over the cells that work; `of_string(string)` gives the function of its groups.
  template <class OfString>
  double mean_of_cells(const OfString& of_string) const {
    double charge = 0.0;
    double sum = 0.0;
    strings_.for_closed([&](const CellString& string) {
      const auto of_group = of_string(string);
      for (const CellGroup& group : string.groups) {
        if (group.is_shorted) continue;
        const double weight = string.count * group.cells * group.size;
        charge += weight;
        sum += weight * of_group(group);
      }
    });
    return charge > 0.0 ? sum / charge : 0.0;
  }

  double balanced_a(const State& state, const CellGroup& group, double current_a,
                    double lowest_v) const {
    if (!is_balancing() || group.is_shorted) return 0.0;
    return balancing_.taken_a(strings_.law().cell_at(state, group, current_a).voltage_v, lowest_v);
  }

  template <class Visit>
  void for_all_groups(const Visit& visit) const {
    for (const CellString& string : strings_.all()) {
      for (const CellGroup& group : string.groups) visit(string, group);
    }
  }
  template <class Numbers>
  State state_of(const Numbers& numbers) const {
    State state;
    for_all_groups([&](const CellString&, const CellGroup& group) {
      const auto cell = numbers(group);
      state.resize(std::max(state.size(), group.at + cell.size()));
      std::copy(cell.begin(), cell.end(), state.begin() + static_cast<std::ptrdiff_t>(group.at));
    });
    return state;
  }

  /// The largest current for a cell's size, at the mean voltage.
  CellFlow hardest_cell(const State& state, const CellFlow& flow) const {
    double most_a = 0.0;
    strings_.for_closed([&](const CellString& string) {
      const double own_a = strings_.current_a(state, string, flow) / smallest_size(string);
      most_a = flow.current_a < 0.0 ? std::min(most_a, own_a) : std::max(most_a, own_a);
    });
    return {most_a, flow.voltage_v / series_, flow.possible};
  }

  /// Mean current into the charge of a cell, A.
  double fill_a(const State& state, const CellFlow& flow) const {
    const double filled_per_s = mean_of_cells([&](const CellString& string) {
      return [&, current_a = strings_.current_a(state, string, flow)](const CellGroup& group) {
        return strings_.cell().soc(strings_.law().slope(state, group, current_a));
      };
    });
    return filled_per_s * strings_.cell().charge_c();
  }

  ParallelStrings<Cell> strings_;
  double series_;
  Balancing balancing_;
};

}  // namespace ridethrough::devices::storage
