#include "devices/storage/ageing.hpp"

#include <catch2/catch.hpp>

#include "../../../support/battery_examples.hpp"

namespace ridethrough::devices::storage {

using testing::kRoomK;
using testing::kYearS;

TEST_CASE("ageing: float life ends at 80 % and halves per 8.3 K", "[devices]") {
  const Ageing fresh = float_ageing(0.0, kRoomK, 10.0 * kYearS, 8.3);
  CHECK(fresh.capacity_factor == 1.0);
  CHECK(fresh.resistance_factor == 1.0);
  const Ageing cool = float_ageing(10.0 * kYearS, kRoomK, 10.0 * kYearS, 8.3);
  CHECK(cool.capacity_factor == Approx(0.8));
  CHECK(cool.resistance_factor == Approx(1.5));
  const Ageing warm = float_ageing(5.0 * kYearS, kRoomK + 8.3, 10.0 * kYearS, 8.3);
  CHECK(warm.capacity_factor == Approx(cool.capacity_factor));
  const Ageing hot = float_ageing(2.5 * kYearS, kRoomK + 16.6, 10.0 * kYearS, 8.3);
  CHECK(hot.capacity_factor == Approx(cool.capacity_factor));
  CHECK(float_ageing(400.0 * kYearS, kRoomK, 10.0 * kYearS, 8.3).capacity_factor > 0.0);
}

TEST_CASE("ageing: LFP calendar loss as worked out in the reference", "[devices]") {
  // batteries.md 3.1: 25 degC, 10 years of 3.156e8 s in all: 21.4 % at full, 13.5 % at half charge,
  // printed with three digits (13.45 % was rounded up).
  const double ten_years_s = 3.156e8;
  CHECK(lfp_calendar_ageing(ten_years_s, kRoomK, 1.0).capacity_factor ==
        Approx(1.0 - 0.214).margin(5e-4));
  CHECK(lfp_calendar_ageing(ten_years_s, kRoomK, 0.5).capacity_factor ==
        Approx(1.0 - 0.135).margin(6e-4));
  CHECK(lfp_calendar_ageing(ten_years_s, kRoomK + 15.0, 0.5).capacity_factor < 1.0 - 0.135);
  CHECK(lfp_calendar_ageing(ten_years_s, kRoomK, 0.5).resistance_factor ==
        Approx(1.0 + 3.4194e-10 * 1.5604 * ten_years_s));
}

}  // namespace ridethrough::devices::storage
