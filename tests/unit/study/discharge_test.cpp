#include "ridethrough/study/discharge.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/battery_examples.hpp"

namespace ridethrough::study {
namespace {

using testing::kAmpereHour;
using testing::Value;

scenario::BoundPart part_of(devices::Parameters values) {
  scenario::BoundPart part;
  part.name = "block";
  part.type = "battery";
  part.values = std::move(values);
  return part;
}

/// A cell whose voltage is 2.1 V less 1 mohm times the current, with all of its charge in reach.
devices::Parameters plain_cell() {
  devices::Parameters values =
      testing::two_well_battery(100.0, {100.0, 0.99, 50.0, 2.1, 0.001, 0.0});
  values["end_voltage"] = Value(1.5);
  return values;
}

}  // namespace

TEST_CASE("constant current delivers current times time", "[study][discharge]") {
  const Discharge one = discharge(part_of(plain_cell()), {.current_a = 50.0});
  REQUIRE(one.has_stopped);
  CHECK(one.stop == devices::StorageStop::available_charge);
  // 100 Ah at 50 A, less what is out of reach at the end: the available well ends at a head of
  // 1e-3, and the bound one (1 %) stands I/(k Q (1 - c)) above it.
  const double left = 1e-3 + 0.01 * 0.5 / (50.0 * 0.99);
  CHECK(one.duration_s == Approx(7200.0 * (1.0 - left)).epsilon(1e-6));
  CHECK(one.charge_c == Approx(50.0 * one.duration_s).epsilon(1e-12));
  // 2.1 V - 50 A * 1 mohm, all the time.
  CHECK(one.energy_j == Approx(2.05 * one.charge_c).epsilon(1e-9));
  CHECK(one.mean_power_w() == Approx(102.5));
  for (const DischargePoint& point : one.curve) {
    CHECK(point.current_a == Approx(50.0));
    CHECK(point.cell_voltage_v == Approx(2.05));
    CHECK(point.power_w == Approx(102.5));
  }
}

TEST_CASE("constant power delivers power times time", "[study][discharge]") {
  const Discharge one = discharge(part_of(plain_cell()), {.power_w = 102.5});
  CHECK(one.energy_j == Approx(102.5 * one.duration_s).epsilon(1e-12));
  // The same current as above, because the voltage is the same.
  CHECK(one.charge_c == Approx(50.0 * one.duration_s).epsilon(1e-6));
  CHECK(one.curve.back().time_s == one.duration_s);
  CHECK(one.curve.back().soc_frac < 0.01);
}

TEST_CASE("a bank of blocks lasts as long as one of them", "[study][discharge]") {
  devices::Parameters values = testing::vrla_150ah();
  const Discharge single = discharge(part_of(values), {.power_w = 3000.0});
  values["series"] = testing::count(40);
  values["strings"] = testing::count(2);
  values["mass"] = Value(50.0);
  values["volume"] = Value(0.02);
  const Discharge bank = discharge(part_of(values), {.power_w = 80.0 * 3000.0});
  CHECK(bank.duration_s == Approx(single.duration_s).epsilon(1e-9));
  CHECK(bank.charge_c == Approx(2.0 * single.charge_c).epsilon(1e-9));
  CHECK(bank.energy_j == Approx(80.0 * single.energy_j).epsilon(1e-9));
  CHECK(bank.curve.back().voltage_v == Approx(240.0 * bank.curve.back().cell_voltage_v));
  CHECK(bank.cells == 240);
  CHECK(bank.blocks == 80);
  CHECK(bank.mass_kg.value() == 4000.0);
  CHECK(bank.volume_m3.value() == Approx(1.6));
  CHECK(cells_of(values) == 480.0);
}

TEST_CASE("more than the cells can give stops at once", "[study][discharge]") {
  const Discharge one = discharge(part_of(testing::vrla_150ah()), {.power_w = 1e6});
  CHECK(one.has_stopped);
  CHECK(one.duration_s == 0.0);
  CHECK(one.energy_j == 0.0);
  CHECK(one.charge_c == 0.0);
  CHECK(one.mean_power_w() == 0.0);
  CHECK(one.curve.size() == 1);
}

TEST_CASE("what outlasts a year is told as still running", "[study][discharge]") {
  const Discharge one = discharge(part_of(plain_cell()), {.power_w = 1e-3});
  CHECK_FALSE(one.has_stopped);
  CHECK(one.stop == devices::StorageStop::none);
  CHECK(one.duration_s == Approx(8760.0 * 3600.0));
  CHECK(one.energy_j == Approx(1e-3 * one.duration_s));
}

TEST_CASE("points outside of what the part is valid for are named", "[study][discharge]") {
  scenario::BoundPart part = part_of(testing::vrla_150ah());
  part.valid = {{"temperature", 288.15, 308.15, "degC"},
                {"discharge_time", 600.0, 36000.0, "min"},
                {"end_voltage", 1.60, 1.80, "V/cell"},
                {"load", 0.0, 1.0, "%"}};
  CHECK(discharge(part, {.power_w = 3000.0}).outside.empty());
  part.values["end_voltage"] = Value(1.80);
  CHECK(discharge(part, {.power_w = 3000.0}).outside.empty());
  part.values["end_voltage"] = Value(1.85);
  part.values["temperature"] = Value(testing::kIceK);
  const auto outside = discharge(part, {.power_w = 5000.0}).outside;
  REQUIRE(outside.size() == 3);
  CHECK(outside[0].valid.key == "temperature");
  CHECK(outside[0].value == testing::kIceK);
  CHECK(outside[1].valid.key == "discharge_time");
  CHECK(outside[2].valid.key == "end_voltage");
}

TEST_CASE("values that do not fit together are refused", "[study][discharge]") {
  devices::Parameters values = plain_cell();
  values["end_voltage"] = Value(2.5);
  CHECK_THROWS_WITH(discharge(part_of(values), {.power_w = 1.0}), Catch::Contains("RT0312"));
}

}  // namespace ridethrough::study
