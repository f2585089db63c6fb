#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "devices/switchgear/trip_unit.hpp"
#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/csv_rows.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/trip_examples.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

using namespace support;

/// When a breaker with `trip` has operated on a load that steps as told, s since the first step.
double trips_at_s(const devices::Parameters& trip,
                  const std::vector<std::pair<core::Tick, double>>& amperes) {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cb", devices::make_breaker(breaker_with(trip)), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(10.0)), {.from = {"cb"}});
  for (const auto& [at, level] : amperes) rig.set(at, "load", "power", watts_of(level));
  rig.run(4000 * kSecond);
  const auto& findings = rig.report("cb").findings;
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [](const auto& each) { return each.name == "trip"; });
  return found == findings.end() ? -1.0 : core::seconds(found->time - amperes.front().first);
}

}  // namespace

TEST_CASE("trips meet the tabled times of all inverse curves", "[validation][breaker]") {
  constexpr std::array<const char*, 8> kCurves{"iec_standard_inverse",  "iec_very_inverse",
                                               "iec_extremely_inverse", "iec_long_time",
                                               "iec_short_time",        "ieee_moderately_inverse",
                                               "ieee_very_inverse",     "ieee_extremely_inverse"};
  double worst = 0.0;
  for (const auto& row : reference_rows("power/idmt_curves.csv")) {
    for (std::size_t i = 0; i < kCurves.size(); ++i) {
      const double at_s = trips_at_s(trip_of(kCurves[i], 100.0), {{kSecond, 100.0 * row[0]}});
      worst = std::max(worst, std::abs(at_s / row[i + 1] - 1.0));
    }
  }
  // The table has six decimals; its shortest time is 0.19 s.
  report_case({.name = "breaker, inverse trip curves from 1.05 to 20 times the pickup",
               .kind = "analytic",
               .reference = "IEC 60255-151 and IEEE C37.112, tabled by another program",
               .measured = 100.0 * worst,
               .allowed = 3e-4,
               .unit = "%"});
}

TEST_CASE("a trip adds up what came before", "[validation][breaker]") {
  const double at_s =
      trips_at_s(trip_of("iec_standard_inverse", 100.0), {{kSecond, 200.0}, {4 * kSecond, 500.0}});
  report_case({.name = "breaker, 2 x the pickup for 3 s, then 5 x",
               .kind = "analytic",
               .reference = "integral of dt / t(M), IEC standard inverse: 5.999520 s",
               .measured = std::abs(at_s - 5.999520),
               .allowed = 1e-4,
               .unit = "s"});
}

TEST_CASE("a ramp trips where the integral of its squares says", "[validation][breaker]") {
  // Extremely inverse: the rate is (M^2 - 1) / 80. From M = 1 on, M = 1 + t: t + t^3 / 3 ... =
  // t^2 + t^3 / 3 = 80 by Cardano, reached from half the pickup at 1 per second.
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cb", devices::make_breaker(breaker_with(trip_of("iec_extremely_inverse", 100.0))),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(50.0)), {.from = {"cb"}});
  rig.set(kSecond, "load", "power", watts_of(1050.0), 10 * kSecond);
  rig.run(20 * kSecond);
  double root_s = 5.0;
  for (int i = 0; i < 50; ++i) {
    root_s -= (root_s * root_s + root_s * root_s * root_s / 3.0 - 80.0) /
              (2.0 * root_s + root_s * root_s);
  }
  const auto& findings = rig.report("cb").findings;
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [](const auto& each) { return each.name == "trip"; });
  REQUIRE(found != findings.end());
  // Powers are counted in 1/1024 W: 2e-8 of the pickup.
  report_case({.name = "breaker, load that ramps through the pickup",
               .kind = "analytic",
               .reference = "t^2 + t^3 / 3 = 80 for the extremely inverse curve",
               .measured = std::abs(core::seconds(found->time) - 1.5 - root_s),
               .allowed = 2e-7,
               .unit = "s"});
}

}  // namespace ridethrough::testing
