#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "unit/devices/conversion/bess_hall.hpp"

namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

TEST_CASE("bess: it islands, forms, hands over and recharges", "[bess]") {
  Hall hall(150e3);
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.run(80 * kSecond);
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  CHECK(hall.rig.look("load", "voltage") == 1.0);
  CHECK(hall.rig.look("lfp-1", "power") == Approx(150e3));
  hall.rig.run(110 * kSecond);  // 5 s of the hand-over are gone
  CHECK(hall.rig.look("lfp-1", "power") == Approx(75e3).margin(100.0));
  CHECK(hall.rig.look("load", "voltage") == Approx(1.0).margin(1e-2));
  hall.rig.run(120 * kSecond);
  // Recharging: 10 % of the rating.
  CHECK(hall.rig.look("lfp-1", "power") == Approx(-20e3));
  hall.rig.run(1000 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 4);
  CHECK(log[0] == "60002000000 islanding feed_lost");  // sense
  CHECK(log[1] == "60008000000 forming switch_open");  // + max(1 + 5 ms, 4 ms)
  CHECK(log[2] == "105000000000 resyncing feed_good");
  CHECK(log[3] == "115004000000 following handed_over");
  // 6 MJ given in 40 s + hand-over come back at 20 kW within some minutes.
  CHECK(hall.rig.look("lfp-1", "power") == 0.0);
  CHECK(hall.rig.look("lfp-1", "soc") == 1.0);
  const auto instants = hall.rig.engine().statistics().instants;
  hall.rig.run(2 * 3600 * kSecond);
  CHECK(hall.rig.engine().statistics().instants == instants);
  hall.check_books();
}

TEST_CASE("bess: a slow switch decides the dead time", "[bess]") {
  Cabinets slow;
  slow.opens_in_s = 50e-3;
  Hall hall(150e3, slow);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(61 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 2);
  CHECK(hall.rig.log("lfp-1")[1] == "60052000000 forming switch_open");
}

TEST_CASE("bess: a quiet hour has no events", "[bess]") {
  Hall hall(150e3);
  hall.rig.run(10 * kSecond);  // after 5 s of a good feed it asked whether the cells take charge
  const auto instants = hall.rig.engine().statistics().instants;
  hall.rig.run(3600 * kSecond);
  CHECK(hall.rig.engine().statistics().instants == instants);
  CHECK(hall.rig.log("lfp-1").empty());
}

TEST_CASE("bess: six single cabinets and six copies carry the same", "[bess]") {
  const auto soc_after = [](int devices, std::int64_t members) {
    Cabinets cabinets;
    cabinets.devices = devices;
    cabinets.members = members;
    Hall hall(1000e3, cabinets);
    hall.rig.set(70 * kSecond, "load", "power", 700e3, 5 * kSecond);
    hall.outage(60 * kSecond, 100 * kSecond);
    hall.rig.run(90 * kSecond);
    CHECK(hall.rig.look("lfp-1", "power") == Approx(700e3 / 6.0));
    hall.rig.run(200 * kSecond);
    hall.check_books();
    return hall.rig.look("lfp-1", "soc");
  };
  CHECK(soc_after(1, 6) == soc_after(6, 1));  // bit for bit
}

TEST_CASE("bess: a short sag is ridden through by the feed", "[bess]") {
  Hall hall(150e3);
  hall.rig.set(10 * kSecond, "grid", "voltage", 0.5);
  hall.rig.set(10 * kSecond + kMs, "grid", "voltage", 1.0);
  hall.rig.run(20 * kSecond);
  CHECK(hall.rig.log("lfp-1").empty());
  CHECK(hall.rig.log("sw").empty());
}

TEST_CASE("bess: empty cells end forming with their reason, and it comes back", "[bess]") {
  Cabinets small;
  small.tank = {.capacity_j = 3e6, .stored_j = 3e6};
  Hall hall(150e3, small);
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.run(200 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 4);
  // 3 MJ at 150 kW and the loss.
  const core::Tick empty = 60'008'000'000 + core::ticks_up(3e6 / (150e3 + cabinet_loss_w(150e3)));
  CHECK(std::stoll(log[2]) == Approx(static_cast<double>(empty)).margin(100.0));  // line rounding
  CHECK(log[2].find(" stopped end_voltage") != std::string::npos);
  CHECK(log[3] == "105004000000 following bus_live");
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  CHECK(hall.rig.look("lfp-1", "power") == Approx(-20e3));
  hall.check_books();
}

TEST_CASE("bess: overload by class", "[bess]") {
  Hall hall(230e3);  // 115 %: one minute
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(200 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 3);
  CHECK(hall.rig.log("lfp-1")[2] == "120008000000 stopped overload");
}

TEST_CASE("bess: the feed lost again while handing over", "[bess]") {
  Hall hall(150e3);
  hall.outage(60 * kSecond, 100 * kSecond);
  hall.rig.set(108 * kSecond, "grid", "voltage", 0.0);
  hall.rig.run(120 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 5);
  CHECK(log[3] == "108002000000 islanding feed_lost");
  CHECK(log[4] == "108008000000 forming switch_open");
  CHECK(hall.rig.look("load", "power") == Approx(150e3));
  hall.check_books();
}

TEST_CASE("bess: without a switch it follows and charges", "[bess]") {
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("lfp", devices::make_bess(lfp_cabinet()), {.from = {"grid"}});
  rig.add("cells", std::make_unique<PlainBattery>(Tank{.capacity_j = 7.2e8, .stored_j = 7.0e8}),
          {.from = {"lfp"}});
  rig.set(100 * kSecond, "grid", "voltage", 0.0);
  rig.set(200 * kSecond, "grid", "voltage", 1.0);
  rig.run(50 * kSecond);
  CHECK(rig.look("lfp", "power") == Approx(-20e3));
  CHECK(rig.look("lfp", "loss") == Approx(cabinet_loss_w(20e3)));
  rig.run(150 * kSecond);
  CHECK(rig.look("lfp", "power") == 0.0);
  CHECK(rig.state("lfp") == "following");
  rig.run(250 * kSecond);
  CHECK(rig.look("lfp", "power") == Approx(-20e3));
  CHECK(imbalance(rig.account("lfp")) < 1e-9);
}

TEST_CASE("bess: breakdown, repair, stop and start", "[bess]") {
  Hall hall(150e3);
  hall.outage(60 * kSecond, 80 * kSecond);
  hall.rig.order(70 * kSecond, "lfp-1", Verb::fail, true,
                 {{"as", Value(std::string("breakdown"))}});
  hall.rig.order(75 * kSecond, "lfp-1", Verb::repair);
  hall.rig.order(100 * kSecond, "lfp-1", Verb::stop);
  hall.rig.order(110 * kSecond, "lfp-1", Verb::start);
  hall.rig.run(72 * kSecond);
  CHECK(hall.rig.look("load", "voltage") == 0.0);
  hall.rig.run(120 * kSecond);
  const std::vector<std::string> log = hall.rig.log("lfp-1");
  REQUIRE(log.size() == 7);
  CHECK(log[2] == "70000000000 failed breakdown");
  CHECK(log[3] == "75000000000 stopped repaired");
  CHECK(log[4] == "85004000000 following bus_live");
  CHECK(log[5] == "100000000000 stopped order");
  CHECK(log[6] == "110000000000 following bus_live");
}

TEST_CASE("bess: extra wakes change nothing", "[bess]") { support::check_extra_wakes_of({}); }

}  // namespace
}  // namespace ridethrough
