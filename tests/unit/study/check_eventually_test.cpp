#include "check_support.hpp"

using namespace check_support;
using study::CheckResult;

TEST_CASE("eventually: margin is the best value, slack the time left", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 0.0}, {20, 4.0}, {40, 0.0}}));
  const CheckResult r = eventually("a.x >= 3").within(30).on(p);
  CHECK(status_of(r) == "pass");
  CHECK(*r.margin == about(1.0));
  CHECK(*r.margin_at == tick(20));
  CHECK(*r.slack_s == about(15.0));  // 0.2 t reaches 3 at 15 s
  CHECK(r.decided_at == tick(15));
  const CheckResult late = eventually("a.x >= 3").within(10).on(p);
  CHECK(status_of(late) == "fail");
  CHECK(*late.margin == about(-1.0));
  CHECK(*late.slack_s == about(-5.0));
  CHECK(late.decided_at == tick(10));
  const CheckResult never = eventually("a.x >= 5").within(10).on(p);
  CHECK_FALSE(never.slack_s);
}

TEST_CASE("eventually of states: margin is the slack", "[check]") {
  FakeProvider p;
  p.add_state("gen.state", steps({{0, 0.0}, {42, 1.0}}));
  p.add_event("blackout", {{30, 60}});
  const CheckResult r =
      eventually("gen.state == on_line").after("events.blackout").within(15).on(p);
  CHECK(status_of(r) == "pass");
  CHECK(*r.margin == about(3.0));
  CHECK(r.unit == "s");
}

TEST_CASE("the deadline itself still counts", "[check]") {
  FakeProvider p;
  p.add_state("gen.state", steps({{0, 0.0}, {15, 1.0}}));
  const CheckResult r = eventually("gen.state == on_line").within(15).on(p);
  CHECK(status_of(r) == "pass");
  CHECK(*r.slack_s == about(0.0));
}

TEST_CASE("eventually for: it must last", "[check]") {
  FakeProvider p;
  // On from 10 s to 14 s, then from 20 s on.
  p.add_state("ups.state", steps({{0, 2.0}, {10, 1.0}, {14, 2.0}, {20, 1.0}}));
  const CheckResult r = eventually("ups.state == on_line").within(30).lasting(5).on(p);
  CHECK(status_of(r) == "pass");
  CHECK(*r.slack_s == about(10.0));
  CHECK(r.decided_at == tick(25));
  CHECK(status_of(eventually("ups.state == on_line").within(15).lasting(5).on(p)) == "fail");
  CHECK(status_of(eventually("ups.state == on_line").within(15).lasting(4).on(p)) == "pass");
}

TEST_CASE("eventually for: the margin of a hill is its height where it is wide enough", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{10, 0.0}, {20, 10.0}, {30, 0.0}}));
  // A window of 4 s lies best on [18, 22]: 8 at both ends.
  const CheckResult r = eventually("a.x >= 5").within(90).lasting(4).on(p);
  CHECK(*r.margin == about(3.0));
  CHECK(*r.margin_at == tick(18));
  // Started at 15 s at the latest, the window [15, 19] begins at 5.
  const CheckResult early = eventually("a.x >= 6").within(15).lasting(4).on(p);
  CHECK(status_of(early) == "fail");
  CHECK(*early.margin == about(-1.0));
}

TEST_CASE("a run that ends before the decision is unfinished", "[check]") {
  FakeProvider p;
  p.add_state("gen.state", steps({{0, 0.0}}));
  p.add_state("ups.state", steps({{0, 0.0}, {97, 1.0}}));
  p.add_event("late", {{95, 96}});
  const CheckResult r = eventually("gen.state == on_line").after("events.late").within(15).on(p);
  CHECK(status_of(r) == "unfinished");
  CHECK(r.fails_run);
  CHECK(r.decided_at == tick(kLast));
  // True before the end, but not yet long enough.
  CHECK(status_of(
            eventually("ups.state == on_line").after("events.late").within(3).lasting(10).on(p)) ==
        "unfinished");
  CHECK(status_of(
            eventually("ups.state == on_line").after("events.late").within(1).lasting(10).on(p)) ==
        "fail");
  // The window would begin after the end of the run.
  CHECK(status_of(eventually("gen.state == on_line").after("events.late", 10).within(5).on(p)) ==
        "unfinished");
  CHECK(status_of(always("gen.state == off").after("events.late", 10).on(p)) == "vacuous");
}

TEST_CASE("a failed window outweighs an unfinished one", "[check]") {
  FakeProvider p;
  // Late in the first window, never seen in the second.
  p.add_state("gen.state", steps({{0, 0.0}, {50, 1.0}, {60, 0.0}}));
  p.add_event("dips", {{10, 11}, {95, 96}});
  const CheckResult r = eventually("gen.state == on_line").after("events.dips").within(15).on(p);
  CHECK(status_of(r) == "fail");
  CHECK(r.window == 1);
}

TEST_CASE("at_end reads the value after a jump at the end", "[check]") {
  FakeProvider p;
  p.add("a.x", lines({{0, 1.0}, {100, 1.0, 3.0}}));
  CHECK(*at_end("a.x >= 2").on(p).margin == about(1.0));
  CHECK(*at_end("a.x >= 2").on(p).margin_at == tick(100));
  p.add_state("a.state", steps({{0, 1.0}}));
  CHECK(status_of(at_end("a.state == on_line").on(p)) == "pass");
  CHECK_FALSE(at_end("a.state == on_line").on(p).margin);
  p.add_event("never", {});
  CHECK(status_of(at_end("a.x >= 2").after("events.never").on(p)) == "vacuous");
}
