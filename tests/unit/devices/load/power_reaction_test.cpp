#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/devices/load/training_job.hpp"
#include "ridethrough/devices/power_signal.hpp"
#include "support/device_rig.hpp"
#include "support/plain_contact.hpp"
#include "support/plain_devices.hpp"
#include "support/rack_examples.hpp"

using namespace ridethrough;
using namespace ridethrough::support;
using devices::Parameters;
using devices::Value;

namespace {

constexpr core::Tick kReactS = core::kTicksPerSecond;
constexpr double kReactRounding = 1e-12;

Value map_of(std::initializer_list<std::pair<const char*, double>> numbers) {
  Parameters map;
  for (const auto& [name, number] : numbers) map.insert_or_assign(name, Value(number));
  return Value(map);
}

/// One rack of 32 GPUs and a job on it; `ups-a` and `ups-b` signal, `switch` is needed.
void build_reacting(Rig& rig, const Parameters& reaction, Parameters job = training_of()) {
  rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
  Wires feeder;
  feeder.from = {"s1"};
  rig.add("rack-1", devices::make_rack(rack_of()), feeder);
  for (const char* name : {"ups-a", "ups-b", "switch"}) {
    rig.add(name, std::make_unique<PlainContact>());
  }
  job.insert_or_assign("on_battery", Value(reaction));
  Wires wires;
  wires.racks = {"rack-1"};
  wires.peers = {
      {"on_battery.signal", "ups-a"}, {"on_battery.signal", "ups-b"}, {"needs", "switch"}};
  rig.add("job", devices::make_training(job), wires);
}

void put_on_battery(Rig& rig, const char* name, core::Tick from, core::Tick to) {
  rig.set(from, name, "power", 1.0);
  rig.set(to, name, "power", 0.0);
}

const Parameters kSave{{"checkpoint", map_of({{"takes", 30.0}, {"after", 0.0}})}};

}  // namespace

TEST_CASE("a cap limits the GPUs so long after the first signal and until the last is gone") {
  Rig rig;
  build_reacting(rig, {{"cap", map_of({{"to", 0.6}, {"after", 5.0}})}});
  put_on_battery(rig, "ups-a", 16 * kReactS, 24 * kReactS);
  put_on_battery(rig, "ups-b", 20 * kReactS, 29 * kReactS);
  const auto level_at = [&](double at_s) {
    rig.run(core::ticks_nearest(at_s));
    return rig.look("job", "level");
  };
  // 100 % for 2 s, 50 % for 2 s: the cap holds from 21 s to 29 s.
  CHECK(level_at(17.0) == 1.0);
  CHECK(level_at(20.5) == 1.0);
  CHECK(level_at(21.0) == 0.6);
  CHECK(level_at(23.0) == 0.5);
  CHECK(level_at(25.0) == 0.6);
  CHECK(level_at(28.9) == 0.6);
  CHECK(level_at(29.0) == 1.0);
  // Books of the rack: 31 s of the square less 0.4 of 22.4 kW while capped and high: 1 + 2 + 1 s.
  rig.run(32 * kReactS);
  CHECK(rig.finding("rack-1", "energy") ==
        Approx(32.0 * (6e3 + 0.75 * 22.4e3) - 0.4 * 22.4e3 * 4.0).epsilon(1e-9));
}

TEST_CASE("a ramp of the profile meets its cap within a nanosecond") {
  Parameters profile = square_profile();
  Value::List shape;
  for (const auto& [at_s, level] : {std::pair{0.0, 0.2}, {2.0, 1.0}, {4.0, 0.2}}) {
    shape.push_back(map_of({{"at", at_s}, {"level", level}}));
  }
  profile.insert_or_assign("shape", Value(shape));
  Parameters job = training_of();
  job.insert_or_assign("profile", Value(profile));
  Rig rig;
  build_reacting(rig, {{"cap", map_of({{"to", 0.6}, {"after", 0.0}})}}, job);
  put_on_battery(rig, "ups-a", 4 * kReactS, 400 * kReactS);
  // 0.2 + 0.4 t: at the cap from 1 s to 3 s of each step.
  rig.run(5 * kReactS - 500'000'000);
  CHECK(rig.look("job", "level") == Approx(0.4).epsilon(1e-9));
  rig.run(6 * kReactS);
  CHECK(rig.look("job", "level") == 0.6);
  rig.run(7 * kReactS + 500'000'000);
  CHECK(rig.look("job", "level") == Approx(0.4).epsilon(1e-9));
  rig.run(8 * kReactS);
  const double whole_j = 8.0 * (6e3 + 0.6 * 22.4e3);
  const double cut_j = 22.4e3 * 0.4 * 1.0;  // the triangle above the cap: 2 s wide, 0.4 high
  CHECK(rig.finding("rack-1", "energy") == Approx(whole_j - cut_j).epsilon(1e-7));
}

TEST_CASE("an emergency checkpoint leaves little to lose") {
  Rig rig;
  build_reacting(rig, kSave);
  put_on_battery(rig, "ups-a", 250 * kReactS, 400 * kReactS);
  rig.order(300 * kReactS, "job", devices::Verb::crash);
  rig.run(310 * kReactS);
  // Saved at 280 s.
  CHECK(rig.finding("job", "lost_work") == Approx(32.0 * 20.0).epsilon(kReactRounding));
  // 200 s by its own checkpoints, 30 s by the emergency one.
  CHECK(rig.finding("job", "goodput") == Approx(230.0 / 310.0).epsilon(kReactRounding));
}

TEST_CASE("one that is not complete saves nothing") {
  Rig rig;
  build_reacting(rig, kSave);
  put_on_battery(rig, "ups-a", 250 * kReactS, 400 * kReactS);
  rig.order(270 * kReactS, "job", devices::Verb::crash);
  rig.run(310 * kReactS);
  // The work stood still since 250 s.
  CHECK(rig.finding("job", "lost_work") == Approx(32.0 * 30.0).epsilon(kReactRounding));
}

TEST_CASE("each time on battery saves once") {
  Rig rig;
  build_reacting(rig, kSave);
  put_on_battery(rig, "ups-a", 20 * kReactS, 25 * kReactS);
  put_on_battery(rig, "ups-a", 60 * kReactS, 65 * kReactS);
  rig.order(95 * kReactS, "job", devices::Verb::crash);
  rig.run(96 * kReactS);
  // Complete at 50 s and at 90 s, the signals were gone long before.
  CHECK(rig.finding("job", "lost_work") == Approx(32.0 * 5.0).epsilon(kReactRounding));
}

TEST_CASE("a drained job saves, falls to idle and comes back warm") {
  Parameters reaction = kSave;
  reaction.insert_or_assign("drain", map_of({{"after", 60.0}}));
  Rig rig;
  build_reacting(rig, reaction);
  put_on_battery(rig, "ups-a", 250 * kReactS, 500 * kReactS);
  rig.run(400 * kReactS);
  CHECK(rig.state("job") == "paused");
  CHECK(rig.look("rack-1", "power") == Approx(6e3 + 0.1 * 22.4e3).margin(0.01));
  rig.run(700 * kReactS);
  // Saved from 310 s to 340 s; the signal is gone at 500 s, warm restart 60 s.
  CHECK(rig.log("job").back() == std::to_string(560 * kReactS) + " running warm_restart");
  CHECK(rig.finding("job", "interruptions") == 0.0);
  CHECK(rig.finding("job", "lost_work") == 0.0);
  CHECK(rig.finding("job", "lost_outage") == Approx(32.0 * 160.0).epsilon(kReactRounding));
  CHECK(rig.finding("job", "lost_restart") == Approx(32.0 * 60.0).epsilon(kReactRounding));
}

TEST_CASE("a paused job whose racks lose power restarts cold") {
  Rig rig;
  build_reacting(rig, {{"drain", map_of({{"after", 60.0}})}});
  put_on_battery(rig, "ups-a", 250 * kReactS, 500 * kReactS);
  rig.set(400 * kReactS, "s1", "voltage", 0.0);
  rig.set(490 * kReactS, "s1", "voltage", 1.0);
  rig.run(1500 * kReactS);
  CHECK(rig.log("job").back() == std::to_string(1100 * kReactS) + " running cold_restart");
  CHECK(rig.finding("job", "interruptions") == 0.0);
}

TEST_CASE("a job falls with the gear that it needs, though its racks live") {
  Rig rig;
  build_reacting(rig, {{"cap", map_of({{"to", 2.0}, {"after", 0.0}})}});
  put_on_battery(rig, "switch", 250 * kReactS, 270 * kReactS);
  rig.run(1000 * kReactS);
  const std::vector<std::string> rows = rig.log("job");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == std::to_string(250 * kReactS) + " 1 need_down");
  CHECK(rows[2] == std::to_string(330 * kReactS) + " running warm_restart");
  CHECK(rig.report("rack-1").incidents.empty());
  CHECK(rig.finding("job", "lost_gpu_hours") ==
        Approx(32.0 * (30.0 + 20.0 + 60.0)).epsilon(kReactRounding));
}

TEST_CASE("a reaction without a signal, and a signal without one, are refused") {
  for (const bool has_signal : {false, true}) {
    Rig rig;
    rig.add("s1", std::make_unique<PlainSource>(400.0, 50.0));
    Wires feeder;
    feeder.from = {"s1"};
    rig.add("rack-1", devices::make_rack(rack_of()), feeder);
    rig.add("ups-a", std::make_unique<PlainContact>());
    Parameters job = training_of();
    if (!has_signal) job.insert_or_assign("on_battery", Value(kSave));
    Wires wires;
    wires.racks = {"rack-1"};
    if (has_signal) wires.peers = {{"on_battery.signal", "ups-a"}};
    rig.add("job", devices::make_training(job), wires);
    CHECK_THROWS_AS(rig.run(kReactS), std::invalid_argument);
  }
}

TEST_CASE("extra wakes change nothing in a job that reacts") {
  const auto play = [](int wakes) {
    Parameters reaction = kSave;
    reaction.insert_or_assign("cap", map_of({{"to", 0.6}, {"after", 5.0}}));
    reaction.insert_or_assign("drain", map_of({{"after", 60.0}}));
    Rig rig;
    build_reacting(rig, reaction);
    put_on_battery(rig, "ups-a", 250 * kReactS, 500 * kReactS);
    put_on_battery(rig, "switch", 600 * kReactS, 610 * kReactS);
    rig.wake_at_random(3, wakes, 900 * kReactS);
    return rig.run_and_digest(900 * kReactS, kReactS);
  };
  CHECK(play(0) == play(2000));
}
