#include "devices/load/gpu_storage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "support/device_rig.hpp"
#include "support/draw.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"
#include "support/rack_rig.hpp"
#include "support/ticks.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::GpuLevel;
using devices::GpuStorage;
using devices::Parameters;
using devices::Value;

namespace {

using ridethrough::support::kMs;
using ridethrough::support::kSecond;

/// Of a GPU of 1 kW.
Parameters gpu_with(double energy_j, double shave_to, double power_w, double efficiency = 1.0) {
  return {{"tdp", Value(1000.0)},
          {"idle", Value(100.0)},
          {"storage", Value(Parameters{{"energy", Value(energy_j)},
                                       {"shave_to", Value(shave_to)},
                                       {"power", Value(power_w)},
                                       {"efficiency", Value(efficiency)}})}};
}

/// 32 GPUs of 1 kW under a job of 100 % and 50 % for 2 s each.
void build_job(Rig& rig, const Parameters& gpu) {
  Parameters rack = rack_of();
  rack["gpu"] = Value(gpu);
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  Wires wires;
  wires.from = {"s1"};
  rig.add("rack", devices::make_rack(rack), wires);
  Wires job;
  job.racks = {"rack"};
  rig.add("job", devices::make_training(training_of()), job);
}

}  // namespace

TEST_CASE("gpu storage: it gives what is above its level until it is empty") {
  GpuStorage storage(gpu_with(50.0, 0.7, 1000.0));
  storage.settle(0, {0, 0.7, 0.0});
  CHECK(storage.next() == core::kNever);
  storage.settle(kSecond, {kSecond, 0.9, 0.0});
  CHECK(storage.input().at(kSecond) == Approx(0.7));
  // 50 J at 200 W.
  CHECK(storage.next() == kSecond + 250 * kMs);
  CHECK(storage.stored(kSecond + 100 * kMs) == Approx(0.030));
  CHECK(storage.settle(kSecond + 250 * kMs, {kSecond, 0.9, 0.0}));
  CHECK(storage.input().at(kSecond + 250 * kMs) == Approx(0.9));
  CHECK(storage.next() == core::kNever);
}

TEST_CASE("gpu storage: it takes what is left below its level, and loses a part of it") {
  GpuStorage storage(gpu_with(50.0, 0.7, 100.0, 0.8));
  storage.settle(0, {0, 0.9, 0.0});
  // No more than 100 W either way.
  CHECK(storage.input().at(0) == Approx(0.8));
  storage.settle(500 * kMs, {0, 0.9, 0.0});
  CHECK(storage.stored(500 * kMs) == 0.0);
  storage.settle(kSecond, {kSecond, 0.2, 0.0});
  CHECK(storage.input().at(kSecond) == Approx(0.3));
  CHECK(storage.lost(kSecond).value == Approx(0.02));
  CHECK(storage.given(kSecond).value == Approx(-0.1));
  // 50 J at 80 W.
  CHECK(core::seconds(storage.next() - kSecond) == Approx(0.625));
  storage.settle(storage.next(), {kSecond, 0.2, 0.0});
  CHECK(storage.input().at(2 * kSecond) == Approx(0.2));
}

TEST_CASE("gpu storage: a ramp through its level is flat up to what it can give") {
  GpuStorage storage(gpu_with(1000.0, 0.7, 100.0));
  const GpuLevel ramp{0, 0.6, 0.1};
  storage.settle(0, ramp);
  CHECK(storage.next() == kSecond);
  // Full, so it takes nothing.
  CHECK(storage.input().at(0) == Approx(0.6));
  storage.settle(kSecond, ramp);
  CHECK(storage.input().at(kSecond + 500 * kMs) == Approx(0.7));
  CHECK(storage.next() == 2 * kSecond);
  storage.settle(2 * kSecond, ramp);
  CHECK(storage.input().at(2 * kSecond + 500 * kMs) == Approx(0.75));
  CHECK(storage.stored(2 * kSecond) == Approx(0.95));
}

TEST_CASE("gpu storage: a rack with enough of it feeds a square wave flat, and its books close") {
  Rig rig;
  // 500 W x 0.5 x 0.5 x 4 s, with the loss of what it takes made good by its level.
  build_job(rig, gpu_with(520.0, 0.755, 1000.0, 0.96));
  rig.run(8 * kSecond);
  double low_w = 1e9;
  double high_w = 0.0;
  for (core::Tick at = 8 * kSecond; at < 16 * kSecond; at += 50 * kMs) {
    rig.run(at);
    low_w = std::min(low_w, rig.look("rack", "power"));
    high_w = std::max(high_w, rig.look("rack", "power"));
  }
  CHECK(low_w == Approx(6e3 + 32e3 * 0.755).margin(1.0));
  CHECK(high_w == Approx(low_w).margin(1e-2));
  CHECK(rig.look("rack", "gpu_storage") < 32.0 * 520.0);
  CHECK(rig.finding("rack", "storage_loss") > 0.0);
  CHECK(imbalance(rig.account("rack")) < 1e-9);
}

TEST_CASE("gpu storage: a rack that drops keeps what is stored, and goes on with it") {
  Rig rig;
  build_job(rig, gpu_with(520.0, 0.755, 1000.0, 0.96));
  rig.set(kSecond, "s1", "voltage", 0.0);
  rig.set(2 * kSecond, "s1", "voltage", 1.0);
  rig.run(kSecond + 500 * kMs);
  const double stored_j = rig.look("rack", "gpu_storage");
  rig.run(12 * kSecond - kMs);
  CHECK(rig.look("rack", "gpu_storage") == stored_j);
  rig.run(60 * kSecond);
  CHECK(imbalance(rig.account("rack")) < 1e-9);
}

TEST_CASE("gpu storage: the same however often it is woken") {
  const auto play = [](std::uint64_t seed, int wakes) {
    Draw draw(seed);
    Rig rig;
    Parameters gpu = gpu_with(draw.between(5.0, 400.0), draw.between(0.4, 0.95),
                              draw.between(50.0, 800.0), draw.between(0.8, 1.0));
    if (draw.happens(0.5)) gpu["secondary_floor"] = Value(draw.between(200.0, 600.0));
    build_job(rig, gpu);
    rig.set(static_cast<core::Tick>(draw.between(0.0, 20.0) * 1e9), "rack", "load",
            draw.between(0.3, 1.2), kSecond);
    rig.set(static_cast<core::Tick>(draw.between(0.0, 20.0) * 1e9), "rack", "excursion", 1.5);
    rig.set(10 * kSecond, "s1", "voltage", 0.0);
    rig.set(10 * kSecond + static_cast<core::Tick>(draw.between(1.0, 30.0) * 1e6), "s1", "voltage",
            1.0);
    rig.wake_at_random(seed, wakes, 30 * kSecond);
    const std::string seen = rig.run_and_digest(30 * kSecond, 100 * kMs);
    REQUIRE(imbalance(rig.account("rack")) < 1e-9);
    return seen;
  };
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    CHECK(play(seed, 0) == play(seed, 60));
  }
}

TEST_CASE("a burn workload keeps the GPUs at their secondary floor, and that is a loss") {
  Rig rig;
  Parameters gpu{{"tdp", Value(1000.0)}, {"idle", Value(100.0)}};
  gpu["secondary_floor"] = Value(700.0);
  build_job(rig, gpu);
  rig.run(kSecond);
  CHECK(rig.look("rack", "power") == Approx(38e3));
  rig.run(3 * kSecond);
  CHECK(rig.look("rack", "power") == Approx(6e3 + 22.4e3));
  rig.run(4 * kSecond);
  // 20 % of 32 kW for 2 s.
  CHECK(rig.finding("rack", "burnt") == Approx(12.8e3).epsilon(1e-6));
  CHECK(imbalance(rig.account("rack")) < 1e-9);
}

TEST_CASE("an excursion multiplies the power of the GPUs alone, and goes back") {
  Rig rig;
  build_rack(rig, {}, {0.0});
  devices::Command spike;
  spike.parameter = "excursion";
  spike.value = 1.3;
  rig.order(kSecond, "rack", spike);
  spike.begins = false;
  rig.order(kSecond + kMs, "rack", spike);
  rig.run(kSecond);
  // 32 GPUs of 700 W, 30 % more, in a rack that draws its 40 kW; no warning of its rating.
  CHECK(rig.look("rack", "power") == Approx(40e3 + 6.72e3));
  rig.run(kSecond + kMs);
  CHECK(rig.look("rack", "power") == Approx(40e3));
  CHECK(rig.log("rack").empty());
}
