#include <cmath>
#include <memory>
#include <numbers>

#include "check_support.hpp"
#include "ridethrough/scenario/curve.hpp"

// Bands of a specification: what a power holds between two frequencies.
using namespace check_support;

namespace {

constexpr double kSwingW = 1e5;

/// A square of 2 s from `from_s` on, about 300 kW.
study::Trace swings(double from_s) {
  std::vector<std::pair<double, double>> points = {{0, 3e5}};
  for (int k = 0; from_s + k < kLast; ++k) {
    points.emplace_back(from_s + k, 3e5 + (k % 2 == 0 ? kSwingW : -kSwingW));
  }
  return steps(points);
}

study::CheckResult inside_bands(const study::Trace& power, std::vector<scenario::Band> bands,
                                const std::string& until = "") {
  FakeProvider p;
  p.add("grid.power", power, "kW");
  Check check = always("a.x <= 1");
  scenario::Diagnostics diagnostics;
  const auto parsed =
      scenario::parse_condition("grid.power inside site", {nullptr, 1, 1, 1}, diagnostics);
  REQUIRE(parsed != nullptr);
  scenario::Curve curve;
  curve.name = "site";
  curve.kind = scenario::Curve::Kind::ramp;
  curve.bands = std::move(bands);
  parsed->curve = std::make_shared<const scenario::Curve>(curve);
  check.spec.condition = parsed;
  if (!until.empty()) {
    check.spec.until = scenario::parse_condition(until, {nullptr, 1, 1, 1}, diagnostics);
    p.add_event("stop", {{50.0, 51.0}});
  }
  return check.on(p);
}

}  // namespace

TEST_CASE("a band is judged by the amplitude of what it holds", "[check][meter]") {
  const double first_w = 4.0 * kSwingW / std::numbers::pi;
  const study::CheckResult kept = inside_bands(swings(1.0), {{0.3, 0.8, 150e3}});
  CHECK_FALSE(kept.fails_run);
  REQUIRE(kept.margin);
  CHECK(*kept.margin == Approx(150e3 - first_w).epsilon(0.02));
  CHECK(kept.unit == "kW");
  CHECK(inside_bands(swings(1.0), {{0.3, 0.8, 120e3}}).fails_run);
  // The band above holds its third harmonic only, and the tightest band decides.
  CHECK_FALSE(inside_bands(swings(1.0), {{1.2, 1.8, first_w / 3.0 * 1.05}}).fails_run);
  CHECK(inside_bands(swings(1.0), {{0.3, 0.8, 150e3}, {1.2, 1.8, 30e3}}).fails_run);
}

TEST_CASE("a band does not know what comes later", "[check][meter]") {
  // Looks at 60 s and at 100 s; the swing begins at 70 s, the scope ends at 50 s.
  const study::CheckResult late = inside_bands(swings(70.0), {{0.3, 0.8, 20e3}});
  CHECK(late.fails_run);
  REQUIRE(late.margin_at);
  CHECK(*late.margin_at == tick(kLast));
  CHECK_FALSE(inside_bands(swings(1.0), {{0.3, 0.8, 20e3}}, "events.stop").fails_run);
}

TEST_CASE("a steady power is inside of every band", "[check][meter]") {
  const study::CheckResult rest = inside_bands(steps({{0, 3e5}}), {{0.1, 20.0, 10e3}});
  CHECK_FALSE(rest.fails_run);
  REQUIRE(rest.margin);
  CHECK(*rest.margin == 10e3);
}
