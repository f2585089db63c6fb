#include "ridethrough/devices/load/batch_job.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/job_rig.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Value;
using devices::Verb;

namespace {

constexpr core::Tick kBatchS = core::kTicksPerSecond;
constexpr double kBatchRounding = 1e-12;

/// As training_of(), of a batch job.
devices::Parameters batch_of() {
  devices::Parameters job = training_of();
  for (const char* key : {"on_loss", "collective_timeout", "stall_level"}) job.erase(key);
  return job;
}

}  // namespace

TEST_CASE("a rack lost loses its own work, the other goes on") {
  Rig rig;
  build_job(rig, devices::make_batch(batch_of()));
  lose_first_rack(rig, 250 * kBatchS, 260 * kBatchS);
  rig.run(300 * kBatchS);
  CHECK(rig.state("job") == "running");
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 3.2 * 700.0).margin(0.01));
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 32 * 700.0).margin(0.01));
  rig.run(900 * kBatchS);
  // As in the test of a training job: 30 s since the checkpoint at 220 s, up at 270 s, 600 s cold.
  const core::Tick down = 250 * kBatchS + core::ticks_up(480.0 / 17.2e3);
  const double lost_s = core::seconds(down - 220 * kBatchS) + core::seconds(870 * kBatchS - down);
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(32.0 * lost_s).epsilon(kBatchRounding));
  CHECK(rig.finding("job", "interruptions") == 1.0);
  CHECK(rig.finding("job", "lost_restart") == Approx(32.0 * 600.0).epsilon(kBatchRounding));
  // 900 s are eight times 100 s of work and 10 s of checkpoint, and 20 s; the first rack has two
  // checkpoints, and 30 s from 870 s on.
  const double useful_s = 820.0 + 200.0 + 30.0;
  CHECK(rig.finding("job", "goodput") == Approx(useful_s / 1800.0).epsilon(kBatchRounding));
  // Both draw the profile where it is now.
  rig.run(902 * kBatchS);
  CHECK(rig.look("rack-1", "power") == rig.look("rack-2", "power"));
}

TEST_CASE("a rack that is down again waits for its own restart only") {
  Rig rig;
  build_job(rig, devices::make_batch(batch_of()));
  lose_first_rack(rig, 100 * kBatchS, 110 * kBatchS);
  lose_first_rack(rig, 300 * kBatchS, 310 * kBatchS);
  rig.run(930 * kBatchS);
  CHECK(rig.finding("job", "interruptions") == 1.0);
  // Up at 320 s, 600 s cold: the work at 100 s since 0 s and all time since then.
  CHECK(rig.finding("job", "lost_gpu_hours") == Approx(32.0 * 920.0).epsilon(1e-4));
  CHECK(rig.look("rack-1", "power") == rig.look("rack-2", "power"));
}

TEST_CASE("a crash by order restarts each rack warm") {
  Rig rig;
  build_job(rig, devices::make_batch(batch_of()));
  rig.order(105 * kBatchS, "job", Verb::crash);
  rig.run(110 * kBatchS);
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 3.2 * 700.0).margin(0.01));
  rig.run(170 * kBatchS);
  CHECK(rig.finding("job", "interruptions") == 2.0);
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(64.0 * 160.0).epsilon(kBatchRounding));
}

TEST_CASE("extra wakes change nothing in a batch job") {
  const auto play = [](int wakes) {
    Rig rig;
    build_job(rig, devices::make_batch(batch_of()));
    lose_first_rack(rig, 50 * kBatchS, 60 * kBatchS);
    rig.order(1000 * kBatchS, "job", Verb::crash);
    rig.wake_at_random(3, wakes, 1500 * kBatchS);
    return rig.run_and_digest(1500 * kBatchS, kBatchS);
  };
  CHECK(play(0) == play(2000));
}
