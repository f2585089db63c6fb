#include "study/check_cause.hpp"

#include <catch2/catch.hpp>

#include "check_support.hpp"

/// The rows that a failed check names as its causes.
namespace {

using namespace ridethrough;
using check_support::always;
using check_support::tick;
using Seqs = std::vector<std::int64_t>;

study::OutcomeEvent row(double time_s, const std::string& component, const std::string& what,
                        std::int64_t cause) {
  study::OutcomeEvent event;
  event.time = tick(time_s);
  event.component = component;
  event.what = what;
  event.cause = cause;
  return event;
}

std::vector<study::OutcomeEvent> numbered(std::vector<study::OutcomeEvent> events) {
  for (std::size_t i = 0; i < events.size(); ++i) events[i].seq = static_cast<std::int64_t>(i) + 1;
  return events;
}

study::CheckResult failing(double from_s, const std::string& match = "") {
  study::CheckResult result;
  result.failing_from = tick(from_s);
  result.match = match;
  return result;
}

Seqs causes(const std::string& claim, const study::CheckResult& result,
            const std::vector<study::OutcomeEvent>& events) {
  return study::causes_of(always(claim).spec, result, numbered(events));
}

const std::vector<study::OutcomeEvent> kOutage = {
    row(60, "events.outage", "event", 0),       row(60, "grid", "state", 1),
    row(60.003, "block.1-6.ups", "state", 1),   row(60.003, "block.7.ups", "state", 1),
    row(70, "block.7.ups", "state", 4),         row(70, "block.7.rack.1-25", "state", 5),
    row(70.01, "block.7.rack.1-25", "drop", 6), row(90, "block.1-6.rack.1-25", "state", 3)};

}  // namespace

TEST_CASE("a chain begins at the judged component and ends at the script", "[study][cause]") {
  CHECK(causes("block.rack.dropped == 0", failing(70.01, "block.rack"), kOutage) ==
        Seqs{7, 6, 5, 4, 1});
}

TEST_CASE("a check that holds has no cause", "[study][cause]") {
  CHECK(causes("block.rack.dropped == 0", {}, kOutage).empty());
}

TEST_CASE("only rows of the worst match count as its own", "[study][cause]") {
  CHECK(causes("block.*.ups.soc >= 60 %", failing(80, "block.3.ups"), kOutage) == Seqs{3, 1});
  CHECK(causes("block.*.ups.soc >= 60 %", failing(80, "block.7.ups"), kOutage) == Seqs{5, 4, 1});
  // The other path of the claim speaks of the same block.
  CHECK(causes("block.*.pdu.power <= block.*.ups.power", failing(80, "block.3.pdu"), kOutage) ==
        Seqs{3, 1});
}

TEST_CASE("a group is judged by what stands inside it", "[study][cause]") {
  CHECK(causes("block.7.dropped == 0", failing(75, "block.7"), kOutage) == Seqs{7, 6, 5, 4, 1});
}

TEST_CASE("what happens at the instant of the failure comes before what was earlier",
          "[study][cause]") {
  // The feeder has its own row at 60 s; its power jumps when block 7 moves at 70 s.
  CHECK(causes("grid.power >= 1 MW", failing(70, "grid"), kOutage) == Seqs{6, 5, 4, 1});
  CHECK(causes("grid.power >= 1 MW", failing(72, "grid"), kOutage) == Seqs{2, 1});
}

TEST_CASE("the script is a cause where the component itself has not moved", "[study][cause]") {
  CHECK(causes("pump.power <= 1 MW", failing(65, "pump"), kOutage) == Seqs{1});
  CHECK(causes("pump.power <= 1 MW", failing(10, "pump"), kOutage).empty());
}

TEST_CASE("a claim began to fail where the violation with the margin began", "[study][cause]") {
  check_support::FakeProvider provider;
  provider.add("a.x", check_support::steps({{0, 0}, {10, 2}, {12, 0}, {30, 3}, {35, 5}, {40, 0}}));
  const auto result = always("a.x <= 1").on(provider);
  REQUIRE(result.failing_from);
  CHECK(*result.margin_at == tick(35));
  CHECK(*result.failing_from == tick(30));
  CHECK_FALSE(always("a.x <= 5").on(provider).failing_from);
}

TEST_CASE("a claim about the end began to fail when it last stopped to hold", "[study][cause]") {
  check_support::FakeProvider provider;
  provider.add("a.x", check_support::lines({{0, 10}, {50, 0}}));
  const auto result = check_support::at_end("a.x >= 5").on(provider);
  REQUIRE(result.failing_from);
  CHECK(*result.failing_from >= tick(25));
  CHECK(*result.failing_from <= tick(25) + 1);  // a crossing is rounded up to the next tick
}

TEST_CASE("a response that does not come fails at its deadline", "[study][cause]") {
  check_support::FakeProvider provider;
  provider.add("a.x", check_support::steps({{0, 0}, {20, 2}}));
  provider.add_event("go", {{5, 6}});
  const auto result =
      check_support::eventually("a.x >= 1").after("events.go").within(4).on(provider);
  REQUIRE(result.failing_from);
  CHECK(*result.failing_from == tick(9));
}
