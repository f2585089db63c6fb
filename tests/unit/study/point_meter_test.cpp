#include "study/point_meter.hpp"

#include <catch2/catch.hpp>

using namespace ridethrough;
using namespace ridethrough::study;

namespace {

core::Tick meter_tick(double seconds) { return core::ticks_nearest(seconds); }

Metered metered(double power_w) { return {power_w, 0.0, true}; }
constexpr Metered kNoSupply{0.0, 0.0, false};

/// Steps by hand: what is before equals what was since the last one.
class Steps {
 public:
  void to(double at_s, const Metered& value) {
    meter.see(meter_tick(at_s), now_, value);
    now_ = value;
  }
  const MeterFigures& end(double at_s) {
    meter.finish(meter_tick(at_s), now_);
    return meter.figures();
  }

  PointMeter meter{Connection{20e6, 10.0, 50.0}, MeterBand{}};

 private:
  Metered now_;
};

}  // namespace

TEST_CASE("a steady feed has a peak and nothing else", "[meter]") {
  Steps steps;
  steps.to(0.0, metered(1e6));
  const MeterFigures& figures = steps.end(3600.0);
  CHECK(figures.peak.value == 1e6);
  CHECK_FALSE(figures.has_moved());
  CHECK(figures.ramps.at(0).rise.at == -1);
  CHECK(figures.inside.amplitude_w == 0.0);
  CHECK(figures.flicker->value == 0.0);
}

TEST_CASE("a ramp is what it changes within its span, a step all of it", "[meter]") {
  PointMeter meter({});
  meter.see(0, {}, metered(1e6));
  meter.see(meter_tick(10.0), metered(1e6), metered(1e6));
  // 300 kW in 3 s: 100 kW in 1 s, 10 kW in 100 ms.
  meter.see(meter_tick(13.0), metered(1.3e6), metered(1.3e6));
  meter.see(meter_tick(20.0), metered(1.3e6), metered(0.9e6));
  meter.finish(meter_tick(30.0), metered(0.9e6));
  const MeterFigures& figures = meter.figures();
  REQUIRE(figures.ramps.size() == 2);
  CHECK(figures.ramps[0].rise.value == Approx(1e5));
  CHECK(figures.ramps[0].rise.at == meter_tick(11.0));
  CHECK(figures.ramps[1].rise.value == Approx(1e4));
  CHECK(figures.ramps[0].fall.value == Approx(4e5));
  CHECK(figures.ramps[1].fall.value == Approx(4e5));
  CHECK(figures.ramps[1].fall.at == meter_tick(20.0));
  CHECK(figures.range.value == Approx(4e5));
  CHECK(figures.peak.value == Approx(1.3e6));
  CHECK(figures.peak.at == meter_tick(13.0));
  CHECK(figures.lowest.value == Approx(0.9e6));
}

TEST_CASE("a ramp across the border of two records is whole", "[meter]") {
  PointMeter meter({});
  meter.see(0, {}, metered(0.0));
  meter.see(meter_tick(599.5), metered(0.0), metered(0.0));
  meter.see(meter_tick(600.5), metered(1e5), metered(1e5));
  meter.finish(meter_tick(1300.0), metered(1e5));
  CHECK(meter.figures().ramps[0].rise.value == Approx(1e5));
  CHECK(meter.figures().ramps[0].rise.at == meter_tick(600.5));
  CHECK(meter.figures().range.value == Approx(5e4));  // of one record
}

TEST_CASE("the loss of the feed is no fall of the site, nor its return a rise", "[meter]") {
  Steps steps;
  steps.to(0.0, metered(1e6));
  steps.to(10.0, metered(1.2e6));
  steps.to(40.0, kNoSupply);
  steps.to(50.0, metered(0.7e6));
  steps.to(55.0, metered(0.8e6));
  const MeterFigures& figures = steps.end(100.0);
  CHECK(figures.ramps[0].fall.value == 0.0);
  CHECK(figures.ramps[0].rise.value == Approx(2e5));
  CHECK(figures.lowest.value == Approx(0.7e6));
}

TEST_CASE("looking in between changes nothing", "[meter]") {
  Steps plain, looked;
  for (Steps* steps : {&plain, &looked}) {
    steps->to(0.0, metered(1e6));
    for (int k = 1; k < 400; ++k) {
      if (steps == &looked) steps->to(3.0 * k - 1.0, metered(k % 2 == 1 ? 1e6 : 1.1e6));
      steps->to(3.0 * k, metered(k % 2 == 0 ? 1e6 : 1.1e6));
    }
  }
  const MeterFigures& left = plain.end(1250.0);
  const MeterFigures& right = looked.end(1250.0);
  CHECK(left.in_band.value == right.in_band.value);
  CHECK(left.inside.frequency_hz == right.inside.frequency_hz);
  CHECK(left.flicker->value == right.flicker->value);
  CHECK(left.ramps[0].rise.at == right.ramps[0].rise.at);
  CHECK(left.inside.frequency_hz == Approx(1.0 / 6.0).epsilon(1e-4));
}

TEST_CASE("the largest line outside of the band is that of the band's both sides", "[meter]") {
  PointMeter meter({}, {0.3, 2.0});
  meter.see(0, {}, metered(1e6));
  for (int k = 1; k < 300; ++k) {
    const Metered before = metered(k % 2 == 1 ? 1e6 : 1.2e6);
    meter.see(meter_tick(2.0 * k), before, metered(k % 2 == 0 ? 1e6 : 1.2e6));
  }
  meter.finish(meter_tick(600.0), metered(1.2e6));
  const MeterFigures& figures = meter.figures();
  CHECK(figures.outside.frequency_hz == Approx(0.25).epsilon(1e-4));  // its first harmonic
  CHECK(figures.inside.frequency_hz == Approx(0.75).epsilon(1e-4));   // its third
}

TEST_CASE("the lines that are told are those of the record with the strongest one", "[meter]") {
  Steps steps;
  // Ten minutes of a square of 2 s and 100 kW about 1 MW, then one step of 5 MW.
  for (int second = 0; second < 600; ++second) {
    steps.to(second, metered(second % 2 == 0 ? 1.1e6 : 0.9e6));
  }
  steps.to(900.0, metered(6e6));
  const MeterFigures& figures = steps.end(1200.0);
  REQUIRE(figures.lines.size() == 10);
  CHECK(figures.lines.front().frequency_hz == Approx(0.5).margin(1e-3));
  CHECK(figures.lines.front().amplitude_w == Approx(4e5 / 3.14159265).epsilon(1e-3));
  CHECK(figures.lines.front().from == 0);
  REQUIRE(figures.flickers.size() == 2);
  CHECK(figures.flickers[0].to == meter_tick(600.0));
  CHECK(figures.flickers[0].swing_w == Approx(2e5));
}
