// Work of a job whose GPUs are kept below what it wants: by a cap, by heat.

#include <catch2/catch.hpp>

#include <string>
#include <utility>

#include "ridethrough/devices/load/batch_job.hpp"
#include "ridethrough/devices/load/inference_job.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "support/cooled_row.hpp"
#include "support/plain_contact.hpp"
#include "support/serving_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Parameters;
using devices::Value;

namespace {

constexpr double kPaceRounding = 1e-10;
/// The square of 100 % and 50 % over an idle of 10 %: 65 % above it in the mean, 45 % below a cap
/// of 60 %.
constexpr double kCapped = 0.45 / 0.65;

Parameters with_cap(Parameters job, double to) {
  Value cap(Parameters{{"to", Value(to)}, {"after", Value(0.0)}});
  job.insert_or_assign("on_battery", Value(Parameters{{"cap", cap}}));
  return job;
}

/// One rack of 32 GPUs, a contact that tells the job.
void build_capped(Rig& rig, std::unique_ptr<devices::Device> job) {
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack_of()), {.from = {"s1"}});
  rig.add("ups", std::make_unique<PlainContact>());
  rig.add("job", std::move(job), {.peers = {{"on_battery.signal", "ups"}}, .racks = {"rack"}});
}

void cap_between(Rig& rig, core::Tick from, core::Tick to) {
  rig.set(from, "ups", "power", 1.0);
  rig.set(to, "ups", "power", 0.0);
}

Parameters batch_like(Parameters job) {
  for (const char* key : {"on_loss", "collective_timeout", "stall_level"}) job.erase(key);
  return job;
}

}  // namespace

TEST_CASE("a capped job makes as much work as the power above idle that the cap leaves") {
  Rig rig;
  build_capped(rig, devices::make_training(with_cap(training_of(), 0.6)));
  cap_between(rig, 20 * kSecond, 130 * kSecond);
  rig.run(300 * kSecond);
  // 100 s of work, 10 s of checkpoint: 280 s of work, of which 80 s and 20 s under the cap.
  const double slowed_s = 100.0 * (1.0 - kCapped);
  CHECK(rig.finding("job", "lost_slowed") == Approx(32.0 * slowed_s).epsilon(kPaceRounding));
  CHECK(rig.look("job", "lost_gpu_hours") == Approx(32.0 * slowed_s).epsilon(kPaceRounding));
  CHECK(rig.finding("job", "goodput") == Approx((280.0 - slowed_s) / 300.0).epsilon(kPaceRounding));
  CHECK(rig.finding("job", "interruptions") == 0.0);
}

TEST_CASE("a crash takes the work that the slowed job has made, and no hour counts twice") {
  Rig rig;
  build_capped(rig, devices::make_training(with_cap(training_of(), 0.6)));
  cap_between(rig, 150 * kSecond, 400 * kSecond);
  rig.order(270 * kSecond, "job", devices::Verb::crash);
  rig.run(300 * kSecond);
  // Saved at 110 s and 220 s, the second one with 40 s at full pace and 60 s under the cap; then
  // 50 s under it are lost, and 30 s of restart.
  CHECK(rig.finding("job", "lost_work") == Approx(32.0 * 50.0 * kCapped).epsilon(kPaceRounding));
  CHECK(rig.finding("job", "lost_slowed") ==
        Approx(32.0 * 110.0 * (1.0 - kCapped)).epsilon(kPaceRounding));
  CHECK(rig.finding("job", "goodput") ==
        Approx((140.0 + 60.0 * kCapped) / 300.0).epsilon(kPaceRounding));
  // Useful, lost and the blocks of two checkpoints make up all the time.
  CHECK(300.0 * rig.finding("job", "goodput") + rig.look("job", "lost_gpu_hours") / 32.0 + 20.0 ==
        Approx(300.0).epsilon(kPaceRounding));
}

TEST_CASE("slowdown says how much of the lost power is lost work") {
  const auto slowed_s = [](double slowdown) {
    Parameters job = with_cap(training_of(), 0.6);
    job.insert_or_assign("slowdown", Value(slowdown));
    Rig rig;
    build_capped(rig, devices::make_training(job));
    cap_between(rig, 0, 90 * kSecond);
    rig.run(100 * kSecond);
    return rig.finding("job", "lost_slowed") / 32.0;
  };
  CHECK(slowed_s(0.0) == 0.0);
  CHECK(slowed_s(0.4) == Approx(0.4 * 90.0 * (1.0 - kCapped)).epsilon(kPaceRounding));
}

TEST_CASE("a cap at which the rack is run anyway costs nothing more") {
  Parameters rack = rack_of();
  Parameters gpu = rack.at("gpu").map();
  gpu.insert_or_assign("cap", Value(420.0));  // 60 % of 700 W
  rack.insert_or_assign("gpu", Value(gpu));
  Rig rig;
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("rack", devices::make_rack(rack), {.from = {"s1"}});
  rig.add("ups", std::make_unique<PlainContact>());
  rig.add("job", devices::make_training(with_cap(training_of(), 0.8)),
          {.peers = {{"on_battery.signal", "ups"}}, .racks = {"rack"}});
  cap_between(rig, 0, 90 * kSecond);
  rig.run(100 * kSecond);
  CHECK(rig.finding("job", "lost_slowed") == 0.0);
}

TEST_CASE("a rack that throttles slows all of a training job, of a batch job itself") {
  const auto slowed_gpu_s = [](auto make, const Parameters& job) {
    Rig rig;
    build_row(rig, {.pumps_from = "mains"});
    rig.add("cold", devices::make_rack(rack_of()), {.from = {"ups"}});
    rig.add("job", make(job), {.racks = {"rack", "cold"}});
    lose_mains(rig, 10 * kSecond, 600 * kSecond);
    // 35 K over the coolant at 40 kW in 25 s; at less than that it throttles later.
    rig.run(63 * kSecond);
    const auto incidents = rig.report("rack").incidents;
    REQUIRE(incidents.size() == 1);
    REQUIRE(incidents[0].kind == "throttled");
    const double throttled_s = core::seconds(63 * kSecond - incidents[0].at);
    // Throttled GPUs draw 50 %: 40 % above idle in place of 65 %.
    return rig.finding("job", "lost_slowed") / (throttled_s * (1.0 - 0.40 / 0.65));
  };
  CHECK(slowed_gpu_s(devices::make_training, training_of()) == Approx(64.0).epsilon(1e-9));
  CHECK(slowed_gpu_s(devices::make_batch, batch_like(training_of())) == Approx(32.0).epsilon(1e-9));
}

TEST_CASE("a cap on the power of GPUs that serve is one on their requests") {
  ServingNumbers numbers;
  numbers.queue = 100'000;
  Rig rig;
  build_capped(rig, devices::make_inference(with_cap(inference_of(numbers), 0.4)));
  // One rack: 16 requests a second, 4 s in one of 128 slots each: half of them, level 50 %, 20 %
  // above that of ready GPUs. 40 % is half of that: 8 requests a second.
  rig.run(10 * kSecond);
  CHECK(rig.finding("job", "served") == 16.0 * 6.0);
  cap_between(rig, 10 * kSecond, 400 * kSecond);
  rig.run(200 * kSecond);
  const double before = rig.finding("job", "served");
  rig.run(400 * kSecond - 1);
  CHECK(rig.look("job", "level") == Approx(0.4).epsilon(1e-9));
  // They come in waves of some of the slots.
  CHECK(rig.finding("job", "served") - before == Approx(8.0 * 200.0).margin(64.0));
  CHECK(rig.finding("job", "lost_slowed") > 0.5 * 32.0 * 390.0);
  // All that came is served in the end, at 32 requests a second.
  rig.run(800 * kSecond);
  CHECK(rig.finding("job", "dropped") + rig.finding("job", "refused") == 0.0);
  CHECK(rig.look("job", "level") == Approx(0.5).epsilon(1e-9));
  CHECK(rig.finding("job", "served") == 16.0 * 796.0);
}

TEST_CASE("without a limit the pace of requests is whole") {
  Rig rig;
  build_capped(rig, devices::make_inference(with_cap(inference_of(), 0.6)));
  cap_between(rig, 10 * kSecond, 40 * kSecond);
  rig.run(100 * kSecond);
  CHECK(rig.finding("job", "lost_slowed") == 0.0);
  CHECK(rig.finding("job", "served") == 16.0 * 96.0);
}
