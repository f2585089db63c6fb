#include "ridethrough/devices/load/training_job.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "support/job_rig.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Verb;
using Rows = std::vector<std::string>;

namespace {

constexpr core::Tick kJobS = core::kTicksPerSecond;
constexpr core::Tick kJobMs = 1'000'000;
constexpr double kJobGpus = 64.0;
/// Times are whole nanoseconds; what is left is the rounding of a few doubles.
constexpr double kJobRounding = 1e-12;

}  // namespace

TEST_CASE("all racks of a job step through its profile in phase") {
  Rig rig;
  build_job(rig, devices::make_training(training_of()));
  rig.run(kJobS);
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 32 * 700.0).margin(0.01));
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 32 * 700.0).margin(0.01));
  rig.run(3 * kJobS);
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 16 * 700.0).margin(0.01));
  CHECK(rig.look("job", "level") == 0.5);
  rig.run(5 * kJobS);
  CHECK(rig.look("job", "level") == 1.0);
  // Half of each cycle high, and a fourth of a cycle of 4 s more.
  const double energy_j = 4.0 * (6e3 + 24 * 700.0) + (6e3 + 32 * 700.0);
  CHECK(rig.finding("rack-1", "energy") == Approx(energy_j).epsilon(1e-9));
}

TEST_CASE("one rack lost crashes the job, the others fall to idle and the work is counted") {
  Rig rig;
  build_job(rig, devices::make_training(training_of("crash")));
  lose_first_rack(rig, 250 * kJobS, 260 * kJobS);
  rig.run(249 * kJobS);
  CHECK(rig.look("job", "goodput") == Approx((2 * 100.0 + 29.0) / 249.0).epsilon(kJobRounding));
  rig.run(255 * kJobS);
  CHECK(rig.look("rack-1", "power") == 0.0);
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 3.2 * 700.0).margin(0.01));
  rig.run(900 * kJobS);
  // Running at 50 % when the feeder goes: 480 J / 17.2 kW of hold-up.
  const core::Tick down = 250 * kJobS + core::ticks_up(480.0 / 17.2e3);
  // The rack is up 10 s after its voltage, the cold restart takes 600 s from there.
  const core::Tick again = 870 * kJobS;
  const Rows rows = rig.log("job");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == std::to_string(down) + " 1 rack_down");
  CHECK(rows[1] == std::to_string(down) + " restarting rack_down");
  CHECK(rows[2] == std::to_string(again) + " running cold_restart");
  // Two checkpoints were complete at 220 s; 30 s of work and the time until `again` are lost.
  const double lost_s = core::seconds(down - 220 * kJobS) + core::seconds(again - down);
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(kJobGpus * lost_s).epsilon(kJobRounding));
  CHECK(rig.finding("job", "cost") == Approx(kJobGpus * lost_s * 1e-3).epsilon(kJobRounding));
  CHECK(rig.finding("job", "interruptions") == 1.0);
  CHECK(rig.finding("job", "goodput") == Approx((200.0 + 30.0) / 900.0).epsilon(kJobRounding));
}

TEST_CASE("a stalled job waits at its stall level until the collective timeout") {
  Rig rig;
  build_job(rig, devices::make_training(training_of("stall")));
  lose_first_rack(rig, 50 * kJobS, 60 * kJobS);
  rig.run(100 * kJobS);
  CHECK(rig.state("job") == "stalled");
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 0.45 * 32 * 700.0).margin(0.01));
  rig.run(700 * kJobS);
  CHECK(rig.state("job") == "restarting");
  CHECK(rig.look("rack-2", "power") == Approx(6e3 + 0.1 * 32 * 700.0).margin(0.01));
  // Unfinished: counts up to now, from the start because no checkpoint was complete at 50 s.
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(kJobGpus * 700.0).epsilon(kJobRounding));
  rig.run(1300 * kJobS);
  CHECK(rig.state("job") == "running");
}

TEST_CASE("a crash by order falls within its time and restarts warm") {
  Rig rig;
  build_job(rig, devices::make_training(training_of()));
  rig.order(105 * kJobS, "job", Verb::crash);
  rig.run(105 * kJobS + 25 * kJobMs);
  CHECK(rig.look("job", "level") == Approx(0.55).epsilon(kJobRounding));
  rig.run(105 * kJobS + 50 * kJobMs);
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 0.1 * 32 * 700.0).margin(0.01));
  rig.run(170 * kJobS);
  CHECK(rig.log("job").back() == "165000000000 running warm_restart");
  // The checkpoint was still being written at 105 s: its 100 s are lost.
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(kJobGpus * 160.0).epsilon(kJobRounding));
  CHECK(rig.report("rack-1").incidents.empty());
}

TEST_CASE("a rack that goes down again spoils a restart, and three spoilt ones are the end") {
  Rig rig;
  build_job(rig, devices::make_training(training_of()));
  for (core::Tick k = 0; k < 4; ++k) {
    lose_first_rack(rig, (10 + 100 * k) * kJobS, (11 + 100 * k) * kJobS);
  }
  rig.run(1000 * kJobS);
  CHECK(rig.state("job") == "stopped");
  CHECK(rig.look("job", "interruptions") == 1.0);
  // An interruption that never ends counts up to the end.
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(kJobGpus * 1000.0).epsilon(kJobRounding));
  rig.order(1010 * kJobS, "job", Verb::start);
  rig.run(1020 * kJobS);
  CHECK(rig.state("job") == "running");
}

TEST_CASE("stop and start by order lose nothing") {
  Rig rig;
  build_job(rig, devices::make_training(training_of()));
  rig.order(50 * kJobS, "job", Verb::stop);
  rig.order(80 * kJobS, "job", Verb::start);
  rig.run(60 * kJobS);
  CHECK(rig.state("job") == "stopped");
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 0.1 * 32 * 700.0).margin(0.01));
  rig.run(90 * kJobS);
  CHECK(rig.state("job") == "running");
  CHECK(rig.look("job", "lost_gpu_hours") == 0.0);
  CHECK(rig.look("job", "goodput") == 1.0);
}

TEST_CASE("a load factor that moves with the profile is drawn with chords, the gap is booked") {
  Rig rig;
  devices::Parameters job = training_of();
  devices::Parameters profile = square_profile();
  devices::Value::List ramp;
  for (const double at_s : {0.0, 4.0}) {
    ramp.push_back(devices::Value(devices::Parameters{
        {"at", devices::Value(at_s)}, {"level", devices::Value(at_s == 0.0 ? 0.2 : 1.0)}}));
  }
  profile.insert_or_assign("shape", devices::Value(ramp));
  job.insert_or_assign("profile", devices::Value(profile));
  build_job(rig, devices::make_training(job));
  rig.set(0, "rack-1", "load", 0.5, 4 * kJobS);
  rig.run(4 * kJobS);
  // Integral of (host + G (0.2 + 0.2 t)) (1 - t/8) over 4 s, G = 22.4 kW.
  const double exact_j = 6e3 * 3.0 + 22.4e3 * (0.8 + 1.6 - 0.2 * 1.0 - 0.025 * 64.0 / 3.0);
  const core::Books books = rig.account("rack-1");
  // Chord under a parabola: the sum of a h^3 / 6, a = 22.4 kW * 0.025. Each eighth of the ramp, 0.5
  // s, has nine chords of a height a h^2 / 4 of 1e-5 of 40 kW and one for the rest.
  const double bend_w = 22.4e3 * 0.025;
  const double chord_s = std::sqrt(4.0 * 0.4 / bend_w);
  const double rest_s = 0.5 - 9.0 * chord_s;
  const double gap_j = 8.0 * (9.0 * std::pow(chord_s, 3) + std::pow(rest_s, 3)) * bend_w / 6.0;
  // A chord ends at the next nanosecond of 50 ms, and slopes are on the grid.
  CHECK(books.gap_j == Approx(gap_j).epsilon(1e-5));
  // Slopes of the grid (2^-10 W/s) over 4 s.
  CHECK(books.in_j == Approx(exact_j - gap_j).margin(0.01));
  CHECK(imbalance(books) < 1e-9);
}

TEST_CASE("extra wakes change nothing in a job and its racks") {
  const auto play = [](int wakes) {
    Rig rig;
    build_job(rig, devices::make_training(training_of("stall")));
    lose_first_rack(rig, 50 * kJobS, 60 * kJobS);
    rig.order(1400 * kJobS, "job", Verb::crash);
    rig.wake_at_random(3, wakes, 1500 * kJobS);
    return rig.run_and_digest(1500 * kJobS, kJobS);
  };
  CHECK(play(0) == play(2000));
}
