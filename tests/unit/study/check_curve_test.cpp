#include <algorithm>
#include <random>

#include "check_support.hpp"
#include "ridethrough/devices/device.hpp"
#include "ridethrough/scenario/curve.hpp"
#include "study/signal.hpp"

// Curves that a check holds a signal against.
using namespace check_support;
using scenario::Curve;

namespace {

Curve itic_like() {
  Curve curve;
  curve.name = "itic";
  curve.reads = "voltage";
  curve.below = {{0.9, tick(10)}, {0.8, tick(0.5)}, {0.7, tick(0.02)}, {0.0, 0}};
  curve.above = {{1.1, tick(0.5)}, {1.2, 0}};
  return curve;
}

/// `text` ends with the name of the curve, which is put in its place.
Check always_inside(const std::string& text, const Curve& curve) {
  Check check = always("a.x <= 1");
  scenario::Diagnostics diagnostics;
  const auto parsed = scenario::parse_condition(text, {nullptr, 1, 1, 1}, diagnostics);
  REQUIRE(parsed != nullptr);
  REQUIRE(parsed->op == scenario::Op::inside);
  CHECK(parsed->word == curve.name);
  parsed->curve = std::make_shared<const Curve>(curve);
  check.spec.condition = parsed;
  return check;
}

study::CheckResult sag(double to_pu, double length_s) {
  FakeProvider p;
  p.add("bus.voltage", steps({{0, 1.0}, {50, to_pu}, {50 + length_s, 1.0}}), "pu");
  return always_inside("bus.voltage inside itic", itic_like()).on(p);
}

}  // namespace

TEST_CASE("a sag stays inside an envelope for exactly the time of its depth", "[check][curve]") {
  constexpr double kTick = 1e-9;
  for (const auto& [level, longest_s] : {std::pair{0.85, 10.0}, {0.75, 0.5}, {0.3, 0.02}}) {
    INFO(level);
    CHECK_FALSE(sag(level, longest_s).fails_run);
    CHECK(sag(level, longest_s + kTick).fails_run);
  }
  // A level itself belongs to the shallower side.
  CHECK_FALSE(sag(0.9, 40.0).fails_run);
  CHECK_FALSE(sag(0.7, 0.5).fails_run);
  CHECK(sag(1.15, 0.6).fails_run);
  CHECK_FALSE(sag(1.15, 0.5).fails_run);
  CHECK(sag(1.25, kTick).fails_run);
}

TEST_CASE("the margin of an envelope is that of its nearest limit", "[check][curve]") {
  const study::CheckResult shallow = sag(0.75, 0.3);
  // Longer than 20 ms, so 0.7 pu counts; not longer than 500 ms, so 0.8 pu does not.
  CHECK(*shallow.margin == about(0.05));
  CHECK(shallow.unit == "pu");
  CHECK(*shallow.margin_at == tick(50.02));
  const study::CheckResult deep = sag(0.3, 1.0);
  CHECK(*deep.margin == about(-0.5));  // 1 s below 0.8 pu and 0.7 pu: 0.8 pu is the further one
  CHECK(deep.failing_from == tick(50.02));
}

TEST_CASE("an excursion in two depths counts for each of its levels", "[check][curve]") {
  FakeProvider p;
  // 0.4 s at 0.75 pu, then 15 ms at 0.5 pu: below 0.8 pu for 0.415 s, below 0.7 pu for 15 ms.
  p.add("a.voltage", steps({{0, 1.0}, {50, 0.75}, {50.4, 0.5}, {50.415, 1.0}}), "pu");
  CHECK_FALSE(always_inside("a.voltage inside itic", itic_like()).on(p).fails_run);
  p.add("b.voltage", steps({{0, 1.0}, {50, 0.75}, {50.4, 0.5}, {50.41, 0.75}, {50.6, 1.0}}), "pu");
  CHECK(always_inside("b.voltage inside itic", itic_like()).on(p).fails_run);
}

TEST_CASE("what was before the run is not held against an envelope", "[check][curve]") {
  FakeProvider p;
  p.add("a.voltage", steps({{0, 0.0}, {0.02, 1.0}}), "pu");
  CHECK_FALSE(always_inside("a.voltage inside itic", itic_like()).on(p).fails_run);
  p.add("b.voltage", steps({{0, 0.0}, {0.03, 1.0}}), "pu");
  CHECK(always_inside("b.voltage inside itic", itic_like()).on(p).failing_from == tick(0.02));
}

TEST_CASE("a ramp limit counts the largest change within its span", "[check][curve]") {
  Curve curve;
  curve.name = "site";
  curve.kind = Curve::Kind::ramp;
  curve.up = {{tick(1), 5e6}};
  curve.down = {{tick(10), 2e6}};
  FakeProvider p;
  p.add("slow.power", lines({{10, 0.0}, {20, 40e6}}), "kW");
  const study::CheckResult slow = always_inside("slow.power inside site", curve).on(p);
  CHECK(*slow.margin == about(1e6));
  CHECK(slow.unit == "kW");
  // A dip of 3 MW for half a second: down by 3 MW, and up again by 3 MW, which is less than 5.
  p.add("dip.power", steps({{0, 9e6}, {50, 6e6}, {50.5, 9e6}}), "kW");
  CHECK(*always_inside("dip.power inside site", curve).on(p).margin == about(-1e6));
  // Up by 7 MW within 0.3 s, though what was a second before lay only 3 MW lower.
  curve.down.clear();
  p.add("comb.power", steps({{0, 4e6}, {50, 0.0}, {50.3, 7e6}}), "kW");
  CHECK(*always_inside("comb.power inside site", curve).on(p).margin == about(-2e6));
}

TEST_CASE("a peak limits the power itself", "[check][curve]") {
  Curve curve;
  curve.name = "site";
  curve.kind = Curve::Kind::ramp;
  curve.peak = 5e6;
  FakeProvider p;
  p.add("grid.power", lines({{10, 0.0}, {20, 6e6}, {30, 0.0}}), "kW");
  const study::CheckResult high = always_inside("grid.power inside site", curve).on(p);
  CHECK(high.fails_run);
  CHECK(*high.margin == about(-1e6));
  CHECK(*high.margin_at == tick(20));
  curve.peak = 6e6;
  CHECK_FALSE(always_inside("grid.power inside site", curve).on(p).fails_run);
}

TEST_CASE("a class holds until a judged step does not meet it", "[check][curve]") {
  Curve curve;
  curve.name = "g2";
  curve.kind = Curve::Kind::step_response;
  curve.standard = "ISO 8528-5";
  curve.worst_rank = 1;
  const auto judged = [](double at_s, int rank, const char* standard = "ISO 8528-5") {
    devices::Judgement judgement;
    judgement.standard = standard;
    judgement.at = tick(at_s);
    judgement.rank = rank;
    return judgement;
  };
  const std::vector<devices::Judgement> good = {judged(10, 0), judged(30, 1),
                                                judged(40, 3, "another")};
  const std::vector<devices::Judgement> bad = {judged(10, 0), judged(30, 2), judged(60, 1)};
  FakeProvider p;
  p.add("gen.frequency", lines({{0, 50.0}}), "Hz");
  const Check check = always_inside("gen.frequency inside g2", curve);
  CHECK_FALSE(check.on(p).fails_run);
  CHECK_FALSE(check.on(p).margin.has_value());  // no step was judged
  p.judge("gen.frequency", good);
  CHECK_FALSE(check.on(p).fails_run);
  CHECK(*check.on(p).margin == 0.0);
  p.judge("gen.frequency", bad);
  CHECK(check.on(p).failing_from == tick(30));
  CHECK(*check.on(p).margin == -1.0);
  CHECK(*check.on(p).margin_at == tick(30));
  const std::vector<devices::Judgement> at_once = {judged(0, 1), judged(50, 0), judged(50, 3)};
  p.judge("gen.frequency", at_once);
  CHECK(check.on(p).failing_from == tick(50));
  CHECK(*check.on(p).margin == -2.0);
  p.judge("gen.frequency", bad);
  Check last = check;
  last.spec.claim = scenario::Claim::at_end;
  CHECK_FALSE(last.on(p).fails_run);
}

TEST_CASE("the result of a check names the curves that nobody verified", "[check][curve]") {
  Curve curve = itic_like();
  curve.is_unverified = true;
  FakeProvider p;
  p.add("bus.voltage", lines({{0, 1.0}}), "pu");
  CHECK(always_inside("bus.voltage inside itic", curve).on(p).unverified_curves ==
        std::vector<std::string>{"itic"});
  CHECK(always_inside("bus.voltage inside itic", itic_like()).on(p).unverified_curves.empty());
}

TEST_CASE("the greatest value within a sliding window is that of a plain search",
          "[check][curve]") {
  constexpr core::Tick kUnit = 1'000'000;  // so that a crossing rounded to a tick is nothing
  std::mt19937 random(17);
  std::uniform_int_distribution<int> level(-5, 5), length(1, 9);
  for (int round = 0; round < 200; ++round) {
    study::Trace trace;
    core::Tick time = 0;
    const double start = level(random);
    trace.corners.push_back({0, start, start});
    while (time < 60 * kUnit) {
      time += length(random) * kUnit;
      const double before = level(random), after = level(random);
      trace.corners.push_back({time, before, after});
    }
    const core::Tick span = length(random) * kUnit;
    const study::Signal signal = study::signal_of(trace, 60 * kUnit);
    const study::Signal highest = study::highest_within(signal, span, 7.0);
    for (core::Tick at = 0; at < 60 * kUnit; at += kUnit) {
      double expected = at < span ? 7.0 : study::value_at(trace, at - span);
      expected = std::max(expected, study::value_at(trace, at));
      for (const study::Corner& corner : trace.corners) {
        const bool is_inside = corner.time > at - span && corner.time <= at;
        const double left = corner.time == 0 ? corner.after : corner.before;
        if (is_inside) expected = std::max({expected, left, corner.after});
      }
      const study::Signal here = study::part_of(highest, at, at + 1, false);
      INFO("round " << round << " at " << at << " over " << span);
      REQUIRE(here.pieces.front().first == Approx(expected).margin(1e-4));
    }
  }
}
