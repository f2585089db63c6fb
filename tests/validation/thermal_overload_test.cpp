#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "ridethrough/devices/grid/cable.hpp"
#include "support/device_rig.hpp"
#include "support/plain_devices.hpp"
#include "support/trip_examples.hpp"
#include "support/validation_case.hpp"

namespace ridethrough::testing {
namespace {

using namespace support;

constexpr double kCelsius = 273.15;

/// Load over the rating: 50 %, a ramp to 150 % from 60 s to 660 s, and 80 % from 4,000 s on.
double load_frac(double t_s) {
  if (t_s < 60.0) return 0.5;
  if (t_s >= 4000.0) return 0.8;
  return 0.5 + std::min(1.0, (t_s - 60.0) / 600.0);
}

/// The two equations of the page of the transformer, stepped by Runge and Kutta.
struct SteppedHotSpot {
  std::array<double, 2> rise{55.0 * (1.0 + 5.0 * 0.25) / 6.0, 23.0 * 0.25};

  static std::array<double, 2> slope(double t_s, const std::array<double, 2>& x) {
    const double k2 = load_frac(t_s) * load_frac(t_s);
    return {(55.0 * (1.0 + 5.0 * k2) / 6.0 - x[0]) / 10800.0, (23.0 * k2 - x[1]) / 240.0};
  }
  void step(double t_s, double h) {
    const auto moved = [this](const std::array<double, 2>& by, double h_s) {
      return std::array<double, 2>{rise[0] + h_s * by[0], rise[1] + h_s * by[1]};
    };
    // A step ends where the load jumps, so its end is looked at from inside.
    const double end_s = std::nextafter(t_s + h, t_s);
    const auto k1 = slope(t_s, rise);
    const auto k2 = slope(t_s + 0.5 * h, moved(k1, 0.5 * h));
    const auto k3 = slope(t_s + 0.5 * h, moved(k2, 0.5 * h));
    const auto k4 = slope(end_s, moved(k3, h));
    for (std::size_t i = 0; i < 2; ++i) {
      rise[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
    }
  }
};

}  // namespace

TEST_CASE("a transformer warms as its stepped equations do", "[validation][transformer]") {
  const devices::Parameters thermal{
      {"ambient", number_value(kCelsius + 20.0)},  {"oil_rise", number_value(55.0)},
      {"winding_rise", number_value(23.0)},        {"loss_ratio", number_value(5.0)},
      {"oil_time", number_value(10800.0)},         {"winding_time", number_value(240.0)},
      {"warning", number_value(kCelsius + 120.0)}, {"alarm", number_value(kCelsius + 140.0)}};
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(10e3, 50.0));
  rig.add("tx",
          devices::make_transformer(
              with(transformer_1600kva(), {{"impedance", number_value(0.0)},
                                           {"load_loss", number_value(0.0)},
                                           {"thermal", devices::Value(thermal)}})),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(0.8e6), {.from = {"tx"}});
  rig.set(60 * kSecond, "load", "power", 2.4e6, 600 * kSecond);
  rig.set(4000 * kSecond, "load", "power", 1.28e6);
  SteppedHotSpot stepped;
  double worst = 0.0;
  for (int t = 0; t < 8000; ++t) {
    if (t % 50 == 0) {
      rig.run(t * kSecond);
      const double due_k = kCelsius + 20.0 + stepped.rise[0] + stepped.rise[1];
      worst = std::max(worst, std::abs(rig.look("tx", "hot_spot") - due_k));
    }
    stepped.step(t, 1.0);
  }
  // Slopes of powers are counted in 1/1024 W/s, which is 2e-7 of this ramp.
  report_case({.name = "transformer, hot spot under a ramp and a step",
               .kind = "analytic",
               .reference = "the two lags of IEC 60076-7, Runge-Kutta with 1 s",
               .measured = worst,
               .allowed = 1e-4,
               .unit = "K"});
}

TEST_CASE("a cable has had enough when k^2 S^2 is through", "[validation][cable]") {
  // 50 mm2 of copper in XLPE at 20 kA: (143 x 50)^2 / 20000^2 = 0.1278 s.
  const devices::Parameters withstand{{"section", number_value(50e-6)},
                                      {"insulation", word_value("xlpe")}};
  Rig rig;
  rig.add("grid", std::make_unique<PlainSource>(400.0, 50.0));
  rig.add("cable",
          devices::make_cable({{"length", number_value(1.0)},
                               {"resistance", number_value(0.0)},
                               {"reactance", number_value(0.0)},
                               {"conductor", word_value("copper")},
                               {"withstand", devices::Value(withstand)}}),
          {.from = {"grid"}});
  rig.add("load", std::make_unique<PlainLoad>(watts_of(10.0)), {.from = {"cable"}});
  rig.set(kSecond, "load", "power", watts_of(20e3));
  rig.run(2 * kSecond);
  const auto incidents = rig.report("cable").incidents;
  REQUIRE(incidents.size() == 1);
  const double due_s = 143.0 * 50.0 * 143.0 * 50.0 / (20e3 * 20e3);
  report_case({.name = "cable, instant at which a short circuit has let through k^2 S^2",
               .kind = "analytic",
               .reference = "IEC 60364-4-43: t = (k S / I)^2",
               .measured = std::abs(core::seconds(incidents[0].at - kSecond) - due_s),
               .allowed = 1e-8,
               .unit = "s"});
}

}  // namespace ridethrough::testing
