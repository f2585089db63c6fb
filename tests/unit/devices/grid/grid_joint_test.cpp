#include <catch2/catch.hpp>
#include <numbers>
#include <string>

#include "ridethrough/devices/switchgear/breaker.hpp"
#include "ridethrough/devices/switchgear/bus.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

// Grids that are joined from the first instant on.
namespace ridethrough::devices {
namespace {

using namespace support;

Parameters grid_at(double degrees, double short_circuit_va) {
  Parameters grid = utility_of(400.0, short_circuit_va);
  grid["angle"] = number_value(degrees * std::numbers::pi / 180.0);
  return grid;
}

Parameters joint_contact(const char* state) {
  return {{"state", word_value(state)},
          {"opens_in", number_value(0.05)},
          {"closes_in", number_value(0.05)}};
}

/// Two grids on one bus; what the second one logs.
std::string told(const Parameters& first, const Parameters& second) {
  Rig rig;
  rig.add("grid-a", make_utility(first));
  rig.add("grid-b", make_utility(second));
  rig.add("bus", make_bus({}), {.from = {"grid-a", "grid-b"}});
  rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"bus"}});
  rig.run(kSecond);
  CHECK(rig.log("grid-a").empty());
  std::string text;
  for (const std::string& row : rig.log("grid-b")) text += row + "\n";
  return text;
}

}  // namespace

TEST_CASE("grids that are joined out of phase from the start are told", "[utility][joint]") {
  const double stiff = GENERATE(0.0, 20e6);
  CHECK(told(grid_at(0.0, stiff), grid_at(9.9, stiff)).find("out-of-phase") == std::string::npos);
  const std::string row = told(grid_at(-15.0, stiff), grid_at(15.0, stiff));
  INFO(row);
  CHECK(row.find("out-of-phase from the start: 'grid-a', joined with it, is 30 deg, 0 Hz and 0 % "
                 "apart") != std::string::npos);
}

TEST_CASE("an open tie joins nothing, and vector groups turn what it would join",
          "[utility][joint]") {
  const auto [state, group, is_told] =
      GENERATE(std::tuple{"open", "yyn0", false}, std::tuple{"closed", "dyn11", false},
               std::tuple{"closed", "yyn0", true});
  Rig rig;
  Parameters turned = transformer_1600kva();
  turned["vector_group"] = word_value("dyn11");
  Parameters other = transformer_1600kva();
  other["vector_group"] = word_value(group);
  for (const std::string side : {"a", "b"}) {
    rig.add("grid-" + side, make_utility(utility_of(10e3, 220e6)));
    rig.add("tx-" + side, make_transformer(side == "a" ? turned : other),
            {.from = {"grid-" + side}});
    rig.add("bus-" + side, make_bus({}), {.from = {"tx-" + side}});
  }
  rig.add("tie", make_breaker(joint_contact(state)), {.between = {"bus-a", "bus-b"}});
  rig.run(kSecond);
  const auto rows = rig.log("grid-b");
  INFO(state << " " << group);
  CHECK(rows.empty() != is_told);
  if (is_told) CHECK(rows[0].find("'grid-a', joined with it, is 30 deg") != std::string::npos);
}

TEST_CASE("a tie of vector groups that can not be paralleled stays open", "[breaker][sync]") {
  Rig rig;
  rig.add("grid", make_utility(utility_of(10e3, 220e6)));
  for (const std::string side : {"a", "b"}) {
    Parameters turned = transformer_1600kva();
    turned["vector_group"] = word_value(side == "a" ? "dyn11" : "dyn5");
    rig.add("tx-" + side, make_transformer(turned), {.from = {"grid"}});
    rig.add("main-" + side, make_breaker(joint_contact("closed")), {.from = {"tx-" + side}});
    rig.add("bus-" + side, make_bus({}), {.from = {"main-" + side}});
  }
  rig.add("tie", make_breaker(joint_contact("open")), {.between = {"bus-a", "bus-b"}});
  rig.order(kSecond, "tie", Verb::close);
  rig.run(2 * kSecond);
  CHECK(rig.state("tie") == "open");
  REQUIRE(rig.log("tie").size() == 2);
  CHECK(rig.log("tie")[0].find("'bus-a' and 'bus-b' are joined already, by transformers whose "
                               "vector groups put them 180 deg apart") != std::string::npos);
  CHECK(rig.look("tie", "out_of_phase") == 1.0);
  // What opens in the same instant is no part of the loop, whichever of the two comes first.
  rig.order(3 * kSecond, "tie", Verb::close);
  rig.order(3 * kSecond, "main-b", Verb::open);
  rig.run(4 * kSecond);
  CHECK(rig.state("tie") == "closed");
  CHECK(rig.look("bus-b", "voltage") == Approx(1.0));
  rig.order(5 * kSecond, "main-b", Verb::close);
  rig.run(6 * kSecond);
  CHECK(rig.state("main-b") == "open");
  CHECK(rig.look("main-b", "out_of_phase") == 1.0);
}

}  // namespace ridethrough::devices
