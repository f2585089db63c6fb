#include <catch2/catch.hpp>
#include <stdexcept>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"
#include "support/two_feeds.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

void add_sts_pair(Rig& rig, const Parameters& over = {}, double hz = 50.0, double rad = 0.0) {
  add_between_two(rig, "sts", make_sts(with(sts_2500a(), over)), hz, rad);
  rig.add("load", std::make_unique<PlainLoad>(1e5), {.from = {"sts"}});
}

Parameters onto(const char* feed) { return word("to", feed); }

/// Loses a at 10 s for as long as nothing is said.
Rows log_of_loss(const Parameters& over, double hz, double rad, core::Tick end = kMin) {
  Rig rig;
  add_sts_pair(rig, over, hz, rad);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.run(end);
  return rig.log("sts");
}

TEST_CASE("a lost feed leaves a gap of sense and transfer, to the tick", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.run(10 * kSecond - 1);
  CHECK(rig.look("sts", "voltage") > 0.9);
  rig.run(10 * kSecond);
  CHECK(rig.look("sts", "voltage") == 0.0);
  rig.run(10 * kSecond + 5 * kMs - 1);
  CHECK(rig.look("sts", "voltage") == 0.0);
  rig.run(10 * kSecond + 5 * kMs);
  CHECK(rig.look("sts", "voltage") > 0.9);
  CHECK(rig.log("sts") == Rows{"10001000000 transferring under_voltage",
                               "10005000000 1 transferred", "10005000000 alternate transferred"});
  CHECK(rig.finding("sts", "longest_gap") == 0.005);
  CHECK(imbalance(rig.account("sts")) == 0.0);
}

TEST_CASE("a dip is left like an outage, a blink shorter than sense is not", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(10 * kSecond + kMs - 1, "a", "voltage", 1.0);
  rig.set(20 * kSecond, "a", "voltage", 0.7);
  rig.run(30 * kSecond);
  CHECK(rig.log("sts").front() == "20001000000 transferring under_voltage");
}

TEST_CASE("it stays where the alternate is no better", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(5 * kSecond, "b", "voltage", 0.85);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "b", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("sts").front() == "20020000000 transferring under_voltage");  // + qualify
}

TEST_CASE("it returns when preferred has been good and in phase for retransfer", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("sts")[3] == "30000000000 transferring preferred_restored");
  CHECK(rig.log("sts")[5] == "30004000000 preferred transferred");
}

TEST_CASE("a slipping preferred is returned to when it has been in phase for so long", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "angle", 60.0 * kDegree);
  rig.set(20 * kSecond, "a", "frequency", 49.999);  // 0.36 degrees a second: 15 degrees after 125 s
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.run(5 * kMin);
  const auto rows = rig.log("sts");
  REQUIRE(rows.size() == 6);
  CHECK(std::stod(rows[3]) * 1e-9 == Approx(20.0 + 45.0 / 0.36 + 10.0).margin(2.0));
}

TEST_CASE("a preferred that slips through the window is not returned to", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "frequency", 49.95);  // in phase for 1.7 s of 20 s
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.run(2 * kMin);
  CHECK(rig.state("sts") == "alternate");
  const auto before = rig.engine().statistics().instants;
  rig.run(60 * kMin);
  CHECK(rig.engine().statistics().instants == before);  // and nobody polls for it
}

TEST_CASE("out of phase it waits until the feeds come round", "[sts][sync]") {
  // 45 degrees behind, gaining 36 a second: 15 behind after 0.83 s. The memory of a lasts.
  const auto rows =
      log_of_loss(number("phase_memory", 10.0), 50.1, -45.0 * kDegree - 2.0 * 360.0 * kDegree);
  REQUIRE(rows.size() == 3);
  // At 10 s b has gained 360 degrees: 45 behind again.
  CHECK(std::stod(rows[0]) * 1e-9 == Approx(10.0 + 30.0 / 36.0).margin(0.02));
  CHECK(rows[0].find("under_voltage") != std::string::npos);
}

TEST_CASE("once the memory of a dead feed has faded there is nothing to wait for", "[sts][sync]") {
  CHECK(log_of_loss({}, 50.0, 90.0 * kDegree).front() == "10200000000 transferring under_voltage");
}

TEST_CASE("a dip that is out of phase waits as long as it lasts", "[sts][sync]") {
  Rig rig;
  add_sts_pair(rig, {}, 50.0, 90.0 * kDegree);
  rig.set(10 * kSecond, "a", "voltage", 0.6);
  rig.set(12 * kSecond, "a", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("sts").empty());
}

TEST_CASE("break: out of phase the gap is sense and break", "[sts][sync]") {
  CHECK(log_of_loss(word("out_of_phase", "break"), 50.0, 90.0 * kDegree) ==
        Rows{"10001000000 transferring under_voltage", "10011000000 1 transferred_out_of_phase",
             "10011000000 alternate transferred_out_of_phase"});
  CHECK(log_of_loss(word("out_of_phase", "break"), 50.0, 10.0 * kDegree)[2] ==
        "10005000000 alternate transferred");
}

TEST_CASE("inhibit: out of phase it stays until the feed is back", "[sts][sync]") {
  Rig rig;
  add_sts_pair(rig, word("out_of_phase", "inhibit"), 50.0, 90.0 * kDegree);
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(20 * kSecond, "a", "voltage", 1.0);
  rig.run(kMin);
  CHECK(rig.log("sts") == Rows{"10001000000 1 out_of_phase"});
  CHECK(rig.look("sts", "inhibited") == 1.0);
}

TEST_CASE("the edge of the phase window is 15 degrees", "[sts][sync]") {
  const auto gap_at = [](double degrees) {
    return log_of_loss(word("out_of_phase", "break"), 50.0, degrees * kDegree)[2];
  };
  // The load of 100 kW behind 10 mohm turns feed a by 0.36 degrees.
  CHECK(gap_at(14.5) == "10005000000 alternate transferred");
  CHECK(gap_at(15.1) == "10011000000 alternate transferred_out_of_phase");
}

/// A load that draws 13 kA, nine times as much as before, stands for a fault below the switch.
void add_fault(Rig& rig, const Parameters& over) {
  rig.add("a", std::make_unique<TurningSource>(50.0, 0.0, 0.01));
  rig.add("b", std::make_unique<TurningSource>(50.0, 0.0, 0.01));
  rig.add("sts", make_sts(with(sts_2500a(), over)), {.from = {"a", "b"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6, 0.0, 9e6), {.from = {"sts"}});
  rig.set(10 * kSecond, "load", "power", 12e6);
}

TEST_CASE("an overcurrent below with the sag inhibits: the fault would only be passed on",
          "[sts]") {
  Rig rig;
  add_fault(rig, {});
  rig.run(11 * kSecond);
  CHECK(rig.look("sts", "voltage") < 0.9);
  CHECK(rig.log("sts") == Rows{"10001000000 1 downstream_fault"});
  rig.set(12 * kSecond, "load", "power", 1e6);  // cleared
  rig.set(20 * kSecond, "a", "voltage", 0.0);
  rig.run(30 * kSecond);
  CHECK(rig.log("sts")[1] == "20001000000 transferring under_voltage");
}

TEST_CASE("without fault_inhibit the fault takes the second feed, too", "[sts]") {
  Rig rig;
  add_fault(rig, {{"fault_inhibit", Value()},
                  {"chatter", Value(Parameters{{"transfers", Value(std::int64_t{2})},
                                               {"within", number_value(60.0)},
                                               {"lock", number_value(600.0)}})}});
  rig.run(20 * kSecond);
  CHECK(rig.log("sts").front() == "10001000000 transferring under_voltage");
  CHECK(rig.look("sts", "locked") == 1.0);  // it goes to and fro until the lock holds it
}

TEST_CASE("reset frees a switch that a fault below had inhibited", "[sts]") {
  Rig rig;
  add_fault(rig, {});
  rig.set(11 * kSecond, "a", "voltage", 0.0);  // its breaker opens
  rig.set(12 * kSecond, "load", "power", 1e6);
  rig.order(20 * kSecond, "sts", Verb::reset);
  rig.run(kMin);
  CHECK(rig.log("sts")[1] == "20000000000 transferring under_voltage");
}

TEST_CASE("it does not go where the source would carry too much", "[sts]") {
  const auto state_after = [](double limit_a) {
    Rig rig;
    add_sts_pair(rig, number("source_limit", limit_a));  // 100 kW are 144 A
    rig.add("other", std::make_unique<PlainLoad>(2e5), {.from = {"b"}});
    rig.set(10 * kSecond, "a", "voltage", 0.0);
    rig.run(kMin);
    return rig.log("sts").front();
  };
  CHECK(state_after(434.0) == "10001000000 transferring under_voltage");
  CHECK(state_after(432.0) == "10001000000 1 overload");
}

TEST_CASE("a feed that comes and goes locks the switch", "[sts]") {
  Rig rig;
  add_sts_pair(rig, number("retransfer", 1.0));
  for (int i = 0; i < 8; ++i) {
    rig.set(10 * kSecond + i * 4 * kSecond, "a", "voltage", 0.0);
    rig.set(12 * kSecond + i * 4 * kSecond, "a", "voltage", 1.0);
  }
  rig.run(2 * kMin);
  // 10.0 over, 13.0 back, 14.0 over, 17.0 back, 18.0 over, and at 21.0 the sixth is one too many.
  CHECK(rig.look("sts", "transfers") == 5.0);
  CHECK(rig.log("sts").back() == "21000000000 1 chatter");
  CHECK(rig.state("sts") == "alternate");
  rig.run(11 * kMin);
  CHECK(rig.log("sts").back() == "621004000000 preferred transferred");
}

TEST_CASE("a lock holds it on a lost feed as well, until reset", "[sts]") {
  Rig rig;
  add_sts_pair(rig, {{"retransfer", number_value(1.0)},
                     {"chatter", Value(Parameters{{"transfers", Value(std::int64_t{2})},
                                                  {"within", number_value(60.0)},
                                                  {"lock", number_value(600.0)}})}});
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(12 * kSecond, "a", "voltage", 1.0);
  rig.set(20 * kSecond, "a", "voltage", 0.0);
  rig.order(30 * kSecond, "sts", Verb::reset);
  rig.run(kMin);
  const auto rows = rig.log("sts");
  REQUIRE(rows.size() == 11);
  CHECK(rows[6] == "20001000000 1 chatter");
  CHECK(rows[7] == "20001000000 1 chatter");  // counts one lock and one loss that it did not leave
  CHECK(rows[8] == "30000000000 transferring under_voltage");
}

TEST_CASE("it dwells on a feed before it leaves again", "[sts]") {
  Rig rig;
  add_sts_pair(rig, number("dwell", 0.5));
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(10 * kSecond + 2 * kMs, "a", "voltage", 1.0);
  rig.set(10 * kSecond + 100 * kMs, "b", "voltage", 0.0);
  rig.run(kMin);
  CHECK(rig.log("sts")[3] == "10505000000 transferring under_voltage");
}

TEST_CASE("orders go when the feeds are in phase and hold", "[sts]") {
  Rig rig;
  add_sts_pair(rig, {}, 50.01, 0.0);
  rig.order(50 * kSecond, "sts", Verb::transfer, true, onto("2"));  // b is 180 degrees ahead
  rig.run(2 * kMin);
  const auto rows = rig.log("sts");
  REQUIRE(rows.size() == 3);
  CHECK(std::stod(rows[0]) * 1e-9 == Approx(345.0 / 3.6).margin(0.2));
  CHECK(rows[0].find("transfer_order") != std::string::npos);
  rig.order(130 * kSecond, "sts", Verb::transfer, true, onto("1"));
  rig.run(5 * kMin);
  CHECK(rig.state("sts") == "preferred");
}

TEST_CASE("a manual return stays until it is ordered", "[sts]") {
  Rig rig;
  add_sts_pair(rig, word("return", "manual"));
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.set(11 * kSecond, "a", "voltage", 1.0);
  rig.order(kMin, "sts", Verb::transfer, true, onto("1"));
  rig.run(2 * kMin);
  CHECK(rig.log("sts")[3] == "60000000000 transferring transfer_order");
}

TEST_CASE("a stuck one stays", "[sts]") {
  Rig rig;
  add_sts_pair(rig);
  rig.order(kSecond, "sts", Verb::fail, true, word("as", "stuck"));
  rig.set(10 * kSecond, "a", "voltage", 0.0);
  rig.order(kMin, "sts", Verb::repair);
  rig.run(2 * kMin);
  CHECK(rig.log("sts").front() == "60000000000 transferring under_voltage");
}

TEST_CASE("a break shorter than a transfer is refused", "[sts]") {
  CHECK_THROWS_AS(make_sts(with(sts_2500a(), number("break", 0.003))), std::invalid_argument);
}

TEST_CASE("the angle between the feeds can be read", "[sts]") {
  Rig rig;
  add_sts_pair(rig, {}, 50.1);
  rig.run(2 * kSecond);
  CHECK(rig.look("sts", "phase_difference") == Approx(72.0 * kDegree).margin(0.01));
  rig.run(8 * kSecond);
  CHECK(rig.look("sts", "phase_difference") == Approx(72.0 * kDegree).margin(0.01));
}

TEST_CASE("nobody wakes at a static switch in a quiet hour", "[sts][property]") {
  Rig rig;
  add_sts_pair(rig, {}, 50.02);
  rig.run(kMin);
  const auto before = rig.engine().statistics().instants;
  rig.run(61 * kMin);
  CHECK(rig.engine().statistics().instants == before);
}

TEST_CASE("waking a static switch for nothing changes nothing", "[sts][property]") {
  const auto run = [](int wakes) {
    Rig rig;
    add_sts_pair(rig, {}, 50.03);
    rig.set(10 * kSecond, "a", "voltage", 0.7);
    rig.set(25 * kSecond, "b", "slope", -0.01);
    rig.set(28 * kSecond, "b", "slope", 0.0);
    rig.set(40 * kSecond, "a", "voltage", 1.0);
    rig.set(42 * kSecond, "load", "power", 2e5, 3 * kSecond);
    rig.set(90 * kSecond, "a", "voltage", 0.0);
    rig.set(95 * kSecond, "a", "voltage", 1.0);
    rig.order(150 * kSecond, "sts", Verb::transfer, true, onto("2"));
    rig.wake_at_random(23, wakes, 300 * kSecond);
    return rig.run_and_digest(300 * kSecond, 100 * kMs);
  };
  CHECK(run(0) == run(4000));
}

TEST_CASE("three static switches in one cohort are three, to the bit", "[sts][property]") {
  const auto run = [](bool lumped) {
    Rig rig;
    rig.add("a", std::make_unique<TurningSource>(50.0, 0.0, 0.01));
    rig.add("b", std::make_unique<TurningSource>(50.0, 0.0, 0.01));
    const std::int64_t members = lumped ? 3 : 1;
    for (int i = 0; i < (lumped ? 1 : 3); ++i) {
      const std::string n = std::to_string(i);
      rig.add("sts" + n, make_sts(sts_2500a()), {.from = {"a", "b"}, .members = members});
      rig.add("load" + n, std::make_unique<PlainLoad>(1e5),
              {.from = {"sts" + n}, .members = members});
    }
    rig.set(10 * kSecond, "a", "voltage", 0.5);
    rig.set(20 * kSecond, "a", "voltage", 1.0);
    std::vector<double> seen;
    for (core::Tick at = 0; at < kMin; at += 500 * kMs) {
      rig.run(at);
      for (const char* each : {"a", "b"}) seen.push_back(rig.look(each, "power"));
      seen.push_back(rig.look("sts0", "voltage"));
    }
    return seen;
  };
  CHECK(run(true) == run(false));
}

}  // namespace
}  // namespace ridethrough::devices
