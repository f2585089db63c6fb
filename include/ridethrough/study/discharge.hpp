#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/dc_storage.hpp"
#include "ridethrough/scenario/part.hpp"

/// One bank of cells, full or not, at constant power or current until it stops: what `discharge`
/// prints.
namespace ridethrough::study {

/// What is held at the terminals. Exactly one of the two is above zero.
struct DischargeLoad {
  double power_w = 0.0;    ///< of the whole bank
  double current_a = 0.0;  ///< of the whole bank
};

struct DischargePoint {
  double time_s = 0.0;
  double voltage_v = 0.0;  ///< of the whole bank
  double cell_voltage_v = 0.0;
  double current_a = 0.0;
  double power_w = 0.0;
  double soc_frac = 0.0;
  double temperature_k = 0.0;
};

/// A quantity that left the range for which the part is valid.
struct OutsideRange {
  scenario::ValidRange valid;
  double value = 0.0;  ///< in SI
};

struct Discharge {
  std::string part, title, grade;
  DischargeLoad load;
  std::int64_t cells = 1;   ///< in series in one string
  std::int64_t blocks = 1;  ///< in all strings
  std::int64_t strings = 1;
  double end_voltage_v = 0.0;  ///< of a cell, at which it was to end
  bool has_stopped = false;    ///< false: it still ran after kLongestDischarge
  double duration_s = 0.0;
  devices::StorageStop stop = devices::StorageStop::none;
  double energy_j = 0.0;
  double charge_c = 0.0;
  std::optional<double> mass_kg;    ///< of all blocks
  std::optional<double> volume_m3;  ///< of all blocks
  std::vector<OutsideRange> outside;
  std::vector<DischargePoint> curve;  ///< equal steps from the start to the stop

  double mean_power_w() const { return duration_s > 0.0 ? energy_j / duration_s : 0.0; }
};

/// No table of a maker goes on for longer, and nobody waits for it.
inline constexpr core::Tick kLongestDischarge = 8760 * 3600 * core::kTicksPerSecond;

/// Discharges the bank that `part` describes.
/// @throws scenario::ScenarioError when its values do not fit together (RT0312).
Discharge discharge(const scenario::BoundPart& part, const DischargeLoad& load);

/// Cells of the whole bank: what a power per cell is multiplied by.
double cells_of(const devices::Parameters& battery);

}  // namespace ridethrough::study
