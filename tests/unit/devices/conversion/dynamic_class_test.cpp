#include <catch2/catch.hpp>

#include <string>

#include "devices/conversion/dynamic_class.hpp"
#include "support/ticks.hpp"

// The best class of IEC 62040-3 that a disturbance of the output meets.
namespace ridethrough {
namespace {

using devices::conversion::DynamicClassWatch;
using ridethrough::support::kMs;
constexpr core::Tick kStart = core::kTicksPerSecond;

/// Verdict on a voltage held for a time.
std::string verdict(double voltage_pu, core::Tick span) {
  DynamicClassWatch watch;
  watch.read(kStart, voltage_pu);
  watch.read(kStart + span, 1.0);
  devices::Report report;
  watch.report(2 * kStart, report);
  if (report.judgements.empty()) return "no disturbance";
  CHECK(report.judgements.size() == 1);
  CHECK(report.judgements[0].is_unverified);
  CHECK(report.judgements[0].at == kStart);
  return report.judgements[0].verdict;
}

TEST_CASE("dynamic class: each edge of the curves of power.md 2.1", "[ups]") {
  CHECK(verdict(0.0, 1 * kMs) == "class 2");
  CHECK(verdict(0.0, 1 * kMs + 1) == "class 3");
  CHECK(verdict(0.0, 10 * kMs) == "class 3");
  CHECK(verdict(0.0, 10 * kMs + 1) == "none");
  CHECK(verdict(0.705, 5 * kMs) == "class 1");
  CHECK(verdict(0.705, 10 * kMs) == "class 2");
  CHECK(verdict(0.705, 100 * kMs) == "class 3");
  CHECK(verdict(0.705, 101 * kMs) == "none");
  CHECK(verdict(0.865, 10 * kMs) == "class 1");
  CHECK(verdict(0.865, 11 * kMs) == "class 2");
  CHECK(verdict(0.885, 50 * kMs) == "class 1");
  CHECK(verdict(0.885, 51 * kMs) == "class 2");
  CHECK(verdict(0.895, 100 * kMs) == "class 1");
  CHECK(verdict(0.805, 100 * kMs) == "class 2");
  CHECK(verdict(0.805, 1000 * kMs) == "class 3");
  CHECK(verdict(0.895, 1001 * kMs) == "none");
  CHECK(verdict(0.901, 1001 * kMs) == "no disturbance");
  // High voltage: only class 1 has a limit.
  CHECK(verdict(1.25, 5 * kMs) == "class 1");
  CHECK(verdict(1.25, 6 * kMs) == "none");
}

TEST_CASE("dynamic class: a dip and then a gap are one disturbance", "[ups]") {
  DynamicClassWatch watch;
  watch.read(kStart, 0.75);
  watch.expect(kStart + 3 * kMs, "transfer");
  watch.read(kStart + 3 * kMs, 0.0);
  watch.read(kStart + 7 * kMs, 1.0);
  watch.read(kStart + 8 * kMs, 0.0);  // nothing: over within the instant
  watch.read(kStart + 8 * kMs, 1.0);
  devices::Report report;
  watch.report(2 * kStart, report);
  REQUIRE(report.judgements.size() == 1);
  CHECK(report.judgements[0].verdict == "class 3");  // 0 V from 3 to 7 ms
  CHECK(report.judgements[0].what == "transfer");
  CHECK(report.judgements[0].figures[0].value == 0.0);
  CHECK(report.judgements[0].figures[1].value == Approx(7e-3));
}

TEST_CASE("dynamic class: what lasts at the end is judged up to there, looking changes nothing",
          "[ups]") {
  DynamicClassWatch watch;
  watch.read(kStart, 0.0);
  watch.read(kStart + 4 * kMs, 0.001);  // below its resolution
  for (int i = 0; i < 2; ++i) {
    devices::Report report;
    watch.report(kStart + 5 * kMs, report);
    REQUIRE(report.judgements.size() == 1);
    CHECK(report.judgements[0].verdict == "class 3");
    CHECK(report.judgements[0].figures.size() == 1);
  }
}

}  // namespace
}  // namespace ridethrough
