#include "devices/grid/grid_area.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "support/area_examples.hpp"
#include "support/device_rig.hpp"
#include "support/grid_examples.hpp"
#include "support/plain_devices.hpp"

namespace ridethrough::devices {
namespace {

using namespace support;

/// Advances from due time to due time; `look` sees the area at each.
int run_area(
    GridArea& area, core::Tick from, core::Tick end,
    const std::function<void(core::Tick)>& look = [](core::Tick) {}) {
  int wakes = 0;
  core::Tick now = from;
  for (area.advance(now); area.next() <= end; ++wakes) {
    now = area.next();
    area.advance(now);
    look(now);
  }
  return wakes;
}

}  // namespace

TEST_CASE("an area starts to fall at dP f / 2 E", "[grid-area]") {
  GridArea area(plain_area());
  area.set_imbalance(0, -1e9, 0);
  area.advance(0);
  CHECK(area.hz_per_s(0) == Approx(-1e9 * 50.0 / (2.0 * 200e9)).epsilon(1e-14));
  CHECK(area.hz(0) == 50.0);
}

TEST_CASE("an area comes to rest at dP over stiffness and damping", "[grid-area]") {
  GridArea area(plain_area());
  area.set_imbalance(0, -1e9, 0);
  const int wakes = run_area(area, 0, 600 * kSecond);
  CHECK(area.hz(600 * kSecond) == Approx(50.0 - 1e9 / 2.6e9).epsilon(1e-12));
  CHECK(area.published().hz_at(600 * kSecond) == Approx(50.0 - 1e9 / 2.6e9).margin(0.5e-3));
  CHECK(area.published().hz_per_s == 0.0);
  CHECK(area.next() == core::kNever);
  CHECK(wakes < 120);
}

TEST_CASE("an undisturbed area has nothing to do", "[grid-area]") {
  AreaSettings settings = plain_area();
  settings.damping_w_per_hz = 0.0;
  for (const double deadband_hz : {0.0, 0.015}) {
    settings.deadband_hz = deadband_hz;
    GridArea area(settings);
    area.advance(0);
    CHECK(area.next() == core::kNever);
    CHECK(area.published() == network::Frequency{0, 50.0, 0.0});
  }
}

TEST_CASE("chords stay within the tolerance and cost the root of it", "[grid-area]") {
  const auto wakes_at = [](double tolerance_hz) {
    AreaSettings settings = plain_area();
    settings.tolerance_hz = tolerance_hz;
    settings.deadband_hz = 0.015;
    GridArea area(settings);
    area.set_imbalance(0, -1e9, 0);
    area.advance(0);
    double worst_hz = 0.0;
    int wakes = 0;
    for (core::Tick now = 0; now < 120 * kSecond; now += 10 * kMs) {
      for (; area.next() <= now; ++wakes) area.advance(area.next());
      worst_hz = std::max(worst_hz, std::abs(area.published().hz_at(now) - area.hz(now)));
    }
    CHECK(worst_hz <= tolerance_hz);
    CHECK(worst_hz > 0.1 * tolerance_hz);
    return wakes;
  };
  const int coarse = wakes_at(1e-3);
  const int fine = wakes_at(1e-5);
  CHECK(coarse < 80);
  CHECK(fine < 12 * coarse);
}

TEST_CASE("a surplus that goes leaves an area to settle, and then it sleeps", "[grid-area]") {
  for (const double damping : {0.0, 600e6}) {
    AreaSettings settings = plain_area();
    settings.damping_w_per_hz = damping;
    settings.deadband_hz = 0.015;
    settings.reserve_w = 800e6;
    GridArea area(settings);
    area.set_imbalance(0, -700e6, 0);
    run_area(area, 0, 60 * kSecond);
    area.set_imbalance(60 * kSecond, 0.0, 0);
    const int wakes = run_area(area, 60 * kSecond, 3600 * kSecond);
    INFO("damping " << damping << " W/Hz");
    CHECK(area.next() == core::kNever);
    CHECK(wakes < 400);
    CHECK(std::abs(area.hz(3600 * kSecond) - 50.0) < 0.0151);
  }
}

TEST_CASE("shedding waits for its dwell without a break, to the tick", "[grid-area]") {
  AreaSettings settings = plain_area();
  settings.stiffness_w_per_hz = 0.0;
  settings.damping_w_per_hz = 0.0;
  settings.shedding = {{49.5, 150 * kMs, 1e9}, {49.4, 10 * kSecond, 1e9}};
  GridArea area(settings);
  area.set_imbalance(0, -1e9, 0);  // 0.125 Hz/s: 49.5 Hz after 4 s
  std::vector<core::Tick> shed;
  area.advance(0);
  while (area.next() < 100 * kSecond) {
    const core::Tick now = area.next();
    const double before_w = area.shed_w();
    area.advance(now);
    if (area.shed_w() != before_w) shed.push_back(now);
  }
  REQUIRE(shed.size() == 1);
  // Below 49.5 Hz from the first tick after 4 s on.
  CHECK(std::abs(shed.front() - (4 * kSecond + 150 * kMs)) <= 1);
  CHECK(area.hz(100 * kSecond) == Approx(49.5 - 0.125 * 0.15).margin(3e-10));
  CHECK(area.stages_shed() == 1);
  CHECK(area.next() == core::kNever);
}

TEST_CASE("an area that nothing holds goes dark at its limit", "[grid-area]") {
  AreaSettings settings = plain_area();
  settings.stiffness_w_per_hz = 0.0;
  settings.damping_w_per_hz = 0.0;
  settings.low_hz = 47.5;
  GridArea area(settings);
  area.set_imbalance(kSecond, -1e9, 0);
  core::Tick last = 0;
  run_area(area, kSecond, 100 * kSecond, [&](core::Tick now) { last = now; });
  CHECK(area.is_dark());
  CHECK(std::abs(last - 21 * kSecond) <= 1);  // 2.5 Hz at 0.125 Hz/s
  CHECK(area.next() == core::kNever);
}

TEST_CASE("the power of the feed acts on its area as what it takes more", "[grid-area]") {
  GridArea with_event(plain_area());
  GridArea with_feed(plain_area());
  with_feed.carry(0, core::Line::of_watts(0, 300e6));
  with_event.advance(0);
  with_feed.advance(0);
  CHECK(with_feed.next() == core::kNever);  // what it takes at the start is balanced
  with_event.set_imbalance(2 * kSecond, -500e6, 5 * kSecond);
  with_feed.carry(2 * kSecond, core::Line::of_watts(2 * kSecond, 300e6, 100e6));
  run_area(with_event, 2 * kSecond, 7 * kSecond);
  run_area(with_feed, 2 * kSecond, 7 * kSecond);
  with_feed.carry(7 * kSecond, core::Line::of_watts(7 * kSecond, 800e6));
  run_area(with_event, 7 * kSecond, 20 * kSecond);
  run_area(with_feed, 7 * kSecond, 20 * kSecond);
  for (const core::Tick at : {8 * kSecond, 12 * kSecond, 20 * kSecond}) {
    CHECK(with_feed.hz(at) == Approx(with_event.hz(at)).epsilon(1e-12));
  }
  CHECK(with_feed.hz(20 * kSecond) < 49.8);
}

TEST_CASE("waking an area for nothing changes nothing", "[grid-area][property]") {
  Parameters grid = utility_of(400.0, 20e6);
  Parameters area = {{"kinetic_energy", number_value(40e6)},
                     {"stiffness", number_value(2e6)},
                     {"lag", number_value(3.0)},
                     {"deadband", number_value(0.01)},
                     {"reserve", number_value(300e3)},
                     {"damping", number_value(20e3)},
                     {"tolerance", number_value(1e-3)},
                     {"imbalance", number_value(0.0)}};
  grid.insert_or_assign("area", Value(area));
  const auto run = [&](int wakes) {
    Rig rig;
    rig.add("grid", make_utility(grid));
    rig.add("load", std::make_unique<PlainLoad>(1e6), {.from = {"grid"}});
    rig.set(kSecond, "load", "power", 1.5e6, 2 * kSecond);
    rig.set(9 * kSecond, "grid", "area.imbalance", 300e3, 0);
    rig.order(15 * kSecond, "grid", Verb::outage, true);
    rig.order(15 * kSecond + 7, "grid", Verb::outage, false);
    rig.wake_at_random(5, wakes, 30 * kSecond);
    const std::string digest = rig.run_and_digest(30 * kSecond, 100 * kMs);
    return std::pair(digest, rig.finding("grid", "lowest_frequency"));
  };
  const auto plain = run(0);
  CHECK(plain == run(2000));
  CHECK(plain.second < 49.9);
}

}  // namespace ridethrough::devices
