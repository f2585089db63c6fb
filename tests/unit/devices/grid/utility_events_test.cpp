#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "ridethrough/devices/conversion/ups.hpp"
#include "ridethrough/devices/playback.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_battery.hpp"
#include "support/plain_devices.hpp"
#include "support/ups_examples.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;
using Rows = std::vector<std::string>;

Parameters map_of(const char* name, Parameters inner) { return {{name, Value(std::move(inner))}}; }

Parameters shaped(double to_pu, double fall_s, double rise_s) {
  return with(dip_to(to_pu),
              map_of("shape", {{"fall", number_value(fall_s)}, {"rise", number_value(rise_s)}}));
}

Parameters reclosing(const char* feeder, std::vector<double> pauses_s, std::int64_t succeeds = 0) {
  Value::List pauses;
  for (const double pause_s : pauses_s) pauses.push_back(number_value(pause_s));
  Parameters keys{{"pauses", Value(pauses)}, {"feeder", word_value(feeder)}};
  if (succeeds > 0) keys.emplace("succeeds", Value(succeeds));
  return with(dip_to(0.3), map_of("reclose", keys));
}

Value trace_of(std::vector<Playback::Row> rows,
               Playback::Between between = Playback::Between::linear,
               Playback::Outside outside = Playback::Outside::hold) {
  return Value(Played{std::make_shared<const Playback>(std::move(rows), between, outside)});
}

/// `nominal:`; 0 is not written.
std::pair<const std::string, Value> nominal(double voltage_v, double frequency_hz) {
  Parameters keys;
  if (voltage_v > 0.0) keys.emplace("voltage", voltage_v);
  if (frequency_hz > 0.0) keys.emplace("frequency", frequency_hz);
  return {"nominal", Value(keys)};
}

/// A stiff grid with a load of 1 MW; what a test adds to its parameters in `more`.
struct Feed {
  explicit Feed(const Parameters& more = {}) {
    rig.add("grid", make_utility(with(utility_of(400.0), more)));
    rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"grid"}});
  }
  void dip(core::Tick at, core::Tick span, const Parameters& keys) {
    rig.order(at, "grid", Verb::dip, true, keys);
    rig.order(at + span, "grid", Verb::dip, false, keys);
  }
  double volts_at(core::Tick at) {
    rig.run(at);
    return rig.look("grid", "voltage");
  }
  double hertz_at(core::Tick at) {
    rig.run(at);
    return rig.look("grid", "frequency");
  }
  double phase_at(core::Tick at) {
    rig.run(at);
    return rig.network().phase_rad(rig.outlet("grid"), at);
  }
  Rig rig;
};

}  // namespace

TEST_CASE("the slopes of a dip are steps around a line", "[utility][events]") {
  Feed feed;
  feed.dip(kSecond, 150 * kMs, shaped(0.4, 0.02, 0.05));
  CHECK(feed.volts_at(kSecond - 1) == 1.0);
  // 20 ms in steps of 100 us: 200 of 0.003 pu.
  for (int i = 0; i < 20; ++i) {
    const core::Tick at = kSecond + i * kMs + 50'000;
    CHECK(feed.volts_at(at) == Approx(1.0 - 0.6 * (i + 0.05) / 20.0).margin(0.5001 * 0.003));
  }
  CHECK(feed.volts_at(kSecond + 20 * kMs) == 0.4);
  CHECK(feed.volts_at(kSecond + 150 * kMs - 1) == 0.4);
  CHECK(feed.volts_at(kSecond + 175 * kMs) == Approx(0.7).margin(0.001));
  CHECK(feed.rig.state("grid") == "dip");
  CHECK(feed.volts_at(kSecond + 200 * kMs) == 1.0);
  CHECK(feed.rig.state("grid") == "normal");
}

TEST_CASE("a dip that ends while it falls turns where it is", "[utility][events]") {
  Feed feed;
  feed.dip(kSecond, 10 * kMs, shaped(0.4, 0.02, 0.03));
  CHECK(feed.volts_at(kSecond + 10 * kMs) == Approx(0.7).margin(0.003));
  CHECK(feed.volts_at(kSecond + 25 * kMs) == Approx(0.85).margin(0.003));
  CHECK(feed.volts_at(kSecond + 40 * kMs) == 1.0);
}

TEST_CASE("an over-voltage follows the clearing", "[utility][events]") {
  Feed feed;
  feed.dip(kSecond, 100 * kMs,
           with(dip_to(0.3),
                map_of("overshoot", {{"to", number_value(1.07)}, {"for", number_value(0.2)}})));
  feed.rig.run(2 * kSecond);
  CHECK(feed.rig.log("grid") ==
        Rows{"1000000000 dip dip", "1100000000 swell swell", "1300000000 normal restored"});
  CHECK(feed.rig.finding("grid", "lowest_voltage") == 0.3);
  Feed swell;
  swell.dip(kSecond, 100 * kMs, dip_to(1.2));
  CHECK(swell.volts_at(kSecond) == 1.2);
  CHECK(swell.rig.state("grid") == "swell");
  CHECK(swell.volts_at(kSecond + 100 * kMs) == 1.0);
}

TEST_CASE("the angle jumps while a dip lasts, and the frequency does not", "[utility][events]") {
  Feed feed;
  const double jump = 20.0 / 180.0 * std::numbers::pi;
  feed.dip(kSecond, 100 * kMs, with(dip_to(0.7), {{"phase_jump", number_value(jump)}}));
  CHECK(feed.phase_at(kSecond - 1) == 0.0);
  CHECK(feed.phase_at(kSecond) == Approx(jump).epsilon(1e-14));
  CHECK(feed.hertz_at(kSecond) == 50.0);
  CHECK(feed.phase_at(kSecond + 100 * kMs) == Approx(0.0).margin(1e-15));
}

TEST_CASE("an event moves the angle at once or evenly", "[utility][events]") {
  Feed feed;
  feed.rig.set(kSecond, "grid", "angle", 0.5);
  feed.rig.set(2 * kSecond, "grid", "angle", 0.1, kSecond);
  CHECK(feed.phase_at(kSecond) == Approx(0.5));
  CHECK(feed.phase_at(2 * kSecond + 500 * kMs) == Approx(0.3));
  CHECK(feed.rig.look("grid", "frequency") ==
        Approx(50.0 - 0.4 / (2.0 * std::numbers::pi)).epsilon(1e-14));
  CHECK(feed.phase_at(4 * kSecond) == Approx(0.1).margin(1e-12));
  CHECK(feed.rig.look("grid", "frequency") == 50.0);
}

TEST_CASE("a jump of the angle is a new line of the frequency", "[utility][events]") {
  // By that, everybody that keeps a phase measures it again.
  Feed feed;
  const network::Network& network = feed.rig.network();
  const auto line_at = [&](core::Tick at) {
    feed.rig.run(at);
    return network.frequency(feed.rig.outlet("grid"));
  };
  feed.rig.set(2 * kSecond, "grid", "angle", 0.5);
  feed.dip(3 * kSecond, 100 * kMs, with(dip_to(0.7), {{"phase_jump", number_value(0.3)}}));
  feed.dip(4 * kSecond, 100 * kMs, dip_to(0.7));
  CHECK(line_at(kSecond).at == 0);
  for (const core::Tick at : {2 * kSecond, 3 * kSecond, 3 * kSecond + 100 * kMs}) {
    CHECK(line_at(at) == network::Frequency{at, 50.0, 0.0});
  }
  CHECK(line_at(5 * kSecond).at == 3 * kSecond + 100 * kMs);  // no jump in that dip
  CHECK(feed.phase_at(6 * kSecond) == Approx(0.5));
}

TEST_CASE("a ups comes into step with mains whose angle has jumped", "[utility][ups]") {
  Rig rig;
  rig.add("grid", make_utility(utility_of(400.0)));
  rig.add("ups", make_ups(ups_600kw()), {.from = {"grid"}});
  rig.add("battery", std::make_unique<PlainBattery>(Tank{}), {.from = {"ups"}});
  rig.add("load", std::make_unique<PlainLoad>(400e3), {.from = {"ups"}});
  rig.set(10 * kSecond, "grid", "angle", 0.5);
  // 0.08 turns at 1 Hz/s: there and back in 2 sqrt(0.08) = 0.56 s; after 0.3 s 0.034 are left.
  for (const core::Tick at : {10 * kSecond + 300 * kMs, 10 * kSecond + 600 * kMs}) {
    rig.order(at, "ups", Verb::transfer, true, {{"to", word_value("maintenance")}});
  }
  rig.run(10 * kSecond + 400 * kMs);
  CHECK(rig.look("ups", "refused") == 1.0);
  CHECK(rig.state("ups") == "online");
  rig.run(11 * kSecond);
  CHECK(rig.state("ups") == "maintenance");
}

TEST_CASE("a neighbour's breaker that closes on a fault dips the feed again", "[utility][events]") {
  Feed feed;
  feed.dip(kSecond, 100 * kMs, reclosing("other", {0.5, 2.0}));
  feed.rig.run(10 * kSecond);
  CHECK(feed.rig.log("grid") == Rows{"1000000000 dip dip", "1100000000 normal restored",
                                     "1600000000 dip dip", "1700000000 normal restored",
                                     "3700000000 dip dip", "3800000000 normal restored"});
  Feed mended;
  mended.dip(kSecond, 100 * kMs, reclosing("other", {0.5, 2.0}, 2));
  mended.rig.run(10 * kSecond);
  CHECK(mended.rig.log("grid").size() == 4);
}

TEST_CASE("the breaker of the feed itself leaves it dead, and locks out", "[utility][events]") {
  Feed feed;
  feed.dip(kSecond, 100 * kMs, reclosing("own", {0.5}));
  feed.rig.order(5 * kSecond, "grid", Verb::reset);
  CHECK(feed.volts_at(kSecond + 200 * kMs) == 0.0);
  feed.rig.run(10 * kSecond);
  CHECK(feed.rig.log("grid") == Rows{"1000000000 dip dip", "1100000000 lost reclosing",
                                     "1600000000 dip dip", "1700000000 lost lock_out",
                                     "5000000000 normal restored"});
  Feed mended;
  mended.dip(kSecond, 100 * kMs, reclosing("own", {0.5, 15.0}, 1));
  mended.rig.run(30 * kSecond);
  CHECK(mended.rig.log("grid") ==
        Rows{"1000000000 dip dip", "1100000000 lost reclosing", "1600000000 normal restored"});
}

TEST_CASE("events move voltage and frequency, over ramps and back", "[utility][events]") {
  Feed feed;
  feed.rig.set(kSecond, "grid", "frequency", 49.0, 2 * kSecond);
  feed.rig.set(5 * kSecond, "grid", "voltage", 380.0, kSecond);
  CHECK(feed.hertz_at(2 * kSecond) == Approx(49.5).epsilon(1e-14));
  CHECK(feed.rig.look("grid", "rocof") == -0.5);
  CHECK(feed.hertz_at(4 * kSecond) == 49.0);
  CHECK(feed.rig.look("grid", "rocof") == 0.0);
  // The angle is the integral: 1 Hz at most, over 2 s and 1 s more.
  CHECK(feed.phase_at(4 * kSecond) == Approx(-2.0 * std::numbers::pi * (1.0 + 1.0)).epsilon(1e-12));
  CHECK(feed.volts_at(5 * kSecond + 500 * kMs) == Approx(0.975).margin(0.6e-4));
  CHECK(feed.volts_at(7 * kSecond) == 0.95);
  CHECK(feed.rig.finding("grid", "lowest_frequency") == Approx(49.0));
}

TEST_CASE("a trace of frequency is a line between its rows", "[utility][playback]") {
  Feed feed({{"frequency",
              trace_of({{0, 50.0}, {2 * kSecond, 49.8}, {4 * kSecond, 49.8}, {5 * kSecond, 50.1}})},
             nominal(0.0, 50.0)});
  CHECK(feed.hertz_at(kSecond) == Approx(49.9).epsilon(1e-15));
  CHECK(feed.rig.look("grid", "rocof") == Approx(-0.1));
  CHECK(feed.hertz_at(3 * kSecond) == 49.8);
  CHECK(feed.hertz_at(4 * kSecond + 500 * kMs) == Approx(49.95));
  CHECK(feed.hertz_at(10 * kSecond) == 50.1);
  // -0.2 Hz s + -0.4 Hz s + (-0.2 + 0.1) / 2 Hz s + 5 s of 0.1 Hz
  const double turns = -0.2 - 0.4 - 0.05 + 0.5;
  CHECK(feed.phase_at(10 * kSecond) == Approx(2.0 * std::numbers::pi * turns).epsilon(1e-12));
}

TEST_CASE("a trace of voltage moves in steps of half a tolerance", "[utility][playback]") {
  Feed feed(
      {{"voltage",
        trace_of({{0, 400.0}, {2 * kSecond, 396.0}, {3 * kSecond, 396.0}, {3 * kSecond, 380.0}})},
       nominal(400.0, 0.0),
       {"voltage_step", number_value(1e-4)}});
  for (core::Tick at = kMs; at < 2 * kSecond; at += 7 * kMs) {
    const double line_pu = 1.0 - 0.01 * core::seconds(at) / 2.0;
    CHECK(feed.volts_at(at) == Approx(line_pu).margin(0.501e-4));
  }
  CHECK(feed.volts_at(2 * kSecond) == 0.99);
  CHECK(feed.volts_at(3 * kSecond) == 0.95);
  // 100 steps of 1e-4 pu and the two corners, each with the answer of the network.
  CHECK(feed.rig.engine().statistics().instants < 120);
}

TEST_CASE("a played voltage has the states of its classes", "[utility][playback]") {
  Feed feed({{"voltage", trace_of({{0, 400.0},
                                   {kSecond, 400.0},
                                   {kSecond, 340.0},
                                   {2 * kSecond, 340.0},
                                   {2 * kSecond, 450.0},
                                   {3 * kSecond, 450.0},
                                   {3 * kSecond, 400.0}})},
             nominal(400.0, 0.0)});
  feed.rig.run(5 * kSecond);
  CHECK(feed.rig.log("grid") == Rows{"1000000000 dip under_voltage",
                                     "2000000000 swell over_voltage",
                                     "3000000000 normal restored"});
}

TEST_CASE("below half the voltage a frequency means nothing and the last one holds",
          "[utility][playback]") {
  Feed feed({{"voltage", trace_of({{0, 400.0},
                                   {2 * kSecond, 380.0},
                                   {4 * kSecond, 10.0},
                                   {6 * kSecond, 10.0},
                                   {8 * kSecond, 400.0}})},
             {"frequency", trace_of({{0, 50.0},
                                     {2 * kSecond, 47.5},
                                     {4 * kSecond, 12.0},
                                     {6 * kSecond, 71.0},
                                     {8 * kSecond, 50.0}})},
             nominal(400.0, 50.0)});
  CHECK(feed.hertz_at(kSecond) == Approx(48.75));
  CHECK(feed.hertz_at(2 * kSecond + 500 * kMs) == 47.5);  // not on the way to a meaningless row
  CHECK(feed.hertz_at(5 * kSecond) == 47.5);
  CHECK(feed.hertz_at(8 * kSecond - 1) == 47.5);
  CHECK(feed.hertz_at(8 * kSecond) == 50.0);
  CHECK(feed.rig.finding("grid", "lowest_frequency") == 47.5);
}

TEST_CASE("a dip lies upon what is played", "[utility][playback]") {
  Feed feed({{"voltage", trace_of({{0, 392.0}, {10 * kSecond, 392.0}})}, nominal(400.0, 0.0)});
  feed.dip(kSecond, kSecond, dip_to(0.5));
  feed.dip(3 * kSecond, kSecond, dip_to(0.99));
  CHECK(feed.volts_at(kSecond) == 0.5);
  CHECK(feed.volts_at(2 * kSecond) == 0.98);
  CHECK(feed.volts_at(3 * kSecond) == 0.98);  // it was lower already
}

TEST_CASE("waking a grid that plays changes nothing", "[utility][playback][property]") {
  const auto run = [](int wakes) {
    Feed feed({{"voltage", trace_of({{0, 400.0}, {2 * kSecond, 380.0}, {3 * kSecond, 410.0}},
                                    Playback::Between::linear, Playback::Outside::repeat)},
               {"voltage_step", number_value(1e-3)},
               {"frequency", trace_of({{0, 50.0}, {2 * kSecond, 49.5}, {3 * kSecond, 50.0}},
                                      Playback::Between::linear, Playback::Outside::repeat)},
               nominal(400.0, 50.0)});
    feed.dip(kSecond, 300 * kMs, shaped(0.4, 0.02, 0.05));
    feed.rig.wake_at_random(7, wakes, 10 * kSecond);
    return feed.rig.run_and_digest(10 * kSecond, 50 * kMs);
  };
  CHECK(run(0) == run(2000));
}

TEST_CASE("values of a utility that contradict each other are refused", "[utility]") {
  const auto refusal = [](const Parameters& more) -> std::string {
    try {
      make_utility(with(utility_of(400.0), more));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "taken";
  };
  const Value volts = trace_of({{0, 400.0}, {kSecond, 380.0}});
  const Value hertz = trace_of({{0, 50.0}, {kSecond, 49.0}});
  const Parameters area{{"kinetic_energy", number_value(1e9)},
                        {"stiffness", number_value(1e6)},
                        {"lag", number_value(1.0)},
                        {"deadband", number_value(0.0)},
                        {"damping", number_value(0.0)},
                        {"tolerance", number_value(1e-3)},
                        {"imbalance", number_value(0.0)}};
  CHECK(refusal({{"voltage", volts}}) ==
        "'voltage' is a trace, so 'nominal: {voltage: 10 kV}' says what it is taken over");
  CHECK(refusal({{"frequency", hertz}}) ==
        "'frequency' is a trace, so 'nominal: {frequency: 50 Hz}' says what it is taken over");
  CHECK(refusal({nominal(400.0, 0.0)}) ==
        "'voltage' is the nominal value; 'nominal.voltage' is for a trace");
  CHECK(refusal({{"voltage", volts}, nominal(100.0, 0.0)}) ==
        "the trace of 'voltage' goes from 380 to 400 V; allowed is 0 to 200");
  CHECK(refusal({{"frequency", trace_of({{0, 50.0}, {kSecond, 5.0}})}, nominal(0.0, 50.0)}) ==
        "the trace of 'frequency' goes from 5 to 50 Hz; allowed is 25 to 75");
  CHECK(refusal({{"frequency", hertz}, nominal(0.0, 50.0), {"area", Value(area)}}) ==
        "an 'area' makes the frequency, so 'frequency' is no trace");
  CHECK(refusal({{"area", Value(area)}}) == "taken");
  CHECK(refusal({{"area", Value(with(area, {{"inertia", number_value(4.0)}}))}}) ==
        "an area has its 'kinetic_energy', or 'inertia' and 'base'");
  const Parameters stage{
      {"below", number_value(48.8)}, {"for", number_value(0.15)}, {"share", number_value(0.05)}};
  const Parameters staged = with(area, {{"shedding", Value(Value::List{Value(stage)})}});
  CHECK(refusal({{"area", Value(staged)}}) ==
        "'shedding' takes a share of the area's 'load: 29 GW'");
  CHECK(refusal({{"area", Value(with(staged, {{"load", number_value(29e9)}}))}}) == "taken");
}

}  // namespace ridethrough::devices
