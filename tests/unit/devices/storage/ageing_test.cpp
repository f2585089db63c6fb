#include "devices/storage/ageing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "../../../support/battery_examples.hpp"

namespace ridethrough::devices::storage {

using testing::kRoomK;
using testing::kYearS;

namespace {

Ageing stood(const AgeingLaw& law, double age_s, double temperature_k, double soc_frac) {
  return law.after(age_s, temperature_k, soc_frac, 0.0, {1.0, 1.0, temperature_k});
}

Ageing cycled(const AgeingLaw& law, double full_cycles, const Cycle& cycle) {
  return law.after(0.0, kRoomK, 0.5, full_cycles, cycle);
}

}  // namespace

TEST_CASE("ageing: float life ends at 80 % and halves per 8.3 K", "[devices]") {
  const LeadAcidLaw law(10.0 * kYearS, 8.3);
  const Ageing fresh = stood(law, 0.0, kRoomK, 1.0);
  CHECK(fresh.capacity_factor == 1.0);
  CHECK(fresh.resistance_factor == 1.0);
  const Ageing cool = stood(law, 10.0 * kYearS, kRoomK, 1.0);
  CHECK(cool.capacity_factor == Approx(0.8));
  CHECK(cool.resistance_factor == Approx(1.5));
  const Ageing warm = stood(law, 5.0 * kYearS, kRoomK + 8.3, 1.0);
  CHECK(warm.capacity_factor == Approx(cool.capacity_factor));
  const Ageing hot = stood(law, 2.5 * kYearS, kRoomK + 16.6, 1.0);
  CHECK(hot.capacity_factor == Approx(cool.capacity_factor));
  CHECK(stood(law, 400.0 * kYearS, kRoomK, 1.0).capacity_factor > 0.0);
}

TEST_CASE("ageing: lead-acid cycles wear by Miner's rule", "[devices]") {
  // USC series, batteries.md 3.2: cycles to 60 % at 100, 50 and 30 % depth, inside the printed
  // ranges; a law that is a power of the depth in between.
  const LeadAcidLaw law(10.0 * kYearS, 8.3);
  CHECK(LeadAcidLaw::cycles_to_end(1.0) > 250.0);
  CHECK(LeadAcidLaw::cycles_to_end(1.0) < 320.0);
  CHECK(LeadAcidLaw::cycles_to_end(0.5) > 600.0);
  CHECK(LeadAcidLaw::cycles_to_end(0.5) < 720.0);
  CHECK(LeadAcidLaw::cycles_to_end(0.3) > 1550.0);
  CHECK(LeadAcidLaw::cycles_to_end(0.3) < 1720.0);
  CHECK(LeadAcidLaw::cycles_to_end(0.4) ==
        Approx(std::exp(std::log(660.0) +
                        std::log(1635.0 / 660.0) * std::log(0.5 / 0.4) / std::log(0.5 / 0.3))));
  // 660 cycles of half depth are 330 full ones.
  CHECK(cycled(law, 330.0, {0.5, 0.2, kRoomK}).capacity_factor == Approx(0.6));
}

TEST_CASE("ageing: LFP calendar loss as worked out in the reference", "[devices]") {
  // batteries.md 3.1: 25 degC, 10 years of 3.156e8 s in all: 21.4 % at full, 13.5 % at half charge,
  // printed with three digits (13.45 % was rounded up).
  const double ten_years_s = 3.156e8;
  const NaumannLaw law;
  CHECK(stood(law, ten_years_s, kRoomK, 1.0).capacity_factor == Approx(1.0 - 0.214).margin(5e-4));
  CHECK(stood(law, ten_years_s, kRoomK, 0.5).capacity_factor == Approx(1.0 - 0.135).margin(6e-4));
  CHECK(stood(law, ten_years_s, kRoomK + 15.0, 0.5).capacity_factor < 1.0 - 0.135);
  CHECK(stood(law, ten_years_s, kRoomK, 0.5).resistance_factor ==
        Approx(1.0 + 3.4194e-10 * 1.5604 * ten_years_s));
}

TEST_CASE("ageing: LFP cycles of Naumann as printed", "[devices]") {
  // Percent of capacity (0.0630 C + 0.0971)(4.0253 (DoD - 0.6)^3 + 1.0923) sqrt(FEC) and of
  // resistance (-0.0020 C + 0.0021)(6.8477 (DoD - 0.5)^3 + 0.9182) FEC, batteries.md 3.1.
  const NaumannLaw law;
  const Ageing mild = cycled(law, 2500.0, {0.6, 0.5, kRoomK});
  CHECK(mild.capacity_factor == Approx(1.0 - 0.01 * 0.1286 * 1.0923 * 50.0));
  CHECK(mild.resistance_factor == Approx(1.0 + 0.01 * 0.0011 * (6.8477 * 0.001 + 0.9182) * 2500.0));
  CHECK(cycled(law, 2500.0, {1.0, 1.0, kRoomK}).capacity_factor ==
        Approx(1.0 - 0.01 * 0.1601 * (4.0253 * 0.064 + 1.0923) * 50.0));
  CHECK(cycled(law, 2500.0, {1.0, 4.0, kRoomK}).resistance_factor == 1.0);
}

TEST_CASE("ageing: the laws by name", "[devices]") {
  const auto law = [](const char* name) { return ageing_law(name, 10.0 * kYearS, 8.3); };
  CHECK(law("none") == nullptr);
  CHECK_THROWS_AS(law("calendar"), std::invalid_argument);
  const Cycle cycle{0.8, 1.0, kRoomK};
  CHECK(law("lfp-naumann")->cycle_rate(cycle) > 0.0);
  CHECK(law("lfp-naumann-calendar")->cycle_rate(cycle) == 0.0);
  CHECK(law("lfp-naumann-calendar")->calendar_rate(kRoomK, 0.5) ==
        law("lfp-naumann")->calendar_rate(kRoomK, 0.5));
}

TEST_CASE("ageing: the prismatic cell of BLAST-Lite", "[devices]") {
  // Worked by hand from batteries.md 3.1 at 298.15 K. Half charge: lithiation 0.39425, graphite at
  // 0.1233 V (Safari and Delacourt 2011); 8.37e4 exp(-5210/T) exp(-3560 Ua/T) = 4.95e-4 per
  // day^0.526. One full cycle at 1C: (4.38e-8 + 1.55e-8 + 1.68e-7) exp(2190/T) = 3.52e-4.
  const BlastLaw law;
  CHECK(1.0 - stood(law, 86400.0, kRoomK, 0.5).capacity_factor == Approx(4.95e-4).epsilon(0.003));
  CHECK(law.cycle_rate({1.0, 1.0, kRoomK}) == Approx(3.52e-4).epsilon(0.003));
  const double ten_years = 1.0 - stood(law, 3.156e8, kRoomK, 0.5).capacity_factor;
  CHECK(ten_years == Approx(4.95e-4 * std::pow(3652.8, 0.526)).epsilon(0.003));
  // A fuller cell stands at a lower anode potential and ages faster.
  CHECK(law.calendar_rate(kRoomK, 1.0) > law.calendar_rate(kRoomK, 0.2));
}

}  // namespace ridethrough::devices::storage
