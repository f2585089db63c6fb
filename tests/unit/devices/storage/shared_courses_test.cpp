#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <vector>

#include "devices/run_store.hpp"
#include "ridethrough/devices/storage/battery.hpp"
#include "support/battery_examples.hpp"
#include "support/ticks.hpp"

namespace ridethrough::testing {
namespace {

using devices::BatteryBank;
using devices::make_bank;
using support::kSecond;

struct Pair {
  std::unique_ptr<BatteryBank> sharing, alone;

  template <class Change>
  void both(const Change& change) {
    change(*sharing);
    change(*alone);
  }
};

void check_same(const Pair& pair, core::Tick t) {
  const auto one = pair.sharing->look(t), other = pair.alone->look(t);
  CHECK(one.soc_frac == other.soc_frac);
  CHECK(one.terminal_voltage_v == other.terminal_voltage_v);
  CHECK(one.current_a == other.current_a);
  CHECK(one.temperature_k == other.temperature_k);
  CHECK(pair.sharing->loss_j(t) == pair.alone->loss_j(t));
  CHECK(pair.sharing->charge_limit_w(t) == pair.alone->charge_limit_w(t));
}

/// Of few kinds, so that some banks do the same and others nearly the same.
void ask_something(Pair& pair, core::Tick now, double power_w, int kind) {
  const double asked_w = kind == 1 ? -0.2 * power_w : kind == 2 ? 0.0 : 0.8 * power_w;
  const double slope = kind == 3 ? -1e-3 * power_w : 0.0;
  if (kind == 4) pair.both([&](BatteryBank& bank) { bank.lose_string(now); });
  if (kind == 5) pair.both([&](BatteryBank& bank) { bank.restore_strings(now); });
  if (kind == 6) pair.both([&](BatteryBank& bank) { bank.set_current(now, 10.0); });
  if (kind == 6) return;
  pair.both([&](BatteryBank& bank) { bank.set_power(now, asked_w, slope); });
}

}  // namespace

TEST_CASE("battery_bank: sharing courses changes no bit", "[devices][courses]") {
  Parameters lead_acid = vrla_150ah(), lfp = lfp_3ah();
  lead_acid["strings"] = lfp["strings"] = count(3);
  Parameters smaller = lead_acid;
  smaller["strings"] = count(2);
  devices::RunStore store;
  std::vector<Pair> pairs;
  std::vector<double> powers_w;
  for (const auto& parameters : {lead_acid, lead_acid, lead_acid, smaller, lfp, lfp, lfp}) {
    pairs.push_back({make_bank(parameters), make_bank(parameters)});
    pairs.back().sharing->share_courses(store);
    powers_w.push_back(pairs.size() > 4 ? 20.0 : 4e3);
  }
  std::mt19937_64 random(5);
  core::Tick now = 0;
  for (int change = 0; change < 150; ++change) {
    const int common = static_cast<int>(random() % 8);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const bool is_odd = random() % 6 == 0;
      ask_something(pairs[i], now, powers_w[i], is_odd ? static_cast<int>(random() % 8) : common);
      if (random() % 4 == 0) pairs[i].sharing->look(now + 3600 * kSecond);
    }
    now += static_cast<core::Tick>(random() % 90) * kSecond;
    for (const Pair& pair : pairs) {
      check_same(pair, now);
      CHECK(pair.sharing->next_stop(now + 60 * kSecond) ==
            pair.alone->next_stop(now + 60 * kSecond));
      CHECK(pair.sharing->stop_reason() == pair.alone->stop_reason());
    }
  }
}

}  // namespace ridethrough::testing
