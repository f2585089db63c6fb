#include "devices/storage/runaway_clock.hpp"

#include <cmath>

#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/charge_voltages.hpp"

namespace ridethrough::devices::storage {
namespace {

constexpr double kFloatCurrentReferenceK = 298.15;

/// Makers allow valve-regulated blocks 50 to 60 degC for a short time: assumed.
constexpr double kHottestFloatK = 333.15;

FloatHeat float_heat(const Parameters& parameters, double current_over_capacity_per_s) {
  battery_number(parameters, "mass");  // without it there is no heat capacity
  const CellLimits limits = battery_cell_limits(parameters);
  const double current_a = current_over_capacity_per_s * battery_number(parameters, "capacity");
  FloatHeat heat;
  heat.doubling_k = battery_number(parameters, "float_doubling");
  heat.cooling_s = 1.0 / limits.cooling_per_s;
  heat.rise_k = battery_float_voltage_v(parameters) * current_a *
                std::exp2((limits.temperature_k - kFloatCurrentReferenceK) / heat.doubling_k) *
                heat.cooling_s / limits.heat_capacity_j_per_k;
  return heat;
}

}  // namespace

RunawayClock::RunawayClock(const Parameters& parameters) {
  const auto current_per_s = optional_battery_number(parameters, "float_current");
  if (!current_per_s) return;
  room_k_ = battery_number(parameters, "temperature");
  const double limit_k =
      optional_battery_number(parameters, "temperature_limit").value_or(kHottestFloatK);
  const FloatHeat heat = float_heat(parameters, *current_per_s);
  told_ = Told{heat.stable_k(), heat.time_to_s(limit_k - room_k_)};
}

void RunawayClock::hold(core::Tick now, bool is_on_float) {
  if (!told_ || !told_->to_limit_s) return;
  if (!is_on_float) {
    ends_ = core::kNever;
  } else if (ends_ == core::kNever) {
    ends_ = core::later(now, core::ticks_up(*told_->to_limit_s));
  }
}

}  // namespace ridethrough::devices::storage
