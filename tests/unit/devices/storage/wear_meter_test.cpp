#include "devices/storage/wear_meter.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "../../../support/battery_examples.hpp"
#include "devices/storage/battery_numbers.hpp"
#include "devices/storage/watched_bank.hpp"

namespace ridethrough::devices::storage {
namespace {

using testing::kRoomK;
using testing::kYearS;

std::shared_ptr<const AgeingLaw> law_named(const char* name) {
  return ageing_law(name, 10.0 * kYearS, 8.3);
}

constexpr Past kNew = {0.0, 0.0, kRoomK, 1.0};

/// Full cycles down from `top` by `depth`, each half in `half_s`.
void cycle_meter(WearMeter& meter, int cycles, double top, double depth, double half_s) {
  for (int i = 0; i < cycles; ++i) {
    meter.add(half_s, top - depth, kRoomK);
    meter.add(half_s, top, kRoomK);
  }
}

}  // namespace

TEST_CASE("wear: a year at rest costs what the calendar law says", "[devices]") {
  WearMeter meter(law_named("lfp-naumann"), kNew);
  for (int day = 0; day < 365; ++day) meter.add(86400.0, 1.0, kRoomK);
  CHECK(meter.equivalent_full_cycles() == 0.0);
  // The same sum in 365 parts.
  CHECK(meter.wear_frac() ==
        Approx(NaumannLaw().calendar_rate(kRoomK, 1.0) * std::sqrt(kYearS)).epsilon(1e-12));
  // The eleventh year of the same cell costs sqrt(11) - sqrt(10) of the first.
  WearMeter old(law_named("lfp-naumann"), {10.0 * kYearS, 0.0, kRoomK, 1.0});
  old.add(kYearS, 1.0, kRoomK);
  CHECK(old.wear_frac() ==
        Approx((std::sqrt(11.0) - std::sqrt(10.0)) * meter.wear_frac()).epsilon(1e-9));
}

TEST_CASE("wear: full cycles cost what the cyclic law says", "[devices]") {
  WearMeter meter(law_named("lfp-naumann"), kNew);
  cycle_meter(meter, 100, 1.0, 0.8, 0.8 * 3600.0);
  const NaumannLaw law;
  CHECK(meter.equivalent_full_cycles() == Approx(80.0));
  const double by_cycles = law.cycle_rate({0.8, 1.0, kRoomK}) * std::sqrt(80.0);
  const double by_rest = law.calendar_rate(kRoomK, 0.6) * std::sqrt(2.0 * 100.0 * 0.8 * 3600.0);
  CHECK(meter.wear_frac() == Approx(by_cycles + by_rest).epsilon(1e-9));
}

TEST_CASE("wear: a ripple of a tenth of a hertz is priced by its own depth", "[devices]") {
  // 0.02 % of the charge down and up every 10 s for a day, on top of one deep cycle. Priced by the
  // charge it moves as full cycles the ripple would cost several times as much.
  WearMeter meter(law_named("lfp-naumann"), kNew);
  constexpr double kDepth = 2e-4;
  constexpr int kRipples = 8640;
  meter.add(3600.0, 0.2, kRoomK);
  cycle_meter(meter, kRipples, 0.2, kDepth, 5.0);
  meter.add(3600.0, 1.0, kRoomK);
  const NaumannLaw law;
  const double rate_per_h = kDepth / 5.0 * 3600.0;
  const double ripple = law.cycle_rate({kDepth, rate_per_h, kRoomK});
  const double deep = law.cycle_rate({0.8 + kDepth, 0.8, kRoomK});
  const double by_cycles = std::sqrt(ripple * ripple * kDepth * kRipples + deep * deep * 0.8);
  const double rest_sum_s = std::pow(law.calendar_rate(kRoomK, 0.2), 2.0) * 10.0 * kRipples +
                            std::pow(law.calendar_rate(kRoomK, 0.6), 2.0) * 7200.0;
  // The first ripple lengthens the deep half cycle by its depth, and one ripple more is counted
  // with the deep one: 2e-4 of it.
  CHECK(meter.wear_frac() == Approx(by_cycles + std::sqrt(rest_sum_s)).epsilon(1e-3));
  CHECK(ripple < 0.2 * deep);
}

TEST_CASE("wear: without a law charge is counted and nothing is lost", "[devices]") {
  WearMeter meter(nullptr, kNew);
  cycle_meter(meter, 3, 1.0, 0.5, 100.0);
  CHECK_FALSE(meter.has_law());
  CHECK(meter.equivalent_full_cycles() == Approx(1.5));
  CHECK(meter.wear_frac() == 0.0);
}

TEST_CASE("wear: lead-acid adds parts of its lives", "[devices]") {
  WearMeter meter(law_named("vrla-float-8k3"), kNew);
  cycle_meter(meter, 33, 1.0, 0.5, 1800.0);
  cycle_meter(meter, 57, 1.0, 1.0, 3600.0);
  // A twentieth of 660 cycles of half depth and a fifth of 285 whole ones, of the 40 % to the end;
  // the float of the 128 hours or so in between is 0.03 %.
  CHECK(meter.wear_frac() == Approx(0.4 * (33.0 / 660.0 + 57.0 / 285.0)).margin(4e-4));
}

TEST_CASE("wear: a bank is metered where its power changes", "[devices]") {
  const auto parameters = testing::lfp_3ah();
  WatchedBank watched(make_bank(parameters), battery_wear_meter(parameters));
  constexpr core::Tick kHalfHour = 1800 * core::kTicksPerSecond;
  watched.set_power(0, 4.8, 0.0);
  watched.set_power(kHalfHour, -4.0, 0.0);
  watched.set_power(2 * kHalfHour, 0.0, 0.0);
  const core::Tick end = 4 * kHalfHour;
  const double soc_frac = watched.look(end).soc_frac;
  const double low = watched.notes().soc_frac.value;
  CHECK(watched.wear(end).equivalent_full_cycles() ==
        Approx(0.5 * (1.0 - low + soc_frac - low)).epsilon(1e-9));
  CHECK(watched.throughput_j(end) == Approx(8.8 * 1800.0));
  CHECK(watched.wear(end).wear_frac() > watched.wear(2 * kHalfHour).wear_frac());
  // Looking leaves no trace.
  CHECK(watched.wear(end).wear_frac() == watched.wear(end).wear_frac());
}

TEST_CASE("wear: resistance grows beside it, by Naumann's lines", "[devices]") {
  WearMeter meter(law_named("lfp-naumann"), kNew);
  cycle_meter(meter, 100, 1.0, 0.8, 4.0 * 3600.0);
  const NaumannLaw law;
  // 0.8 in 4 h are 0.2C; 100 cycles are 80 full ones and 800 h around 60 %.
  const double by_cycles = law.cycle_growth({0.8, 0.2, kRoomK}) * 80.0;
  CHECK(by_cycles == Approx(0.01 * (0.0021 - 0.0004) * (6.8477 * 0.027 + 0.9182) * 80.0));
  const double by_rest = 3.4194e-10 * (1.5604 - 3.3903 * 0.01) * 800.0 * 3600.0;
  CHECK(meter.growth_frac() == Approx(by_cycles + by_rest).epsilon(1e-9));
  CHECK(meter.tells_growth());
  // Not of a law that tells nothing of it.
  CHECK_FALSE(WearMeter(law_named("lfp-blast-250ah"), kNew).tells_growth());
  CHECK_FALSE(WearMeter(nullptr, kNew).tells_growth());
}

TEST_CASE("wear: lead-acid resistance grows 2.5 % for each percent lost", "[devices]") {
  WearMeter meter(law_named("vrla-float-8k3"), kNew);
  cycle_meter(meter, 66, 1.0, 0.5, 5.0 * 3600.0);
  // A tenth of the 660 cycles of half depth that take 40 %.
  CHECK(meter.wear_frac() == Approx(0.04 + 0.2 * 660.0 * 3600.0 / (10.0 * kYearS)));
  CHECK(meter.growth_frac() == Approx(2.5 * meter.wear_frac()).epsilon(1e-9));
  const auto law = law_named("vrla-float-8k3");
  const Ageing old = law->after(5.0 * kYearS, kRoomK, 1.0, 60.0, {1.0, 1.0, kRoomK});
  CHECK(old.resistance_factor == Approx(1.0 + 2.5 * (1.0 - old.capacity_factor)).epsilon(1e-12));
}

}  // namespace ridethrough::devices::storage
