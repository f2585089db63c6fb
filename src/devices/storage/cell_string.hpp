#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "devices/storage/cell_limits.hpp"
#include "devices/storage/falling_root.hpp"

namespace ridethrough::devices::storage {

/// Equal cells in series within a string, told as differences from the cell of the bank.
struct CellGroup {
  double cells = 0.0;
  double size = 1.0;       ///< charge, and what carries current, over those of the cell of the bank
  double extra_ohm = 0.0;  ///< of each, in series; by nature
  double bad_ohm = 0.0;    ///< the same, by a fault
  double soc_offset_frac = 0.0;  ///< at the start
  bool is_shorted = false;
  std::size_t at = 0;  ///< of its cell's numbers in the state of the pack
};

/// Equal strings in parallel.
struct CellString {
  int count = 1;
  bool is_closed = true;
  bool is_spoilt = false;  ///< has had a fault
  double link_ohm = 0.0;   ///< of all its joints beyond what the cells' resistance tells
  std::vector<CellGroup> groups;
};

/// Size of its smallest cell.
inline double smallest_size(const CellString& string) {
  double size = string.groups.front().size;
  for (const CellGroup& group : string.groups) size = std::min(size, group.size);
  return size;
}

/// A cell whose charge is used up while the others of its string drive their current on is
/// reversed: gas evolves at its plates, or its metals dissolve, at about this voltage. Assumed.
inline constexpr double kReversalV = 1.0;

/// A cell above full or below empty has a voltage that the curve of its model does not know; it
/// rises and falls by this much for its whole charge. Assumed: half a volt for one part in a
/// hundred.
inline constexpr double kBeyondV = 50.0;

/// Voltage at a current, and what it falls per ampere more.
struct VoltagePoint {
  double voltage_v = 0.0;
  double slope_ohm = 0.0;
};

/// The law of the cells of a string. `state` is that of the pack.
template <class Cell>
class StringLaw {
 public:
  using State = std::vector<double>;
  using CellState = typename Cell::State;

  explicit StringLaw(const Cell& cell) : cell_(cell) {}

  const Cell& cell() const { return cell_; }

  CellState of(const State& state, const CellGroup& group) const {
    CellState numbers{};
    std::copy_n(state.begin() + static_cast<std::ptrdiff_t>(group.at), numbers.size(),
                numbers.begin());
    return numbers;
  }

  VoltagePoint at(const State& state, const CellString& string, double current_a) const {
    VoltagePoint sum{-string.link_ohm * current_a, string.link_ohm};
    for (const CellGroup& group : string.groups) {
      const VoltagePoint cell = cell_at(state, group, current_a);
      sum.voltage_v += group.cells * cell.voltage_v;
      sum.slope_ohm += group.cells * cell.slope_ohm;
    }
    return sum;
  }

  /// Of one cell of the group.
  VoltagePoint cell_at(const State& state, const CellGroup& group, double current_a) const {
    const double extra_ohm = group.extra_ohm + group.bad_ohm;
    const double extra_v = extra_ohm * current_a;
    if (group.is_shorted) return {-extra_v, extra_ohm};
    const CellState numbers = of(state, group);
    const double own_a = current_a / group.size;
    const double own_v = cell_.flow_at_current(numbers, own_a).voltage_v + beyond_v(numbers);
    if (own_v <= -kReversalV) return {-kReversalV - extra_v, extra_ohm};
    return {own_v - extra_v, cell_.slope_ohm(numbers, own_a) / group.size + extra_ohm};
  }

  /// Of a string whose terminals are at `voltage_v`; `near_a` is where to begin.
  double current_a(const State& state, const CellString& string, double voltage_v,
                   double near_a) const {
    constexpr double kCloseHours = 1e-12;  // of what empties a cell in an hour
    constexpr double kSmallestOhm = 1e-7;  // reversed cells have none
    const double hourly_a = cell_.charge_c() / 3600.0;
    const double infinite_a = std::numeric_limits<double>::infinity();
    return falling_root(
        -infinite_a, infinite_a, near_a, kCloseHours * std::max(hourly_a, std::abs(near_a)),
        [&](double current_a) {
          const VoltagePoint now = at(state, string, current_a);
          return Tangent{now.voltage_v - voltage_v, -std::max(now.slope_ohm, kSmallestOhm)};
        });
  }

  /// Derivatives of the numbers of a cell of the group. What a reversed cell can not give itself
  /// flows beside its charge.
  CellState slope(const State& state, const CellGroup& group, double current_a) const {
    const CellState numbers = of(state, group);
    if (group.is_shorted) return cell_.slope(numbers, cell_.flow_at_current(numbers, 0.0));
    CellFlow flow = cell_.flow_at_current(numbers, current_a / group.size);
    const double lowest_v = -kReversalV - beyond_v(numbers);
    if (flow.voltage_v < lowest_v) {
      flow = {std::max(0.0, cell_.current_at_voltage(numbers, lowest_v)), lowest_v, true};
    }
    return cell_.slope(numbers, flow);
  }

  /// J in one string.
  double stored_j(const State& state, const CellString& string) const {
    double sum_j = 0.0;
    for (const CellGroup& group : string.groups) {
      const CellState numbers = of(state, group);
      const double beyond_frac = cell_.soc(numbers) - std::clamp(cell_.soc(numbers), 0.0, 1.0);
      const double beyond_j = 0.5 * kBeyondV * beyond_frac * beyond_frac * cell_.charge_c();
      sum_j += group.cells * group.size * (cell_.stored_j(numbers) + beyond_j);
    }
    return sum_j;
  }

 private:
  double beyond_v(const CellState& numbers) const {
    const double soc_frac = cell_.soc(numbers);
    return kBeyondV * (soc_frac - std::clamp(soc_frac, 0.0, 1.0));
  }

  Cell cell_;
};

}  // namespace ridethrough::devices::storage
