#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "unit/devices/conversion/ups_plant.hpp"

// The charge of the battery beside a load: min(what the bank takes, recharge limit, what is left).
namespace ridethrough {
namespace {

using namespace support;
using devices::Verb;

constexpr double kRectifierW = 660e3;

/// The load whose need is `wanted_w`, by halving.
double load_of_need_w(double wanted_w) {
  double low_w = 0.0;
  double high_w = wanted_w;
  for (int i = 0; i < 60; ++i) {
    const double middle_w = 0.5 * (low_w + high_w);
    (need_w(middle_w) < wanted_w ? low_w : high_w) = middle_w;
  }
  return low_w;
}

double charge_at_w(double load_w) {
  return std::max(0.0, std::min(60e3, kRectifierW - need_w(load_w)));
}

/// A load between two powers, up and down in 2 s each: 0.25 Hz.
void saw(Plant& plant, double low_w, double high_w, core::Tick end) {
  for (core::Tick at = 2 * kSecond; at < end; at += 4 * kSecond) {
    plant.rig.set(at, "load", "power", high_w, 2 * kSecond);
    plant.rig.set(at + 2 * kSecond, "load", "power", low_w, 2 * kSecond);
  }
}

TEST_CASE("ups: the charge gives way to the load, watt for watt", "[ups]") {
  Plant plant(590e3, ups_600kw(), {.stored_j = 0.0});
  plant.rig.set(10 * kSecond, "load", "power", 590e3 + 1.0);
  plant.rig.set(20 * kSecond, "load", "power", 500e3);
  plant.rig.set(30 * kSecond, "load", "power", 620e3, 60 * kSecond);
  for (const auto& [at, load_w] :
       {std::pair{9 * kSecond, 590e3}, std::pair{11 * kSecond, 590e3 + 1.0},
        std::pair{21 * kSecond, 500e3}, std::pair{50 * kSecond, 540e3},
        std::pair{75 * kSecond, 590e3}, std::pair{100 * kSecond, 620e3}}) {
    plant.rig.run(at);
    INFO(load_w);
    // Chords are within 1e-6 of the rating; published powers are rounded to 2^-11 W.
    CHECK(plant.rig.look("ups", "battery_power") == Approx(-charge_at_w(load_w)).margin(0.6));
    CHECK(plant.rig.look("ups", "input_power") ==
          Approx(need_w(load_w) + charge_at_w(load_w)).margin(0.6));
  }
  CHECK(plant.rig.log("ups").empty());
  plant.check_books();
}

TEST_CASE("ups: a watt more of load is a watt less of charge, also where there is none", "[ups]") {
  const auto charged_j = [](double before_w, double after_w) {
    Plant plant(before_w, ups_600kw(), {.stored_j = 1e9});
    plant.rig.set(10 * kSecond, "load", "power", after_w);
    plant.rig.run(20 * kSecond);
    return plant.battery->bank().stored_j(20 * kSecond);
  };
  const double reduced_w = load_of_need_w(kRectifierW - 60e3);  // 579 kW
  const double gone_w = load_of_need_w(kRectifierW);            // 636 kW
  for (const double load_w : {500e3, reduced_w, 590e3, 620e3, gone_w, 640e3}) {
    INFO(load_w);
    const double same_j = charged_j(load_w, load_w);
    for (const double step_w : {-1.0, 1.0}) {
      // A watt of load is at most 1.1 W of need, for 10 s.
      CHECK(std::abs(charged_j(load_w, load_w + step_w) - same_j) <= 1.1 * 10.0);
    }
  }
}

TEST_CASE("ups: an hour of sawtooth load costs some changes a cycle, and is exact", "[ups]") {
  const core::Tick hour = 3600 * kSecond;
  for (const double high_w : {600e3, 650e3}) {  // above 636 kW the battery helps
    INFO(high_w);
    Plant plant(560e3, ups_600kw(), {.stored_j = 1e11});
    saw(plant, 560e3, high_w, hour);
    plant.rig.run(2 * kSecond);
    const auto before = plant.rig.engine().statistics().instants;
    const int changes = plant.battery->bank().changes;
    plant.rig.run(6 * kSecond);
    const double first_j = plant.battery->bank().stored_j(6 * kSecond);
    plant.rig.run(10 * kSecond);
    const double cycle_j = plant.battery->bank().stored_j(10 * kSecond) - first_j;
    plant.rig.run(hour - 2 * kSecond);
    // 900 cycles of two slopes; chords and crossings on each, seen are 8 instants, and 18 where the
    // battery helps too.
    CHECK(plant.rig.engine().statistics().instants - before < 900 * 2 * 24);
    CHECK(plant.battery->bank().changes - changes < 900 * 2 * 24);
    // Every cycle is the same but for the tick to which crossings are rounded.
    const double all_j = plant.battery->bank().stored_j(hour - 2 * kSecond) - first_j;
    CHECK(all_j == Approx(898.0 * cycle_j).epsilon(1e-6));
    if (high_w > load_of_need_w(kRectifierW)) continue;
    double exact_j = 0.0;
    constexpr int kSteps = 4000;
    for (int i = 0; i < kSteps; ++i) {
      exact_j += charge_at_w(560e3 + (high_w - 560e3) * (i + 0.5) / kSteps) * 4.0 / kSteps;
    }
    CHECK(cycle_j == Approx(exact_j).epsilon(1e-5));  // chords: 1e-6 of the rating
    CHECK(plant.rig.log("ups").empty());
    plant.check_books();
  }
}

TEST_CASE("ups: a charge held down by the load has a quiet hour, and takes no notice of wakes",
          "[ups]") {
  Plant plant(590e3, ups_600kw(), {.stored_j = 0.0});
  plant.rig.run(1);
  const auto instants = plant.rig.engine().statistics().instants;
  plant.rig.run(3600 * kSecond);
  // The bank is searched for a stop 60 s, 120 s, ... ahead: six times.
  CHECK(plant.rig.engine().statistics().instants <= instants + 6);
  CHECK(plant.battery->bank().changes == 1);
  const auto digest = [](std::uint64_t seed) {
    Plant saw_toothed(560e3, ups_600kw(), {.stored_j = 1e8});
    saw(saw_toothed, 560e3, 650e3, 60 * kSecond);
    if (seed > 0) saw_toothed.rig.wake_at_random(seed, 2000, 60 * kSecond);
    return saw_toothed.rig.run_and_digest(60 * kSecond, 777 * kMs);
  };
  CHECK(digest(1) == digest(0));
}

TEST_CASE("ups: the charge takes what the walk-in leaves", "[ups]") {
  Plant plant(522e3);
  plant.outage(60 * kSecond, 80 * kSecond);
  for (const double at_s : {99.0, 99.9}) {
    plant.rig.run(core::ticks_nearest(at_s));
    const double limit_w = 66e3 * (at_s - 90.0);  // leaves 54 kW, then more than 60 kW
    const double charge_w = std::min(60e3, limit_w - need_w(522e3));
    CHECK(plant.rig.look("ups", "battery_power") == Approx(-charge_w).margin(1.0));
    CHECK(plant.rig.look("ups", "input_power") == Approx(need_w(522e3) + charge_w).margin(1.0));
  }
  plant.check_books();
}

TEST_CASE("ups: a lost module takes its part of the recharge limit with it", "[ups]") {
  Plant plant(300e3, ups_600kw(2), {.stored_j = 0.0});
  plant.rig.order(10 * kSecond, "ups", Verb::fail, true,
                  {{"as", Value(std::string("module_lost"))}});
  plant.rig.order(20 * kSecond, "ups", Verb::repair);
  for (const auto& [at, charge_w] : {std::pair{9 * kSecond, 120e3}, std::pair{11 * kSecond, 60e3},
                                     std::pair{21 * kSecond, 120e3}}) {
    plant.rig.run(at);
    CHECK(plant.rig.look("ups", "battery_power") == -charge_w);
  }
  plant.check_books();
}

TEST_CASE("ups: a charge that pulls down its own feed settles", "[ups]") {
  // Without the charge the feed is at 0.81 pu and leaves 49 kW, with it less.
  Plant plant(560e3, ups_600kw(), {.stored_j = 0.0}, 0.02);
  plant.rig.set(kSecond, "grid", "voltage", 0.9);
  plant.rig.run(60 * kSecond);
  const auto instants = plant.rig.engine().statistics().instants;
  const double limit_w = kRectifierW * plant.rig.look("ups", "input_voltage") / 0.85;
  const double charge_w = -plant.rig.look("ups", "battery_power");
  // In the derated window the limit follows the voltage in steps of 0.005 pu, upwards with a dwell.
  CHECK(charge_w > 0.0);
  CHECK(charge_w == Approx(limit_w - need_w(560e3)).margin(kRectifierW * 0.005 / 0.85));
  plant.rig.run(3660 * kSecond);
  CHECK(plant.rig.engine().statistics().instants <= instants + 6);  // searches of the bank
}

}  // namespace
}  // namespace ridethrough
