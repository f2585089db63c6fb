#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;

namespace {

constexpr core::Tick kSpareS = core::kTicksPerSecond;
constexpr double kSpareRounding = 1e-12;

/// Three racks of 32 GPUs on feeders of their own, a job that has `spares` for them.
void build_spared(Rig& rig, std::int64_t spares, const char* on_loss = "crash") {
  Wires job_wires;
  for (const char* side : {"1", "2", "3"}) {
    rig.add(std::string("s") + side, std::make_unique<PlainSource>(400.0, 50.0));
    Wires wires;
    wires.from = {std::string("s") + side};
    rig.add(std::string("rack-") + side, devices::make_rack(rack_of()), wires);
    job_wires.racks.push_back(std::string("rack-") + side);
  }
  devices::Parameters job = training_of(on_loss);
  devices::Parameters restart = devices::get(job, "restart").map();
  restart.insert_or_assign("spares", devices::Value(spares));
  job.insert_or_assign("restart", devices::Value(restart));
  rig.add("job", devices::make_training(job), job_wires);
}

}  // namespace

TEST_CASE("a job with a spare restarts warm while its rack is still down") {
  Rig rig;
  build_spared(rig, 1);
  rig.set(250 * kSpareS, "s1", "voltage", 0.0);
  rig.run(1000 * kSpareS);
  const core::Tick down = 250 * kSpareS + core::ticks_up(480.0 / 17.2e3);
  CHECK(rig.log("job").back() == std::to_string(down + 60 * kSpareS) + " running warm_restart");
  CHECK(rig.state("rack-1") == "down");
  // Two checkpoints until 220 s; 96 GPUs.
  const double work_s = core::seconds(down - 220 * kSpareS);
  CHECK(rig.finding("job", "lost_work") == Approx(96.0 * work_s).epsilon(kSpareRounding));
  CHECK(rig.finding("job", "lost_outage") == 0.0);
  CHECK(rig.finding("job", "lost_restart") == Approx(96.0 * 60.0).epsilon(kSpareRounding));
}

TEST_CASE("more racks down than spares is a cold restart once they are back") {
  Rig rig;
  build_spared(rig, 1);
  rig.set(250 * kSpareS, "s1", "voltage", 0.0);
  rig.set(270 * kSpareS, "s2", "voltage", 0.0);
  rig.set(400 * kSpareS, "s2", "voltage", 1.0);
  rig.run(2000 * kSpareS);
  // One is still down, the other is up 10 s after its voltage: 600 s from there.
  CHECK(rig.log("job").back() == std::to_string(1010 * kSpareS) + " running cold_restart");
  CHECK(rig.state("rack-1") == "down");
  CHECK(rig.finding("job", "interruptions") == 1.0);
  // The try that the second rack spoilt ran from the first loss to the second.
  const double first_s = core::seconds(core::ticks_up(480.0 / 17.2e3));
  const double spoilt_s = rig.finding("job", "lost_restart") / 96.0 - 600.0;
  CHECK(spoilt_s == Approx(20.0).margin(0.1));
  CHECK(rig.finding("job", "lost_outage") / 96.0 ==
        Approx(1010.0 - 600.0 - 250.0 - first_s - spoilt_s).epsilon(1e-9));
}

TEST_CASE("a rack that came back and is lost again interrupts again") {
  Rig rig;
  build_spared(rig, 1);
  rig.set(250 * kSpareS, "s1", "voltage", 0.0);
  rig.set(400 * kSpareS, "s1", "voltage", 1.0);
  rig.set(500 * kSpareS, "s1", "voltage", 0.0);
  rig.run(1000 * kSpareS);
  CHECK(rig.finding("job", "interruptions") == 2.0);
  CHECK(rig.state("job") == "running");
}

TEST_CASE("energy that a stalled and restarting job does not use") {
  Rig rig;
  build_spared(rig, 1, "stall");
  rig.set(250 * kSpareS, "s1", "voltage", 0.0);
  rig.run(2000 * kSpareS);
  // Mean of the square 75 %; each rack 6 kW and 22.4 kW of GPUs. For 600 s one rack is dark and two
  // wait at 45 %; then 50 ms of fall and 60 s at idle, 10 %.
  const double stalled_j = 600.0 * (6e3 + 0.75 * 22.4e3 + 2.0 * 0.30 * 22.4e3);
  const double idle_j = 60.0 * (6e3 + 0.75 * 22.4e3 + 2.0 * 0.65 * 22.4e3);
  const double fall_j = -0.05 * 0.5 * 0.35 * 2.0 * 22.4e3;
  CHECK(rig.finding("job", "energy_not_used") == Approx(stalled_j + idle_j + fall_j).epsilon(1e-9));
}

TEST_CASE("extra wakes change nothing in a job with spares") {
  const auto play = [](int wakes) {
    Rig rig;
    build_spared(rig, 1, "stall");
    rig.set(50 * kSpareS, "s1", "voltage", 0.0);
    rig.set(680 * kSpareS, "s2", "voltage", 0.0);
    rig.set(690 * kSpareS, "s2", "voltage", 1.0);
    rig.wake_at_random(3, wakes, 1500 * kSpareS);
    return rig.run_and_digest(1500 * kSpareS, kSpareS);
  };
  CHECK(play(0) == play(2000));
}
