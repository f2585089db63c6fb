#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/string_pack.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// Equal cells in series and equal strings in parallel: one cell is integrated, the pack scales it.
/// Flows are those of the terminals. Lost strings keep their charge and are not integrated.
template <class Cell>
class UniformPack {
 public:
  using State = typename Cell::State;

  UniformPack(const Cell& cell, const BankLayout& layout)
      : cell_(cell),
        series_(layout.cells_in_series),
        layout_strings_(layout.strings),
        balancing_(layout.balancing) {
    connect(layout.strings);
  }

  bool operator==(const UniformPack&) const = default;

  const CellLimits& limits() const { return cell_.limits(); }
  State rested(double soc_frac) const { return cell_.rested(soc_frac); }
  int working_strings() const { return strings_; }
  /// Whether `rest` knows all that happens without power.
  bool is_calm() const { return true; }

  double soc(const State& state) const { return cell_.soc(state); }
  /// Of the warmest cell.
  double temperature_k(const State& state) const {
    return cell_.limits().temperature_k + cell_.rise_k(state);
  }
  double lowest_cell_v(const State&, const CellFlow& flow) const {
    return flow.voltage_v / series_;
  }
  /// What the strings at the terminals hold.
  double energy_j(const State& state) const { return cell_count_ * cell_.stored_j(state); }
  double stored_j(const State& state) const {
    return energy_j(state) + series_ * lost_strings() * cell_.stored_j(stranded_);
  }

  CellFlow flow(const State& state, double power_w, double near_a) const {
    return of_pack(cell_.flow(state, power_w * per_cell_, near_a * per_string_));
  }
  CellFlow flow_at_current(const State& state, double current_a) const {
    return of_pack(cell_.flow_at_current(state, current_a * per_string_));
  }
  State slope(const State& state, const CellFlow& flow) const {
    return cell_.slope(state, of_cell(flow));
  }
  State rest(const State& state, double span_s) const { return cell_.rest(state, span_s); }
  StorageStop stop(const State& state, const CellFlow& flow) const {
    return cell_.stop(state, of_cell(flow));
  }
  double deliverable_w(const State& state) const {
    return cell_count_ * cell_.deliverable_w(state);
  }
  double acceptance_w(const State& state) const { return cell_count_ * cell_.acceptance_w(state); }

  State tolerance() const { return cell_.tolerance(); }
  double first_step_s(const State& state, const CellFlow& flow) const {
    return cell_.first_step_s(state, of_cell(flow));
  }
  std::optional<Opening<State>> opening(const State& state, const CellFlow& flow) const {
    CellFlow cell = of_cell(flow);
    cell.slope_ohm = flow.slope_ohm * strings_ / series_;
    return cell_.opening(state, cell);
  }

  /// The same strings, told apart from now on.
  struct Apart {
    StringPack<Cell> pack;
    std::vector<double> state;
  };
  Apart apart(const State& state) const {
    std::vector<CellString> strings;
    std::vector<double> numbers;
    const auto add = [&](int count, bool is_closed, const State& cell) {
      if (count == 0) return;
      strings.push_back({.count = count,
                         .is_closed = is_closed,
                         .groups = {{.cells = series_, .at = numbers.size()}}});
      numbers.insert(numbers.end(), cell.begin(), cell.end());
    };
    add(strings_, true, state);
    add(lost_strings(), false, stranded_);
    const BankLayout layout{.cells_in_series = series_, .balancing = balancing_};
    return {StringPack<Cell>(cell_, layout, strings), numbers};
  }

  std::size_t rows() const { return 1; }
  std::size_t row_to_spoil() const { return 0; }
  int strings_in(std::size_t) const { return strings_; }
  StringReading reading(const State& state, const CellFlow& flow, std::size_t) const {
    const CellFlow cell = of_cell(flow);
    return {cell.current_a, cell.voltage_v, cell.voltage_v, temperature_k(state)};
  }
  State open_row(State state, std::size_t) {
    while (strings_ > 0) state = lose_string(state);
    return state;
  }

  /// State of those that are left.
  State lose_string(const State& state) {
    if (strings_ == 0) return state;
    stranded_ = mean_state(stranded_, lost_strings(), state, 1);
    connect(strings_ - 1);
    return state;
  }
  State restore_strings(const State& state) {
    const State together = mean_state(state, strings_, stranded_, lost_strings());
    connect(layout_strings_);
    return together;
  }

 private:
  void connect(int strings) {
    strings_ = strings;
    cell_count_ = series_ * strings;
    per_string_ = strings > 0 ? 1.0 / strings : 0.0;
    per_cell_ = per_string_ / series_;
  }
  int lost_strings() const { return layout_strings_ - strings_; }

  CellFlow of_pack(const CellFlow& cell) const {
    return {cell.current_a * strings_, cell.voltage_v * series_, cell.possible,
            cell.slope_ohm * series_ * per_string_};
  }
  CellFlow of_cell(const CellFlow& pack) const {
    return {pack.current_a * per_string_, pack.voltage_v / series_, pack.possible};
  }

  Cell cell_;
  double series_;
  int layout_strings_;
  Balancing balancing_;  ///< of cells that are told apart; equal ones need none
  int strings_ = 0;
  double cell_count_ = 0.0;
  double per_string_ = 0.0;
  double per_cell_ = 0.0;
  State stranded_{};
};

}  // namespace ridethrough::devices::storage
