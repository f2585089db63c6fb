#include <cmath>

#include "check_support.hpp"

using namespace check_support;
using study::CheckResult;

TEST_CASE("change over a span of a ramp is its slope times the span", "[check]") {
  FakeProvider p;
  p.add("grid.power", lines({{10, 0.0}, {20, 5e6}}), "kW");
  const CheckResult r = always("abs(change(grid.power over 2 s)) <= 1.5 MW").on(p);
  CHECK(*r.margin == about(0.5e6));
  CHECK(r.unit == "kW");
  // A step is seen whole, for the length of the span, and nothing before the start.
  p.add("grid-b.power", steps({{0, 7e6}, {50, 4e6}}), "kW");
  CHECK(*always("abs(change(grid-b.power over 1 s)) <= 5 MW").on(p).margin == about(2e6));
  CHECK(*always("change(grid-b.power over 1 s) >= -1 MW").on(p).margin == about(-2e6));
  CHECK(always("change(grid-b.power over 1 s) >= -1 MW").except(1.1).on(p).fails_run == false);
  CHECK(always("change(grid-b.power over 1 s) >= -1 MW").except(0.9).on(p).fails_run);
}

TEST_CASE("sliding mean of a triangle: its peak lies off the corners", "[check]") {
  FakeProvider p;
  // x rises to 10 at 20 s within 10 s and falls to 0 within 5 s. Over 6 s the mean is greatest
  // where x(t) = x(t - 6): t = 22, x = 6; area = 10 * 4 - 4^2 / 2 + 10 * 2 - 2 * 2^2 / 2 = 48.
  p.add("a.x", lines({{10, 0.0}, {20, 10.0}, {25, 0.0}}));
  const CheckResult r = always("average(a.x over 6 s) <= 9").on(p);
  CHECK(*r.margin == about(1.0));
  CHECK(*r.margin_at == tick(22));
  // The same with a slower fall, whose peak lies off every chord.
  p.add("c.x", lines({{10, 0.0}, {20, 10.0}, {33.7, 0.0}}));
  // 10 - (t - 20) / 1.37 = t - 16 at t = 23.4683544..., the mean by integration of both sides.
  const double peak_s = (26.0 + 20.0 / 1.37) / (1.0 + 1.0 / 1.37);
  const double rise_s = 26.0 - peak_s, fall_s = peak_s - 20.0;
  const double area = 60.0 - 0.5 * rise_s * rise_s - 0.5 * fall_s * fall_s / 1.37;
  CHECK(*always("average(c.x over 6 s) <= 9").on(p).margin == about(9.0 - area / 6.0));
  // A step is met linearly: half of it after half of the span.
  p.add("b.x", steps({{0, 0.0}, {50, 4.0}}));
  const CheckResult half = eventually("average(b.x over 10 s) >= 2").within(80).on(p);
  CHECK(*half.slack_s == about(25.0));
}

TEST_CASE("products and quotients of moving signals", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 0.0}, {100, 10.0}}));
  p.add("b.x", lines({{0, 10.0}, {100, 0.0}}));
  p.add("c.power", lines({{0, 100e3}, {100, 200e3}}), "kW");
  p.add("d.power", lines({{0, 100e3}, {100, 180e3}}), "kW");
  const CheckResult hill = always("a.x * b.x <= 30").on(p);
  CHECK(*hill.margin == about(5.0));  // u (10 - u) is greatest at u = 5: 25
  CHECK(*hill.margin_at == tick(50));
  // The extremum is a corner of its own: (0.9 + 0.1 t)(10 - 0.1 t) is greatest at t = 45.5 s.
  p.add("e.x", lines({{0, 0.9}, {100, 10.9}}));
  CHECK(*always("e.x * b.x <= 30").on(p).margin == about(30.0 - 5.45 * 5.45));
  CHECK(*always("d.power >= 95 % * c.power").on(p).margin == about(-10e3));
  CHECK(*always("d.power / c.power >= 80 %").on(p).margin == about(0.1));
  // (100 + 0.8 t) / (100 + t) falls to 0.95 at t = 100 / 3 s. The chords of the quotient leave 1e-6
  // of it, which is 1e-6 / 1.1e-3 per second = 1 ms of time.
  const CheckResult when = eventually("d.power / c.power <= 0.95").within(50).on(p);
  CHECK(*when.slack_s == Approx(50.0 - 100.0 / 3.0).margin(1e-3));
}

TEST_CASE("a quotient with a zero below stays a number", "[check]") {
  FakeProvider p;
  p.add("a.x", steps({{0, 1.0}}));
  p.add("b.x", lines({{0, 1.0}, {50, 0.0}, {100, 1.0}}));
  p.add("z.x", steps({{0, 0.0}}));
  CHECK(*always("a.x / b.x >= 1").on(p).margin == about(0.0));
  CHECK(status_of(always("a.x / b.x <= 10").on(p)) == "fail");
  CHECK(*always("z.x / z.x <= 1").on(p).margin == about(1.0));
}

TEST_CASE("sums, differences and signs", "[check]") {
  FakeProvider p;
  p.add("a.power", lines({{0, 1e3}, {100, 5e3}}), "kW");
  p.add("b.power", lines({{0, 4e3}, {100, 2e3}}), "kW");
  CHECK(*always("a.power + b.power >= 4 kW").on(p).margin == about(1e3));
  CHECK(*always("a.power - b.power >= -4 kW").on(p).margin == about(1e3));
  CHECK(*always("2 * (a.power - b.power) <= 7 kW").on(p).margin == about(1e3));
  CHECK(*always("abs(a.power - b.power) >= 0 W").on(p).margin ==
        Approx(0.0).margin(1e-6));  // rounded to the tick of the zero: 60 W/s times 1 ns
}

TEST_CASE("min, max, sum, mean and count use up their stars", "[check]") {
  FakeProvider p;
  for (const char* path : {"block.*.x"}) {
    p.add_member(path, "block.1-3+5", {"block|1-3+5"}, 4, steps({{0, 1.0}}));
    p.add_member(path, "block.4", {"block|4"}, 1, lines({{0, 1.0}, {50, 6.0}, {100, 1.0}}));
  }
  CHECK(*always("min(block.*.x) >= 0").on(p).margin == about(1.0));
  CHECK(*always("max(block.*.x) <= 7").on(p).margin == about(1.0));
  CHECK(*always("sum(block.*.x) <= 11").on(p).margin == about(1.0));
  CHECK(*always("mean(block.*.x) <= 3").on(p).margin == about(1.0));
  CHECK(*always("count(block.*.x >= 1) == 5").on(p).margin == about(0.0));
  const CheckResult count = always("count(block.*.x >= 2) <= 0").on(p);
  CHECK(*count.margin == about(-1.0));
  CHECK(count.decided_at == tick(10));
  CHECK(*always("count(block.*.x < 2) >= 4").on(p).margin == about(0.0));
}

TEST_CASE("an open star is checked for each match and the worst is named", "[check]") {
  FakeProvider p;
  p.add_member("block.*.soc", "block.1-6+8", {"block|1-6+8"}, 7, lines({{0, 1.0}, {100, 0.7}}),
               "%");
  p.add_member("block.*.soc", "block.7", {"block|7"}, 1, lines({{0, 1.0}, {100, 0.2}}), "%");
  const CheckResult r = at_end("block.*.soc >= 60 %").on(p);
  CHECK(status_of(r) == "fail");
  CHECK(r.match == "block.7");
  CHECK(*r.margin == about(-0.4));
  CHECK(r.unit == "%");
}

TEST_CASE("stars with the same text before them are the same member", "[check]") {
  FakeProvider p;
  // Each block covers its own demand; no block covers the demand of the other.
  p.add_member("block.*.lfp.power", "block.1.lfp", {"1"}, 1, steps({{0, 10e3}}), "kW");
  p.add_member("block.*.lfp.power", "block.2.lfp", {"2"}, 1, steps({{0, 20e3}}), "kW");
  p.add_member("block.*.pdu.power", "block.2.pdu", {"2"}, 1, steps({{0, 20e3}}), "kW");
  p.add_member("block.*.pdu.power", "block.1.pdu", {"1"}, 1, steps({{0, 10e3}}), "kW");
  CHECK(*always("block.*.lfp.power >= 90 % * block.*.pdu.power").on(p).margin == about(1e3));
  CHECK(*always("block.*.lfp.power >= 90 % * max(block.*.pdu.power)").on(p).margin == about(-8e3));
  // `after` opens a window for each block by itself.
  p.add_state("block.*.ups.state", steps({{0, 1.0}, {50, 2.0}}), {"1"}, "block.1.ups");
  p.add_state("block.*.ups.state", steps({{0, 1.0}}), {"2"}, "block.2.ups");
  const CheckResult r =
      always("block.*.lfp.power >= 11 kW").after("block.*.ups.state == battery").on(p);
  CHECK(r.windows == 1);
  CHECK(r.match == "block.1.lfp");
  CHECK(*r.margin == about(-1e3));
}

TEST_CASE("a deeper star follows the shallower one", "[check]") {
  FakeProvider p;
  p.add_member("block.*.rack.*.x", "block.1.rack.1-5", {"1", "1-5"}, 5, steps({{0, 1.0}}));
  p.add_member("block.*.rack.*.x", "block.2.rack.1-5", {"2", "1-5"}, 5, steps({{0, 3.0}}));
  p.add_member("block.*.x", "block.1", {"1"}, 1, steps({{0, 1.0}}));
  p.add_member("block.*.x", "block.2", {"2"}, 1, steps({{0, 3.0}}));
  CHECK(*always("block.*.rack.*.x - block.*.x >= 0").on(p).margin == about(0.0));
  CHECK(*always("sum(block.*.rack.*.x - block.*.x) >= 0").on(p).margin == about(0.0));
  CHECK(*always("count(block.*.rack.*.x >= 2) >= 5").on(p).margin == about(0.0));
}
