#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "ridethrough/devices/playback.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Playback;
using devices::Verb;

namespace {

constexpr core::Tick kTracedS = core::kTicksPerSecond;
/// Half of what power is counted in, 2^-11 W, rounded once for each rack.
constexpr double kTracedW = 1e-3;

devices::Value trace_of(std::vector<Playback::Row> rows, Playback::Between between) {
  return devices::Value(devices::Played{
      std::make_shared<const Playback>(std::move(rows), between, Playback::Outside::hold)});
}

/// Two unequal racks and a job that plays `trace`: 32 GPUs each, hosts of 6 kW and 2 kW.
void build_traced(Rig& rig, const devices::Parameters& job) {
  for (const char* side : {"1", "2"}) {
    rig.add(std::string("s") + side, std::make_unique<PlainSource>(400.0, 50.0));
    Wires wires;
    wires.from = {std::string("s") + side};
    RackNumbers numbers;
    numbers.host_w = *side == '1' ? 6e3 : 2e3;
    rig.add(std::string("rack-") + side, devices::make_rack(rack_of(numbers)), wires);
  }
  Wires wires;
  wires.racks = {"rack-1", "rack-2"};
  rig.add("job", devices::make_training(job), wires);
}

double drawn_w(Rig& rig) { return rig.look("rack-1", "power") + rig.look("rack-2", "power"); }

devices::Parameters traced_job(Playback::Between between) {
  devices::Parameters job = training_of();
  job.insert_or_assign("profile",
                       trace_of({{0, 30e3}, {10 * kTracedS, 50e3}, {20 * kTracedS, 9e3}}, between));
  return job;
}

}  // namespace

TEST_CASE("all racks of a job together draw its trace, the GPUs at one level") {
  Rig rig;
  build_traced(rig, traced_job(Playback::Between::hold));
  rig.run(5 * kTracedS);
  CHECK(drawn_w(rig) == Approx(30e3).margin(2.0 * kTracedW));
  // 30 kW less hosts of 8 kW, over 64 GPUs of 700 W.
  CHECK(rig.look("job", "level") == Approx(22e3 / 44.8e3).epsilon(1e-12));
  CHECK(rig.look("rack-1", "power") - rig.look("rack-2", "power") ==
        Approx(4e3).margin(2.0 * kTracedW));
  rig.run(15 * kTracedS);
  CHECK(drawn_w(rig) == Approx(50e3).margin(2.0 * kTracedW));
  // The last row goes on: `outside: hold`.
  rig.run(100 * kTracedS);
  CHECK(drawn_w(rig) == Approx(9e3).margin(2.0 * kTracedW));
  const double energy_j = 10.0 * 30e3 + 10.0 * 50e3 + 80.0 * 9e3;
  CHECK(rig.finding("rack-1", "energy") + rig.finding("rack-2", "energy") ==
        Approx(energy_j).margin(2.0 * kTracedW * 100.0));
}

TEST_CASE("a linear trace is drawn as ramps between its rows") {
  Rig rig;
  build_traced(rig, traced_job(Playback::Between::linear));
  rig.run(5 * kTracedS);
  // The slope is rounded as well: half of 2^-10 W/s over 5 s for each rack.
  CHECK(drawn_w(rig) == Approx(40e3).margin(12.0 * kTracedW));
  rig.run(20 * kTracedS);
  CHECK(drawn_w(rig) == Approx(9e3).margin(2.0 * kTracedW));
  CHECK(rig.finding("rack-1", "energy") + rig.finding("rack-2", "energy") ==
        Approx(10.0 * 40e3 + 10.0 * 29.5e3).margin(0.2));
}

TEST_CASE("a rack that goes down stalls a traced job as any other, and it starts anew") {
  Rig rig;
  build_traced(rig, traced_job(Playback::Between::hold));
  rig.set(12 * kTracedS, "s1", "voltage", 0.0);
  rig.set(13 * kTracedS, "s1", "voltage", 1.0);
  rig.run(600 * kTracedS);
  CHECK(rig.state("job") == "restarting");
  // The default of `idle`, 10.3 % of 64 GPUs of 700 W, over hosts of 8 kW.
  CHECK(drawn_w(rig) == Approx(8e3 + 0.103 * 44.8e3).margin(2.0 * kTracedW));
  rig.run(623 * kTracedS + 5 * kTracedS);
  CHECK(rig.state("job") == "running");
  CHECK(drawn_w(rig) == Approx(30e3).margin(2.0 * kTracedW));
}

TEST_CASE("a job that starts never waits for an order") {
  Rig rig;
  devices::Parameters job = traced_job(Playback::Between::hold);
  job.insert_or_assign("start", word_of("never"));
  build_traced(rig, job);
  rig.order(50 * kTracedS, "job", Verb::start);
  rig.order(65 * kTracedS, "job", Verb::stop);
  rig.run(40 * kTracedS);
  CHECK(rig.state("job") == "waiting");
  rig.run(55 * kTracedS);
  CHECK(rig.state("job") == "running");
  CHECK(drawn_w(rig) == Approx(30e3).margin(2.0 * kTracedW));
  rig.run(70 * kTracedS);
  CHECK(rig.state("job") == "stopped");
  CHECK(rig.look("job", "goodput") == 1.0);
}

TEST_CASE("a trace on racks without GPUs is refused") {
  Rig rig;
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  devices::Parameters rack = rack_of();
  rack.insert_or_assign("gpus", devices::Value(std::int64_t{0}));
  Wires feeder;
  feeder.from = {"s1"};
  rig.add("rack-1", devices::make_rack(rack), feeder);
  Wires wires;
  wires.racks = {"rack-1"};
  rig.add("job", devices::make_training(traced_job(Playback::Between::hold)), wires);
  CHECK_THROWS_AS(rig.run(kTracedS), std::invalid_argument);
}
