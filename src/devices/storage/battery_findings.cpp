#include "devices/storage/battery_findings.hpp"

namespace ridethrough::devices::storage {

void report_cells(const WatchedBank& bank, core::Tick now, Report& report) {
  const StorageView seen = bank.look(now);
  auto soc = bank.notes().soc_frac;
  auto voltage = bank.notes().voltage_v;
  soc.note(seen.soc_frac, now);
  voltage.note(seen.terminal_voltage_v, now);
  report.findings.push_back({"soc_end", seen.soc_frac, "%"});
  report.findings.push_back({"soc_min", soc.value, "%", soc.time});
  report.findings.push_back({"energy_left", seen.energy_j, "kWh"});
  report.findings.push_back({"voltage_min", voltage.value, "V", voltage.time});
  report.findings.push_back({"energy_discharged", bank.discharged_j(now), "kWh"});
}

void report_wear(const WearMeter& wear, double throughput_j, Report& report) {
  report.findings.push_back({"throughput", throughput_j, "kWh"});
  report.findings.push_back({"equivalent_full_cycles", wear.equivalent_full_cycles(), ""});
  if (wear.has_law()) report.findings.push_back({"wear", wear.wear_frac(), "%"});
  if (wear.tells_growth()) {
    report.findings.push_back({"resistance_growth", wear.growth_frac(), "%"});
  }
}

void report_float(const RunawayClock& clock, Report& report) {
  if (clock.has_stable_temperature()) {
    report.findings.push_back({"float_temperature", clock.stable_temperature_k(), "degC"});
  }
  if (const auto time_s = clock.time_to_limit_s()) {
    report.findings.push_back({"thermal_runaway_after", *time_s, "h"});
  }
}

}  // namespace ridethrough::devices::storage
