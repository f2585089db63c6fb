#include "devices/grid/dip_phases.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters in_phases(std::vector<const char*> names) {
  Value::List list;
  for (const char* name : names) list.push_back(word_value(name));
  return {{"phases", Value(list)}};
}

/// A stiff grid that dips to 0.4 pu for 150 ms from 1 s on.
void add_dipping(Rig& rig, const Parameters& keys, const Parameters& utility = {}) {
  rig.add("grid", make_utility(with(utility_of(400.0), utility)));
  rig.order(kSecond, "grid", Verb::dip, true, with(dip_to(0.4), keys));
  rig.order(kSecond + 150 * kMs, "grid", Verb::dip, false, with(dip_to(0.4), keys));
}

std::array<double, 3> phases_at(Rig& rig, core::Tick at) {
  rig.run(at);
  const network::Phases phasors = rig.network().phases(rig.outlet("grid"));
  return {std::abs(phasors[0]), std::abs(phasors[1]), std::abs(phasors[2])};
}

void check_phases(const Parameters& keys, const std::array<double, 3>& due_pu) {
  Rig rig;
  add_dipping(rig, keys);
  const auto seen = phases_at(rig, kSecond + 100 * kMs);
  for (std::size_t i = 0; i < 3; ++i) CHECK(seen[i] == Approx(due_pu[i]).margin(1e-12));
  const auto after = phases_at(rig, 2 * kSecond);
  for (const double phase_pu : after) CHECK(phase_pu == Approx(1.0).margin(1e-12));
}

TEST_CASE("a dip of some phases leaves the others", "[utility][dip]") {
  check_phases(in_phases({"a"}), {0.4, 1.0, 1.0});
  check_phases(in_phases({"b"}), {1.0, 0.4, 1.0});
  check_phases(in_phases({"c"}), {1.0, 1.0, 0.4});
  check_phases(in_phases({"a", "b"}), {0.4, 0.4, 1.0});
  check_phases(in_phases({"c", "b"}), {1.0, 0.4, 0.4});
  check_phases(in_phases({"a", "c"}), {0.4, 1.0, 0.4});
  check_phases(in_phases({"a", "b", "c"}), {0.4, 0.4, 0.4});
}

TEST_CASE("a dip of one phase is told by its voltage, its state and its lowest phase",
          "[utility][dip]") {
  Rig rig;
  add_dipping(rig, in_phases({"b"}));
  rig.run(2 * kSecond);
  CHECK(rig.log("grid") == Rows{"1000000000 dip dip", "1150000000 normal restored"});
  CHECK(rig.finding("grid", "lowest_voltage") == Approx(0.4).margin(1e-12));
}

TEST_CASE("a dip of one phase lies upon what the feed has", "[utility][dip]") {
  Rig rig;
  add_dipping(rig, in_phases({"c"}));
  rig.set(500 * kMs, "grid", "voltage", 0.95 * 400.0);
  const auto seen = phases_at(rig, kSecond + 100 * kMs);
  CHECK(seen[0] == Approx(0.95).margin(1e-12));
  CHECK(seen[2] == Approx(0.4).margin(1e-12));
}

TEST_CASE("a phase that is lost leaves the feed alive", "[utility][dip]") {
  Rig rig;
  rig.add("grid", make_utility(utility_of(400.0)));
  rig.order(kSecond, "grid", Verb::dip, true, with(dip_to(0.0), in_phases({"a"})));
  const auto seen = phases_at(rig, 2 * kSecond);
  CHECK(seen[0] == Approx(0.0).margin(1e-12));
  CHECK(seen[1] == Approx(1.0).margin(1e-12));
  CHECK(rig.state("grid") == "dip");
}

TEST_CASE("of several dips the lowest leads, with its phases", "[utility][dip]") {
  Rig rig;
  add_dipping(rig, in_phases({"a"}));
  rig.order(kSecond + 50 * kMs, "grid", Verb::dip, true, with(dip_to(0.7), in_phases({"b"})));
  CHECK(phases_at(rig, kSecond + 100 * kMs)[0] == Approx(0.4).margin(1e-12));
  CHECK(phases_at(rig, kSecond + 100 * kMs)[1] == Approx(1.0).margin(1e-12));
  CHECK(phases_at(rig, kSecond + 160 * kMs)[1] == Approx(0.7).margin(1e-12));
}

TEST_CASE("a dip has phases or a type", "[utility][dip]") {
  CHECK_THROWS_AS(DipPhases(with(in_phases({"a"}), {{"type", word_value("C")}})),
                  std::invalid_argument);
}

TEST_CASE("the feed of a dip in one phase closes its books, whoever looks", "[utility][dip]") {
  const auto seen = [](int wakes) {
    Rig rig;
    const Parameters slopes{
        {"shape", Value(Parameters{{"fall", number_value(0.01)}, {"rise", number_value(0.02)}})}};
    add_dipping(rig, with(in_phases({"a"}), slopes), utility_of(400.0, 20e6));
    rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"grid"}});
    rig.wake_at_random(3, wakes, 2 * kSecond);
    const std::string digest = rig.run_and_digest(2 * kSecond, 10 * kMs);
    CHECK(rig.account("grid").residual_j() == 0.0);
    return digest;
  };
  CHECK(seen(0) == seen(300));
}

}  // namespace
}  // namespace ridethrough::devices
