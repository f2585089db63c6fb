#include <catch2/catch.hpp>
#include <string>

#include "ridethrough/report/data.hpp"
#include "support/ticks.hpp"

namespace ridethrough::report {
namespace {

using ridethrough::support::kSecond;

study::Outcome outcome_with_two_signals() {
  study::Outcome outcome;
  outcome.duration = 2 * kSecond;
  study::RecordedSignal power;
  power.name = "a.power";
  power.unit = "kW";
  power.trace.corners = {{0, 0.0, 0.0}, {kSecond, 1000.0, 3000.0}, {2 * kSecond, 3000.0, 3000.0}};
  study::RecordedSignal state;
  state.name = "b.state";
  state.words = {"off", "on"};
  state.trace.shape = devices::Shape::steps;
  state.trace.corners = {{0, 0.0, 0.0}, {kSecond / 2, 0.0, 1.0}, {2 * kSecond, 1.0, 1.0}};
  outcome.signals = {power, state};
  return outcome;
}

}  // namespace

TEST_CASE("times have nine decimals and no rounding") {
  CHECK(time_text(0) == "0.000000000");
  CHECK(time_text(1) == "0.000000001");
  CHECK(time_text(600 * kSecond + 20'417'000) == "600.020417000");
  // Beyond 2^53 ns a double would round.
  CHECK(time_text(9'007'199'254'740'993) == "9007199.254740993");
}

TEST_CASE("signals.csv: a row for each corner of any signal, two for a jump") {
  CHECK(signals_csv(outcome_with_two_signals()) ==
        "time [s],a.power [kW],b.state\n"
        "0.000000000,0,off\n"
        "0.500000000,0.5,off\n"
        "0.500000000,0.5,on\n"
        "1.000000000,1,on\n"
        "1.000000000,3,on\n"
        "2.000000000,3,on\n");
}

TEST_CASE("signals.csv of nothing is a header") { CHECK(signals_csv({}) == "time [s]\n"); }

TEST_CASE("events.csv: columns in order, empty cause for the scenario itself") {
  study::Outcome outcome;
  outcome.events = {{kSecond, 1, "events.blink", 1, "event", "", "begun", "", 0},
                    {kSecond + 3, 2, "row.1-4", 4, "state", "up", "holding", "under_voltage", 1}};
  CHECK(events_csv(outcome) ==
        "time [s],seq,component,members,what,from,to,reason,cause\n"
        "1.000000000,1,events.blink,1,event,,begun,,\n"
        "1.000000003,2,row.1-4,4,state,up,holding,under_voltage,1\n");
}

TEST_CASE("fields with commas and quotes are quoted as RFC 4180 says") {
  study::Outcome outcome;
  outcome.events = {{0, 1, "a", 1, "state", "x,y", "say \"z\"", "two\nlines", 0}};
  CHECK(events_csv(outcome).substr(57) ==
        "0.000000000,1,a,1,state,\"x,y\",\"say \"\"z\"\"\",\"two\nlines\",\n");
}

}  // namespace ridethrough::report
