#include "ridethrough/study/baseline.hpp"

#include <catch2/catch.hpp>

#include "study/signal_tube.hpp"
#include "support/ticks.hpp"

namespace ridethrough::study {
namespace {

using Kind = Difference::Kind;
using ridethrough::support::kMs;

OutcomeEvent row(core::Tick ms, const std::string& component, const std::string& to = "on") {
  OutcomeEvent event;
  event.time = ms * kMs;
  event.component = component;
  event.what = "state";
  event.from = "off";
  event.to = to;
  return event;
}

scenario::BaselineSpec spec() {
  scenario::BaselineSpec spec;
  spec.time = kMs;
  spec.voltage = spec.power = spec.energy = spec.cost = spec.soc = 1e-3;
  spec.temperature_k = 0.1;
  return spec;
}

std::vector<Difference> of_events(const std::vector<OutcomeEvent>& kept,
                                  const std::vector<OutcomeEvent>& now) {
  Baseline before, after;
  before.events = kept;
  after.events = now;
  return differences(before, after, spec());
}

std::vector<Difference> of_value(const std::string& path, const std::string& unit, double kept,
                                 double now) {
  Baseline before, after;
  before.values[path] = {kept, unit};
  after.values[path] = {now, unit};
  return differences(before, after, spec());
}

Trace line(std::vector<Corner> corners) { return {devices::Shape::line, std::move(corners)}; }

}  // namespace

TEST_CASE("events that are missing, extra, reordered and shifted are told apart", "[baseline]") {
  const std::vector<OutcomeEvent> kept{row(10, "grid"), row(20, "ups"), row(30, "gen"),
                                       row(40, "ats")};
  CHECK(of_events(kept, kept).empty());
  const auto one = [&](const std::vector<OutcomeEvent>& now) {
    const auto found = of_events(kept, now);
    REQUIRE(found.size() == 1);
    return found.front();
  };
  const Difference missing = one({kept[0], kept[1], kept[3]});
  CHECK(missing.kind == Kind::missing_event);
  CHECK(missing.path == "gen state off -> on");
  CHECK(one({kept[0], kept[1], row(25, "pdu"), kept[2], kept[3]}).kind == Kind::extra_event);
  const Difference shifted = one({kept[0], row(22, "ups"), kept[2], kept[3]});
  CHECK(shifted.kind == Kind::shifted_event);
  CHECK(shifted.kept == Approx(0.020));
  CHECK(shifted.now == Approx(0.022));
  const Difference reordered = one({kept[0], kept[2], row(35, "ups"), kept[3]});
  CHECK(reordered.kind == Kind::reordered_event);
  CHECK(reordered.path == "ups state off -> on");
  // Another reason, state or number of members is another row.
  CHECK(of_events(kept, {kept[0], row(20, "ups", "dead"), kept[2], kept[3]}).size() == 2);
}

TEST_CASE("events within the allowed shift may come a little later and change places",
          "[baseline]") {
  const std::vector<OutcomeEvent> kept{row(10, "a"), row(20, "b"), row(20, "c")};
  CHECK(of_events(kept, {kept[0], kept[2], kept[1]}).empty());
  OutcomeEvent later = kept[1];
  later.time += kMs;
  CHECK(of_events(kept, {kept[0], later, kept[2]}).empty());
  later.time += 1;
  CHECK(of_events(kept, {kept[0], later, kept[2]}).size() == 1);
}

TEST_CASE("rows of one kind answer to each other in their order", "[baseline]") {
  const std::vector<OutcomeEvent> kept{row(10, "a"), row(20, "a"), row(30, "a")};
  const auto found = of_events(kept, {row(10, "a"), row(20, "a")});
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Kind::missing_event);
  CHECK(found[0].kept == Approx(0.030));
}

TEST_CASE("each figure has the tolerance of its dimension", "[baseline]") {
  CHECK(of_value("grid.peak", "kW", 1000.0, 1000.999).empty());
  CHECK(of_value("grid.peak", "kW", 1000.0, 1001.001).size() == 1);
  CHECK(of_value("bus.lowest", "pu", 0.5, 0.5009).empty());
  CHECK(of_value("bus.lowest", "pu", 0.5, 0.5011).size() == 1);
  CHECK(of_value("vrla.soc_min", "%", 40.0, 40.09).empty());
  CHECK(of_value("vrla.soc_min", "%", 40.0, 40.11).size() == 1);
  CHECK(of_value("room.hottest", "degC", 30.0, 30.09).empty());
  CHECK(of_value("room.hottest", "degC", 30.0, 30.11).size() == 1);
  CHECK(of_value("checks.gen-starts.margin", "s", 5.0, 5.0009).empty());
  CHECK(of_value("checks.gen-starts.margin", "s", 5.0, 5.0011).size() == 1);
  CHECK(of_value("figures.racks_dropped", "", 0.0, 1.0).size() == 1);
}

TEST_CASE("a verdict that changes and a figure that goes are differences", "[baseline]") {
  Baseline kept, now;
  kept.words["verdict"] = "pass";
  now.words["verdict"] = "fail";
  kept.values["ups.loss"] = {1.0, "kWh"};
  now.values["pdu.loss"] = {1.0, "kWh"};
  const auto found = differences(kept, now, spec());
  REQUIRE(found.size() == 3);
  CHECK(found[0].kind == Kind::word);
  CHECK(found[1].kind == Kind::missing_value);
  CHECK(found[2].kind == Kind::extra_value);
}

TEST_CASE("a tube is left where value and time are both out of reach", "[baseline]") {
  // A step from 0 to 10 at 100 ms.
  const Trace kept = line({{0, 0, 0}, {100 * kMs, 0, 10}, {200 * kMs, 10, 10}});
  const auto at_step = [](core::Tick at, double top) {
    return line({{0, 0, 0}, {at, 0, top}, {200 * kMs, top, top}});
  };
  CHECK_FALSE(tube_exit(kept, kept, 0.0, 0));
  CHECK_FALSE(tube_exit(kept, at_step(101 * kMs, 10.0), 0.1, kMs));
  const auto late = tube_exit(kept, at_step(102 * kMs, 10.0), 0.1, kMs);
  REQUIRE(late);
  // What is kept jumps where the late one is still low for more than the shift.
  CHECK(late->at == 100 * kMs);
  CHECK_FALSE(tube_exit(kept, at_step(100 * kMs, 10.1), 0.11, 0));
  CHECK(tube_exit(kept, at_step(100 * kMs, 10.2), 0.11, 0)->now == 10.2);
}

TEST_CASE("a dip that one of two signals lacks leaves the tube of the other", "[baseline]") {
  const Trace flat = line({{0, 1, 1}, {100 * kMs, 1, 1}});
  const Trace dip = line({{0, 1, 1}, {50 * kMs, 1, 0}, {60 * kMs, 0, 1}, {100 * kMs, 1, 1}});
  const auto gone = tube_exit(dip, flat, 0.1, kMs);
  REQUIRE(gone);
  CHECK(gone->kept == 0.0);
  CHECK(gone->now == 1.0);
  const auto come = tube_exit(flat, dip, 0.1, kMs);
  REQUIRE(come);
  CHECK(come->now == 0.0);
}

TEST_CASE("thinning leaves out corners and stays within its width", "[baseline]") {
  Trace trace = line({});
  for (int i = 0; i <= 1000; ++i) {
    const double x = 1e-3 * i;
    trace.corners.push_back({i * kMs, x * x, x * x});
  }
  const Trace whole = trace;
  thin_out(trace, 1e-3);
  // A chord of span h is off a parabola by h^2/4 at most: 2 sqrt(1e-3) = 63 ms are one corner.
  CHECK(trace.corners.size() < 40);
  CHECK_FALSE(tube_exit(whole, trace, 1e-3, 0));
}

TEST_CASE("what was written otherwise is named", "[baseline]") {
  const auto changes = scenario_changes({{"components.vrla.strings", "10"}, {"seed", "1"}},
                                        {{"components.vrla.strings", "8"}, {"duration", "1 s"}});
  CHECK(changes == std::vector<std::string>{"components.vrla.strings 10 -> 8", "seed 1 -> none",
                                            "duration none -> 1 s"});
}

}  // namespace ridethrough::study
