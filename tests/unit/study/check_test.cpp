#include "check_support.hpp"

using namespace check_support;
using study::CheckResult;

TEST_CASE("always: the margin of a ramp is its least distance", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 1.0}, {40, 5.0}, {100, 2.0}}));
  const CheckResult low = always("a.x >= 0.5").on(p);
  CHECK(status_of(low) == "pass");
  CHECK(*low.margin == about(0.5));
  CHECK(*low.margin_at == 0);
  CHECK(low.match == "a");
  const CheckResult high = always("a.x <= 4").on(p);
  CHECK(status_of(high) == "fail");
  CHECK(*high.margin == about(-1.0));
  CHECK(*high.margin_at == tick(40));
  CHECK(high.decided_at == tick(30));  // 1 + 0.1 t reaches 4 at 30 s
  CHECK(high.fails_run);
  CHECK(high.unit == "1");
}

TEST_CASE("always: both sides of a jump count", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 1.0}, {10, 3.0, 2.0}, {20, 2.0, -1.0}, {20.001, -1.0, 2.0}}));
  const CheckResult before = always("a.x <= 2.5").on(p);
  CHECK(*before.margin == about(-0.5));
  CHECK(*before.margin_at == tick(10));
  CHECK(*always("a.x >= 0").on(p).margin == about(-1.0));
}

TEST_CASE("strict and weak comparison differ at margin zero only", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 1.0}, {50, 2.0}, {100, 1.0}}));
  CHECK(status_of(always("a.x <= 2").on(p)) == "pass");
  CHECK(status_of(always("a.x < 2").on(p)) == "fail");
  CHECK(*always("a.x < 2").on(p).margin == about(0.0));
  CHECK(status_of(always("not a.x > 2").on(p)) == "pass");
  CHECK(status_of(always("not a.x >= 2").on(p)) == "fail");
}

TEST_CASE("counters compare with ==", "[check]") {
  FakeProvider p;
  p.add("row.dropped", steps({{0, 0.0}, {60, 25.0}, {70, 0.0}}), "", devices::Shape::steps);
  const CheckResult r = always("row.dropped == 0").on(p);
  CHECK(status_of(r) == "fail");
  CHECK(*r.margin == about(-25.0));
  CHECK(r.decided_at == tick(60));
  CHECK(status_of(eventually("row.dropped == 25").within(60).on(p)) == "pass");
  CHECK(status_of(always("row.dropped != 24").on(p)) == "pass");
  CHECK(*always("row.dropped != 24").on(p).margin == about(1.0));
}

TEST_CASE("chained comparison, and, or, not", "[check]") {
  FakeProvider p;
  p.add("gen.frequency", lines({{0, 50.0}, {10, 49.2}, {20, 50.4}, {30, 50.0}}), "Hz");
  const CheckResult band = always("49 Hz <= gen.frequency <= 51 Hz").on(p);
  CHECK(*band.margin == about(0.2));
  CHECK(band.unit == "Hz");
  CHECK(*always("gen.frequency >= 50.2 Hz or gen.frequency <= 50 Hz").on(p).margin == about(-0.1));
  CHECK(*always("not gen.frequency < 49 Hz").on(p).margin == about(0.2));
  CHECK(*at_end("gen.frequency >= 49 Hz and gen.frequency <= 50.5 Hz").on(p).margin == about(0.5));
}

TEST_CASE("except_shorter_than forgives each violation by itself", "[check]") {
  FakeProvider p;
  // Below 1 from 10 s to 14 s and from 30 s to 33 s, deepest 0.
  p.add("a.x", lines({{10, 1.0}, {12, 0.0}, {14, 1.0}, {30, 1.0, 0.5}, {33, 0.5, 1.0}}));
  CHECK(status_of(always("a.x >= 0.9").on(p)) == "fail");
  const CheckResult forgiven = always("a.x >= 1").except(4.5).on(p);
  CHECK(status_of(forgiven) == "pass");
  const CheckResult longer = always("a.x >= 1").except(3.5).on(p);
  CHECK(status_of(longer) == "fail");
  CHECK(longer.decided_at == tick(13.5));
  // The best value within [10.25, 13.75): |t - 12| / 2 at its edges, 0.875.
  CHECK(*longer.margin == about(-0.125));
  // Exactly as long as tolerated reaches the limit.
  p.add("b.x", lines({{30, 1.0, 0.5}, {33, 0.5, 1.0}}));
  CHECK(status_of(always("b.x >= 1").except(3.0).on(p)) == "fail");
  CHECK(*always("b.x >= 1").except(3.0).on(p).margin == about(-0.5));
  CHECK(status_of(always("b.x >= 1").except(3.001).on(p)) == "pass");
}

TEST_CASE("a violation that the end cuts counts with its seen length", "[check]") {
  FakeProvider p;
  p.add("a.x", steps({{0, 1.0}, {98, 0.0}}));
  CHECK(status_of(always("a.x >= 0.5").except(3).on(p)) == "pass");
  CHECK(status_of(always("a.x >= 0.5").except(2).on(p)) == "fail");
  CHECK(status_of(always("a.x >= 0.5").except(1.5).on(p)) == "fail");
  // A window shorter than the tolerance can hold no violation that counts.
  p.add_event("e", {{97.5, 98}});
  const CheckResult shorter = always("a.x >= 0.5").after("events.e").except(3).on(p);
  CHECK(status_of(shorter) == "pass");
  CHECK(shorter.unit == "s");
  CHECK(*shorter.margin == about(1.0));  // 3 s tolerated, 2 s seen
}

TEST_CASE("while counts only the instants at which it holds", "[check]") {
  FakeProvider p;
  p.add("ups.loss", lines({{0, 1000.0}, {20, 1000.0, 9000.0}, {30, 9000.0, 2000.0}}), "kW");
  p.add_state("ups.state", steps({{0, 1.0}, {20, 2.0}, {30, 1.0}}));
  const CheckResult r = always("ups.loss <= 3 kW").during("ups.state == on_line").on(p);
  CHECK(status_of(r) == "pass");
  CHECK(*r.margin == about(1000.0));
  CHECK(r.unit == "kW");
  CHECK(*always("ups.loss <= 3 kW").during("ups.state == battery").on(p).margin == about(-6000.0));
  CHECK(status_of(always("ups.loss <= 3 kW").during("ups.state == off").on(p)) == "vacuous");
  CHECK(status_of(at_end("ups.loss <= 3 kW").during("ups.state == battery").on(p)) == "vacuous");
  CHECK(status_of(eventually("ups.loss >= 5 kW").within(90).during("ups.state == on_line").on(p)) ==
        "fail");
}

TEST_CASE("until is weak and excludes the instant that ends it", "[check]") {
  FakeProvider p;
  p.add("row.dropped", steps({{0, 0.0}, {50, 25.0}}), "", devices::Shape::steps);
  p.add_event("second", {{50, 60}});
  p.add_event("never", {});
  CHECK(status_of(always("row.dropped == 0").until("events.second").on(p)) == "pass");
  CHECK(status_of(always("row.dropped == 0").until("events.never").on(p)) == "fail");
  CHECK(status_of(always("row.dropped <= 25").until("events.never").on(p)) == "pass");
  // Open when the window begins: nothing is tested.
  CHECK(status_of(always("row.dropped == 0").after("events.second").until("events.second").on(p)) ==
        "vacuous");
}

TEST_CASE("several windows: the worst is named", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 5.0}, {20, 4.0}, {40, 1.0}, {60, 3.0}, {100, 3.0}}));
  p.add_event("dips", {{15, 16}, {38, 39}, {70, 71}});
  const CheckResult r = always("a.x >= 0").after("events.dips", 1.0).lasting(5).on(p);
  CHECK(status_of(r) == "pass");
  CHECK(r.windows == 3);
  CHECK(r.window == 2);
  CHECK(*r.margin == about(1.0));
  CHECK(*r.margin_at == tick(40));
  // The third window reaches from 71 s to 76 s.
  CHECK(*always("a.x >= 4").after("events.dips", 56.0).lasting(1).on(p).margin == about(-1.0));
}

TEST_CASE("a window opens at every rise, also at the start", "[check]") {
  FakeProvider p;
  p.add_state("a.state", steps({{0, 2.0}, {10, 1.0}, {30, 2.0}, {35, 1.0}}));
  p.add("a.x", steps({{0, 0.0}, {3, 1.0}, {4, 0.0}, {36, 1.0}}));
  const CheckResult r = eventually("a.x >= 1").after("a.state == battery").within(5).on(p);
  CHECK(r.windows == 2);
  CHECK(status_of(r) == "fail");
  CHECK(r.window == 2);
  CHECK(*r.slack_s == about(-1.0));
  CHECK(r.decided_at == tick(35));
}

TEST_CASE("vacuous checks count as if_never says", "[check]") {
  FakeProvider p;
  p.add("a.x", steps({{0, 0.0}}));
  p.add_event("never", {});
  Check check = always("a.x >= 0").after("events.never");
  CheckResult r = check.on(p);
  CHECK(status_of(r) == "vacuous");
  CHECK(r.fails_run);
  CHECK(r.windows == 0);
  CHECK_FALSE(r.margin);
  check.spec.if_never = scenario::IfNever::warn;
  CHECK(status_of(check.on(p)) == "warn");
  CHECK_FALSE(check.on(p).fails_run);
  check.spec.if_never = scenario::IfNever::pass;
  CHECK(status_of(check.on(p)) == "pass");
  check.spec.if_never = scenario::IfNever::fail;
  check.spec.level = scenario::Level::warn;
  CHECK(status_of(check.on(p)) == "vacuous");
  CHECK_FALSE(check.on(p).fails_run);
}

TEST_CASE("level warn turns a failure into a warning", "[check]") {
  FakeProvider p;
  p.add("a.x", steps({{0, 0.0}}));
  Check check = always("a.x >= 1");
  check.spec.level = scenario::Level::warn;
  CHECK(status_of(check.on(p)) == "warn");
  CHECK_FALSE(check.on(p).fails_run);
}

TEST_CASE("always of states: margin is minus the longest violation", "[check]") {
  FakeProvider p;
  p.add_state("a.state", steps({{0, 1.0}, {10, 2.0}, {12, 1.0}, {20, 2.0}, {25, 1.0}}));
  const CheckResult r = always("a.state != battery").on(p);
  CHECK(status_of(r) == "fail");
  CHECK(*r.margin == about(-5.0));
  CHECK(r.unit == "s");
  CHECK(r.decided_at == tick(10));
  CHECK(*always("a.state != off").on(p).margin == about(0.0));
}

TEST_CASE("mixed dimensions: each comparison has its own margin", "[check]") {
  FakeProvider p;
  p.add("a.power", lines({{0, 1000.0}, {50, 3000.0}, {100, 1000.0}}), "kW");
  p.add("a.frequency", lines({{0, 50.0}, {100, 49.0}}), "Hz");
  const CheckResult r = always("a.power <= 2 kW and a.frequency >= 49.5 Hz").on(p);
  CHECK(status_of(r) == "fail");
  CHECK_FALSE(r.margin);
  CHECK(r.decided_at == tick(25));
  REQUIRE(r.atoms.size() == 2);
  CHECK(r.atoms[0].margin == about(0.0));
  CHECK(r.atoms[0].unit == "kW");
  CHECK(r.atoms[1].margin == about(0.25));
  CHECK(r.atoms[1].unit == "Hz");
}
