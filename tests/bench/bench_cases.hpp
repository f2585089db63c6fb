#pragma once

#include <cstdint>
#include <string>

/// The cases of `./rt bench`.
namespace ridethrough::bench {

struct Result {
  double operations = 0.0;
  std::string note;
};

Result timer_heap();
Result zone_solve();
/// A string of 240 lead-acid or 150 LFP cells that is given another power every 20 ms, and is asked
/// for its next stop each time. Operations: changes of the power.
Result string_update(const std::string& chemistry);
/// The same string with a constant power that it holds for 15 min, from full to there.
Result string_outage(const std::string& chemistry);
/// One UPS with one load that steps every millisecond.
Result island_update();
/// Ten UPS blocks whose racks step together every second for an hour.
Result synchronous_hall(bool lump);
/// 1,000 racks of 40/20 kW, 2 s high and 2 s low, rack i first stepping at ((i * 37) mod 2000) + 1
/// ms, on ten UPS blocks of 4.5 MW with batteries of 10 min at 4 MW; outage from 1,800 to 2,100 s
/// of 3,600 s. The note tells the energy drawn from the grid, to compare tolerances.
Result t1000(double voltage_tolerance_pu);
/// Replicas of the drawn year of the hall of 12,000 GPUs, one thread; `cell` is its architecture
/// and the upkeep of its sets. Operations: replicas.
Result hall_years(const std::string& cell, std::uint32_t replicas);

}  // namespace ridethrough::bench
