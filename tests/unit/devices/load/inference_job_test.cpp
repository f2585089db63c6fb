#include "ridethrough/devices/load/inference_job.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/job_rig.hpp"
#include "support/serving_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Verb;

namespace {

constexpr core::Tick kServeS = core::kTicksPerSecond;
constexpr double kServeRounding = 1e-9;

// By default a request comes every 1/32 s, each 1 s in prefill and 3 s in decode, so 32 and 96 of
// 256 slots are taken.

double requests_of(Rig& rig) {
  return rig.finding("job", "served") + rig.finding("job", "dropped") +
         rig.finding("job", "refused");
}

}  // namespace

TEST_CASE("requests raise the level by the slots that they take in each phase") {
  Rig rig;
  build_job(rig, devices::make_inference(inference_of()));
  rig.run(0);
  CHECK(rig.look("job", "level") == Approx(0.3));
  rig.run(kServeS);
  // From 1/32 s on one comes each 1/32 s: 32 are in prefill at 1 s.
  CHECK(rig.look("job", "level") == Approx(0.3 + 32.0 / 256.0 * 0.7).epsilon(kServeRounding));
  rig.run(10 * kServeS);
  const double level = 0.3 + 32.0 / 256.0 * 0.7 + 96.0 / 256.0 * 0.3;
  CHECK(rig.look("job", "level") == Approx(level).epsilon(kServeRounding));
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + level * 32 * 700.0).margin(0.01));
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + level * 32 * 700.0).margin(0.01));
  CHECK(rig.finding("job", "served") == 32.0 * 6.0);
  CHECK(rig.finding("job", "wait_longest") == 0.0);
}

TEST_CASE("a resolution draws the mean of each span and takes the same energy") {
  const auto energy_j = [](double resolution_s) {
    ServingNumbers numbers;
    numbers.resolution_s = resolution_s;
    numbers.cv = 1.0;
    Rig rig;
    build_job(rig, devices::make_inference(inference_of(numbers)));
    rig.run(100 * kServeS);
    CHECK(rig.finding("job", "power_mean") ==
          Approx(2.0 * rig.finding("rack-1", "energy") / 100.0).epsilon(1e-6));
    return rig.finding("rack-1", "energy");
  };
  CHECK(energy_j(10.0) == Approx(energy_j(0.0)).epsilon(1e-6));
  CHECK(energy_j(2.5) == Approx(energy_j(0.0)).epsilon(1e-6));
}

TEST_CASE("a rack lost drops its share of the requests and serves again when it has reloaded") {
  for (const double resolution_s : {0.0, 7.0}) {
    ServingNumbers numbers;
    numbers.resolution_s = resolution_s;
    Rig rig;
    build_job(rig, devices::make_inference(inference_of(numbers)));
    lose_first_rack(rig, 50 * kServeS, 60 * kServeS);
    rig.run(55 * kServeS);
    // Half of the slots, and of the 128 requests in them.
    CHECK(rig.look("job", "dropped") == 64.0);
    CHECK(rig.finding("job", "interruptions") == 1.0);
    CHECK(rig.look("rack-1", "power") == 0.0);
    rig.run(100 * kServeS);
    CHECK(rig.look("rack-1", "power") == Approx(6e3 + 0.1 * 32 * 700.0).margin(0.01));
    // All requests on one rack: its 128 slots are full to the last.
    const double full = 0.3 + 32.0 / 128.0 * 0.7 + 96.0 / 128.0 * 0.3;
    CHECK(rig.look("job", "level") == Approx(full).epsilon(kServeRounding));
    rig.run(140 * kServeS);
    const double level = 0.3 + 32.0 / 256.0 * 0.7 + 96.0 / 256.0 * 0.3;
    CHECK(rig.look("job", "level") == Approx(level).epsilon(kServeRounding));
    CHECK(rig.look("rack-1", "power") == Approx(6e3 + level * 32 * 700.0).margin(0.01));
    // Down at 50 s and what its hold-up bridges, up 10 s after the voltage, 60 s of reload.
    CHECK(rig.finding("job", "lost_gpu_hours") == Approx(32.0 * 80.0).epsilon(1e-3));
    CHECK(rig.finding("job", "lost_restart") == Approx(32.0 * 60.0).epsilon(kServeRounding));
    CHECK(rig.finding("job", "goodput") == Approx(1.0 - 40.0 / 140.0).epsilon(1e-3));
    // Every 1/32 s one has come; 128 are in their slots.
    CHECK(requests_of(rig) + 128.0 == 140.0 * 32.0);
  }
}

TEST_CASE("what finds no slot waits, and what finds no room in the queue is refused") {
  ServingNumbers numbers;
  numbers.rate_per_gpu_s = 2.0;  // 128/s, twice what 256 slots of 4 s serve
  numbers.queue = 64;
  Rig rig;
  build_job(rig, devices::make_inference(inference_of(numbers)));
  rig.run(100 * kServeS);
  CHECK(rig.look("job", "queued") == 64.0);
  // 256 slots are taken in turns of 4 s.
  CHECK(rig.finding("job", "served") == Approx(64.0 * 96.0).margin(256.0));
  CHECK(requests_of(rig) + 256.0 + 64.0 == 100.0 * 128.0);
  CHECK(rig.finding("job", "wait_longest") > 0.9);
}

TEST_CASE("both racks lost: what waits is dropped too, and nobody takes more") {
  Rig rig;
  build_job(rig, devices::make_inference(inference_of()));
  for (const char* side : {"s1", "s2"}) {
    rig.set(50 * kServeS, side, "voltage", 0.0);
    rig.set(60 * kServeS, side, "voltage", 1.0);
  }
  rig.run(100 * kServeS);
  CHECK(rig.finding("job", "dropped") == 128.0);
  const double refused = rig.finding("job", "refused");
  CHECK(refused == Approx(32.0 * 50.0).margin(2.0));
  rig.run(200 * kServeS);
  CHECK(rig.look("job", "level") > 0.3);
  CHECK(rig.state("job") == "running");
}

TEST_CASE("stopped by order it idles, and begins anew without the requests of the past") {
  Rig rig;
  build_job(rig, devices::make_inference(inference_of()));
  rig.order(20 * kServeS, "job", Verb::stop);
  rig.order(80 * kServeS, "job", Verb::start);
  rig.run(30 * kServeS);
  CHECK(rig.state("job") == "stopped");
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 0.1 * 32 * 700.0).margin(0.01));
  rig.run(100 * kServeS);
  CHECK(rig.finding("job", "lost_gpu_hours") == 0.0);
  // Those that came up to 16 s, and from 80 s to 96 s.
  CHECK(requests_of(rig) == 16.0 * 32.0 + 16.0 * 32.0 + 1.0);
}

TEST_CASE("without load there are no events") {
  ServingNumbers numbers;
  numbers.rate_per_gpu_s = 0.0;
  numbers.resolution_s = 1.0;
  Rig rig;
  build_job(rig, devices::make_inference(inference_of(numbers)));
  rig.run(3600 * kServeS);
  CHECK(rig.look("job", "level") == 0.3);
  // Steps of a thousandth of 56.8 kW.
  CHECK(rig.finding("job", "power_p99") == Approx(rig.finding("job", "power_mean")).margin(57.0));
}

TEST_CASE("extra wakes change nothing in a service") {
  for (const double resolution_s : {0.0, 3.0}) {
    const auto play = [resolution_s](int wakes) {
      ServingNumbers numbers;
      numbers.cv = 1.3;
      numbers.resolution_s = resolution_s;
      Rig rig;
      build_job(rig, devices::make_inference(inference_of(numbers)));
      lose_first_rack(rig, 50 * kServeS, 60 * kServeS);
      rig.wake_at_random(3, wakes, 200 * kServeS);
      return rig.run_and_digest(200 * kServeS, kServeS);
    };
    CHECK(play(0) == play(500));
  }
}
