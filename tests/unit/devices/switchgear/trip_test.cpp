#include <catch2/catch.hpp>
#include <stdexcept>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "ridethrough/devices/switchgear/static_switch.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/trip_examples.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

/// Definite time of 1 s at 100 A, 200 ms at 300 A, at once at 1 kA.
Parameters three_elements() {
  Parameters trip = trip_of("definite", 100.0);
  trip.emplace("delay", number_value(1.0));
  trip.emplace("short_time",
               Value(Parameters{{"pickup", number_value(300.0)}, {"delay", number_value(0.2)}}));
  trip.emplace("instantaneous", number_value(1000.0));
  return trip;
}

void add_protected_feed(Rig& rig, std::unique_ptr<Device> contact, double amperes = 50.0) {
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cb", std::move(contact), {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(amperes)), {.from = {"cb"}});
}

TEST_CASE("each element trips after its time and the opening time", "[breaker][trip]") {
  const auto log_at = [](double amperes) {
    Rig rig;
    add_protected_feed(rig, make_breaker(breaker_with(three_elements())));
    rig.set(kSecond, "load", "power", watts_of(amperes));
    rig.run(10 * kSecond);
    return rig.log("cb");
  };
  CHECK(log_at(99.0).empty());
  CHECK(log_at(200.0) == Rows{"2000000000 1 overcurrent", "2050000000 tripped overcurrent"});
  CHECK(log_at(500.0) == Rows{"1200000000 1 short_time", "1250000000 tripped short_time"});
  // What lasts for no time does not trip: one tick at the least.
  CHECK(log_at(2000.0) == Rows{"1000000001 1 instantaneous", "1050000001 tripped instantaneous"});
}

TEST_CASE("current is told, and how far the trip is", "[breaker][trip]") {
  Rig rig;
  add_protected_feed(rig, make_breaker(breaker_with(three_elements())));
  rig.set(kSecond, "load", "power", watts_of(200.0));
  rig.set(kSecond + 250 * kMs, "load", "power", watts_of(50.0));
  rig.run(kSecond + 250 * kMs - 1);
  CHECK(rig.look("cb", "current") == Approx(200.0));
  CHECK(rig.look("cb", "trip_progress") == Approx(0.25));
  rig.run(2 * kSecond);
  CHECK(rig.look("cb", "trip_progress") == 0.0);  // an instant reset
  CHECK(rig.finding("cb", "pickup") == Approx(2.0));
  CHECK(rig.finding("cb", "drop_out") == Approx(0.25));
  CHECK(rig.finding("cb", "trips") == 0.0);
}

TEST_CASE("a disk turns back as slowly as its reset says", "[breaker][trip]") {
  Parameters trip = trip_of("ieee_very_inverse", 100.0);
  trip.insert_or_assign("reset", word_value("disk"));
  Rig rig;
  add_protected_feed(rig, make_breaker(breaker_with(trip)));
  rig.set(kSecond, "load", "power", watts_of(200.0));
  rig.set(3 * kSecond, "load", "power", watts_of(50.0));
  rig.run(4 * kSecond);
  // 2 s of 19.61 / 3 + 0.491 s, then 1 s at (1 - 0.25) / 21.6 per second.
  const double used = 2.0 / (19.61 / 3.0 + 0.491) - 0.75 / 21.6;
  CHECK(rig.look("cb", "trip_progress") == Approx(used).epsilon(1e-7));
  rig.run(60 * kSecond);
  CHECK(rig.look("cb", "trip_progress") == 0.0);
}

TEST_CASE("a tripped breaker is locked out until it is reset", "[breaker][trip]") {
  Rig rig;
  add_protected_feed(rig, make_breaker(breaker_with(three_elements())), 500.0);
  rig.order(5 * kSecond, "cb", Verb::close);
  rig.order(6 * kSecond, "cb", Verb::reset);
  rig.set(6 * kSecond, "load", "power", watts_of(50.0));
  rig.order(7 * kSecond, "cb", Verb::close);
  rig.run(20 * kSecond);
  CHECK(rig.state("cb") == "closed");
  const Rows log = rig.log("cb");
  REQUIRE(log.size() == 5);
  CHECK(log[1] == "250000000 tripped short_time");
  CHECK(log[2].find("is locked out by its trip") != std::string::npos);
  CHECK(log[3] == "6000000000 open reset");
  CHECK(log[4] == "7050000000 closed close_order");
  const Report report = rig.report("cb");
  REQUIRE(report.incidents.size() == 1);
  CHECK(report.incidents[0].lasted == 5750 * kMs);
}

TEST_CASE("a stuck breaker operates its trip and stays; repaired it counts anew",
          "[breaker][trip]") {
  Rig rig;
  add_protected_feed(rig, make_breaker(breaker_with(three_elements())));
  rig.order(kSecond, "cb", Verb::fail, true, {{"as", word_value("stuck")}});
  rig.set(2 * kSecond, "load", "power", watts_of(200.0));
  rig.order(10 * kSecond, "cb", Verb::repair);
  rig.run(20 * kSecond);
  CHECK(rig.log("cb") == Rows{"3000000000 1 overcurrent", "11000000000 2 overcurrent",
                              "11050000000 tripped overcurrent"});
}

TEST_CASE("a solid-state breaker clears a dc overcurrent within microseconds",
          "[static_switch][trip]") {
  Parameters parameters = breaker_with(trip_of("iec_very_inverse", 1000.0));
  Parameters trip = trip_of("iec_very_inverse", 1000.0);
  trip.emplace("instantaneous", number_value(3000.0));
  parameters.insert_or_assign("trip", Value(trip));
  parameters.insert_or_assign("opens_in", number_value(10e-6));
  Rig rig;
  rig.add("bus", std::make_unique<PlainSource>(800.0, 0.0, true));
  rig.add("ss", make_static_switch(parameters), {.from = {"bus"}});
  rig.add("load", std::make_unique<PlainLoad>(800.0 * 900.0), {.from = {"ss"}});
  rig.set(kSecond, "load", "power", 800.0 * 4000.0);
  rig.run(2 * kSecond);
  CHECK(rig.log("ss") == Rows{"1000000001 1 instantaneous", "1000010001 tripped instantaneous"});
}

TEST_CASE("settings that contradict each other are refused", "[breaker][trip]") {
  const auto refuses = [](const Parameters& over) {
    CHECK_THROWS_AS(make_breaker(breaker_with(with(three_elements(), over))),
                    std::invalid_argument);
  };
  refuses({{"delay", Value()}});
  refuses({{"curve", word_value("iec_long_time")}});
  refuses({{"instantaneous", number_value(200.0)}});
  refuses({{"reset", word_value("disk")}});
}

TEST_CASE("waking a breaker with a trip for nothing changes nothing", "[breaker][trip][property]") {
  const auto run = [](int wakes) {
    Parameters trip = trip_of("ieee_extremely_inverse", 100.0);
    trip.insert_or_assign("reset", word_value("disk"));
    Rig rig;
    add_protected_feed(rig, make_breaker(breaker_with(trip)));
    for (int i = 1; i < 30; ++i) {
      rig.set(i * 250 * kMs, "load", "power", watts_of(i % 3 == 0 ? 50.0 : 20.0 * i), 90 * kMs);
    }
    rig.wake_at_random(7, wakes, 8 * kSecond);
    return rig.run_and_digest(8 * kSecond, 10 * kMs);
  };
  CHECK(run(0) == run(3000));
}

TEST_CASE("a breaker without a trip does not follow its current", "[breaker][trip]") {
  const auto reactions = [](bool has_trip) {
    Parameters parameters = breaker_with(three_elements());
    if (!has_trip) parameters.erase("trip");
    Rig rig;
    add_protected_feed(rig, make_breaker(parameters));
    for (int i = 1; i <= 100; ++i) rig.set(i * kMs, "load", "power", watts_of(50.0 + i % 2));
    rig.run(kSecond);
    return rig.engine().statistics().reactions;
  };
  CHECK(reactions(true) - reactions(false) >= 100);
}

/// A tie between two sources at an angle.
struct Tie {
  explicit Tie(const Parameters& over, double angle_rad) {
    rig.add("a", std::make_unique<PlainSource>(400.0, 50.0, false, 0.01));
    rig.add("b", std::make_unique<PlainSource>(400.0, 50.0, false, 0.01));
    rig.add("bus-a", make_bus({}), {.from = {"a"}});
    rig.add("bus-b", make_bus({}), {.from = {"b"}});
    Parameters parameters = with(breaker_with({}, "open"), over);
    parameters.erase("trip");
    rig.add("tie", make_breaker(parameters), {.between = {"bus-a", "bus-b"}});
    rig.run(kSecond);
    rig.network().set_source(
        static_cast<PlainSource&>(rig.device("b")).source(), true,
        {.frequency = {.hz = 50.0}, .angle_rad = angle_rad, .nominal_hz = 50.0});
    rig.order(2 * kSecond, "tie", Verb::close);
    rig.run(3 * kSecond);
  }
  Rig rig;
};

TEST_CASE("closing on a live bus out of phase is told", "[breaker][sync]") {
  Tie tie({}, 0.5);
  CHECK(tie.rig.state("tie") == "closed");
  REQUIRE(tie.rig.log("tie").size() == 3);
  CHECK(tie.rig.log("tie")[0].find("out-of-phase closing: both sides were 28.6 deg") !=
        std::string::npos);
  CHECK(tie.rig.log("tie")[1] == "2050000000 1 close_order");
  CHECK(tie.rig.look("tie", "out_of_phase") == 1.0);
  CHECK(Tie({}, 0.1).rig.log("tie").size() == 1);
}

TEST_CASE("a sync check refuses what it may not close", "[breaker][sync]") {
  const Parameters check{{"sync_check", Value(Parameters{{"angle", number_value(0.2)},
                                                         {"frequency", number_value(0.2)},
                                                         {"voltage", number_value(0.05)}})}};
  Tie far(check, 0.5);
  CHECK(far.rig.state("tie") == "open");
  REQUIRE(far.rig.log("tie").size() == 1);
  CHECK(far.rig.log("tie")[0].find("was not closed") != std::string::npos);
  Tie near(check, 0.1);
  CHECK(near.rig.state("tie") == "closed");
}

}  // namespace
}  // namespace ridethrough::devices
