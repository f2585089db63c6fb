// What the racks draw while a checkpoint stops the work.

#include <catch2/catch.hpp>

#include <utility>

#include "ridethrough/devices/load/training_job.hpp"
#include "support/job_rig.hpp"
#include "support/plain_contact.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Parameters;
using devices::Value;

namespace {

constexpr core::Tick kSavingS = core::kTicksPerSecond;
constexpr double kHostW = 6e3;
constexpr double kGpusW = 32 * 700.0;

/// Checkpoints every 9 s that block for 4 s at 20 %, down in 1 s and up in 1 s; the square has
/// 100 % for 2 s and 50 % for 2 s.
Parameters saving_job() {
  Parameters job = training_of();
  job.insert_or_assign("checkpoint", Value(Parameters{{"every", Value(9.0)},
                                                      {"block", Value(4.0)},
                                                      {"level", Value(0.2)},
                                                      {"fall", Value(1.0)},
                                                      {"rise", Value(1.0)}}));
  return job;
}

void build_saving(Rig& rig, const Parameters& job) {
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"s1"}});
  rig.add("ups", std::make_unique<PlainContact>());
  rig.add("job", devices::make_training(job),
          {.peers = {{"on_battery.signal", "ups"}}, .racks = {"rack"}});
}

double level_at(Rig& rig, double at_s) {
  rig.run(core::ticks_nearest(at_s));
  return rig.look("job", "level");
}

}  // namespace

TEST_CASE("a checkpoint stops the GPUs, and the profile goes on where it stood") {
  Rig rig;
  Parameters job = saving_job();
  job.erase("on_battery");
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"s1"}});
  rig.add("job", devices::make_training(job), {.racks = {"rack"}});
  // 9 s into the run the profile is at 1 s of its third step, high.
  CHECK(level_at(rig, 8.5) == 1.0);
  CHECK(level_at(rig, 9.5) == Approx(0.6));
  CHECK(level_at(rig, 10.0) == Approx(0.2));
  CHECK(level_at(rig, 11.9) == Approx(0.2));
  CHECK(level_at(rig, 12.25) == Approx(0.4));
  // On from 1 s of the step: high for another second, then low until 16 s.
  CHECK(level_at(rig, 13.5) == 1.0);
  CHECK(level_at(rig, 14.5) == 0.5);
  CHECK(level_at(rig, 16.5) == 1.0);
  // Each cycle of 13 s: 9 s of the square, and 1 s down, 2 s at 20 %, 1 s up from where it stood.
  // After 9 s and 36 s it is high, after 18 s and 27 s low.
  rig.run(52 * kSavingS);
  const double square_s = 0.75 * 36.0;
  const double high_s = 1.2 + 0.4;  // two edges of 1 s between 100 % and 20 %, 2 s at 20 %
  const double low_s = 0.7 + 0.4;
  const double level_s = square_s + 2.0 * high_s + 2.0 * low_s;
  CHECK(rig.finding("rack", "energy") == Approx(52.0 * kHostW + level_s * kGpusW).epsilon(1e-6));
  CHECK(rig.finding("job", "goodput") == Approx(36.0 / 52.0).epsilon(1e-12));
}

TEST_CASE("without a level the power goes on while work is saved") {
  Rig rig;
  Parameters job = saving_job();
  Parameters checkpoint = job.at("checkpoint").map();
  checkpoint.erase("level");
  job.insert_or_assign("checkpoint", Value(checkpoint));
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"s1"}});
  rig.add("job", devices::make_training(job), {.racks = {"rack"}});
  rig.run(52 * kSavingS);
  CHECK(rig.finding("rack", "energy") == Approx(52.0 * (kHostW + 0.75 * kGpusW)).epsilon(1e-9));
}

TEST_CASE("an emergency checkpoint stops the GPUs at a level of its own") {
  Parameters job = saving_job();
  job.insert_or_assign("on_battery",
                       Value(Parameters{{"checkpoint", Value(Parameters{{"takes", Value(6.0)},
                                                                        {"after", Value(0.0)},
                                                                        {"level", Value(0.4)}})}}));
  Rig rig;
  build_saving(rig, job);
  rig.set(5 * kSavingS, "ups", "power", 1.0);
  CHECK(level_at(rig, 4.9) == 1.0);
  CHECK(level_at(rig, 5.5) == Approx(0.7));
  CHECK(level_at(rig, 8.0) == Approx(0.4));
  // Saved at 11 s; 1 s of the step is over.
  CHECK(level_at(rig, 11.5) == 1.0);
  CHECK(level_at(rig, 12.5) == 0.5);
  // The next one comes 9 s after that, at 20 s; 2 s of the square are left until it goes high.
  CHECK(level_at(rig, 19.9) == 1.0);
  CHECK(level_at(rig, 21.5) == Approx(0.2));
  rig.run(24 * kSavingS);
  CHECK(rig.finding("job", "goodput") == Approx(14.0 / 24.0).epsilon(1e-12));
}

TEST_CASE("edges longer than the checkpoint meet half way") {
  Parameters job = saving_job();
  Parameters checkpoint = job.at("checkpoint").map();
  checkpoint.insert_or_assign("fall", Value(6.0));
  checkpoint.insert_or_assign("rise", Value(2.0));
  job.insert_or_assign("checkpoint", Value(checkpoint));
  Rig rig;
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"s1"}});
  rig.add("job", devices::make_training(job), {.racks = {"rack"}});
  // 4 s for edges of 8 s: half of the way, 3 s down and 1 s up.
  CHECK(level_at(rig, 10.5) == Approx(0.8));
  CHECK(level_at(rig, 12.0) == Approx(0.6));
  CHECK(level_at(rig, 12.5) == Approx(0.8));
}
