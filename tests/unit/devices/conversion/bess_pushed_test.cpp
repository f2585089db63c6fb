#include <catch2/catch.hpp>

#include <string>

#include "unit/devices/conversion/bess_hall.hpp"

// A forming cabinet cannot refuse what others push into its bus: cells that take no more stop it.
namespace ridethrough {
namespace {

using namespace support;

TEST_CASE("bess pushed: full cells stop it as soon as it forms", "[bess]") {
  Hall hall(-50e3);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.run(100 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 3);
  CHECK(hall.rig.log("lfp-1")[1] == "60008000000 forming switch_open");
  CHECK(hall.rig.log("lfp-1")[2] == "60008000000 stopped full");
  CHECK(hall.rig.look("load", "voltage") == 0.0);
  hall.check_books();
}

TEST_CASE("bess pushed: it charges until the cells are full, then stops", "[bess]") {
  Hall hall(150e3);
  hall.outage(60 * kSecond, core::kNever);
  hall.rig.set(80 * kSecond, "load", "power", -50e3);
  hall.rig.run(130 * kSecond);
  CHECK(hall.rig.state("lfp-1") == "forming");
  CHECK(hall.rig.look("lfp-1", "power") == -50e3);
  hall.rig.run(200 * kSecond);
  REQUIRE(hall.rig.log("lfp-1").size() == 3);
  const std::string stop = hall.rig.log("lfp-1")[2];
  CHECK(stop.substr(stop.find(' ')) == " stopped full");
  const double given_j = (80.0 - 60.008) * (150e3 + cabinet_loss_w(150e3));
  const double full_s = 80.0 + given_j / (50e3 - cabinet_loss_w(50e3));
  CHECK(std::stod(stop) * 1e-9 == Approx(full_s).epsilon(1e-6));
  hall.check_books();
}

}  // namespace
}  // namespace ridethrough
