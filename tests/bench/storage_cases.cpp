#include <fmt/format.h>

#include <memory>

#include "../support/battery_examples.hpp"
#include "bench_cases.hpp"
#include "ridethrough/core/time.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::bench {
namespace {

constexpr core::Tick kSpacing = 20 * core::kTicksPerSecond / 1000;
constexpr core::Tick kOutage = 900 * core::kTicksPerSecond;

struct String {
  std::unique_ptr<devices::BatteryBank> bank;
  double power_w = 0.0;  ///< that lasts longer than the outage
};

String new_string(const std::string& chemistry) {
  const bool is_lead = chemistry == "lead-acid";
  devices::Parameters parameters = is_lead ? testing::vrla_150ah() : testing::lfp_3ah();
  parameters["series"] = testing::count(is_lead ? 40 : 150);
  parameters["soc"] = devices::Value(1.0);
  return {devices::make_bank(parameters), is_lead ? 240 * 450.0 : 150 * 25.0};
}

}  // namespace

Result string_update(const std::string& chemistry) {
  constexpr int kRounds = 20;
  double operations = 0.0;
  double voltage_v = 0.0;
  for (int round = 0; round < kRounds; ++round) {
    const String string = new_string(chemistry);
    core::Tick now = 0;
    for (int step = 0; now < kOutage; ++step, now += kSpacing) {
      string.bank->set_power(now, string.power_w * (1.0 - 0.01 * (step % 7)), 0.0);
      if (string.bank->next_stop(now + kSpacing) <= now + kSpacing) break;
      operations += 1.0;
    }
    voltage_v = string.bank->look(now).terminal_voltage_v;
  }
  return {operations, fmt::format("{:.3f} V at the end", voltage_v)};
}

Result string_outage(const std::string& chemistry) {
  constexpr int kOutages = 2000;
  double soc_frac = 0.0;
  for (int i = 0; i < kOutages; ++i) {
    const String string = new_string(chemistry);
    string.bank->set_power(0, string.power_w, 0.0);
    string.bank->next_stop(kOutage);
    soc_frac = string.bank->look(kOutage).soc_frac;
  }
  return {kOutages,
          fmt::format("{:.2f} % left, the making of the string included", 100.0 * soc_frac)};
}

}  // namespace ridethrough::bench
