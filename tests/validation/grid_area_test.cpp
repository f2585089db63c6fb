#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "devices/grid/grid_area.hpp"
#include "ridethrough/study/run.hpp"
#include "support/area_examples.hpp"
#include "support/marked_page.hpp"
#include "support/outcome_reads.hpp"
#include "support/validation_case.hpp"

// The frequency of an area of finite inertia: against its closed form, against an integration that
// shares no line with it, and against figures of Great Britain on 9 August 2019.
namespace ridethrough::testing {
namespace {

using ridethrough::support::recorded;

using core::kTicksPerSecond;
using devices::AreaSettings;
using devices::GridArea;

/// Advances to `end` and returns the lowest published frequency, at corners.
double lowest_published(GridArea& area, core::Tick end) {
  area.advance(0);
  double lowest = area.published().hz;
  while (area.next() <= end) {
    area.advance(area.next());
    lowest = std::min(lowest, area.published().hz);
  }
  return lowest;
}

/// The textbook answer to a step of `push` Hz/s: a damped oscillation about push / (d + g).
struct StepAnswer {
  double rest, sigma, omega, cosine, sine;

  StepAnswer(const AreaSettings& area, double push_w) {
    const double mass = 2.0 * area.kinetic_energy_j / area.nominal_hz;
    const double d = area.damping_w_per_hz / mass;
    const double g = area.stiffness_w_per_hz / mass;
    const double push = push_w / mass;
    rest = push / (d + g);
    sigma = 0.5 * (d + 1.0 / area.response_lag_s);
    omega = std::sqrt((d + g) / area.response_lag_s - sigma * sigma);
    cosine = -rest;
    sine = (push - sigma * rest) / omega;
  }
  double at(double t) const {
    return rest +
           std::exp(-sigma * t) * (cosine * std::cos(omega * t) + sine * std::sin(omega * t));
  }
  double first_turn() const {
    const double phase = std::atan2(omega * sine - sigma * cosine, omega * cosine + sigma * sine);
    return (phase > 0.0 ? phase : phase + std::numbers::pi) / omega;
  }
};

/// The same equations by the classical Runge-Kutta method with a fixed step, limits and all.
class ReferenceArea {
 public:
  explicit ReferenceArea(const AreaSettings& settings) : area_(settings) {}

  void run(double until_s, double step_s, double (*surplus_w)(double)) {
    constexpr double kJumpS = 1e-9;  // a step begins after a jump and ends before the next one
    for (; t_s_ < until_s - 0.5 * step_s; t_s_ += step_s) {
      const double middle_w = surplus_w(t_s_ + 0.5 * step_s);
      const Pair k1 = slope(y_, surplus_w(t_s_ + kJumpS));
      const Pair k2 = slope(ahead(k1, 0.5 * step_s), middle_w);
      const Pair k3 = slope(ahead(k2, 0.5 * step_s), middle_w);
      const Pair k4 = slope(ahead(k3, step_s), surplus_w(t_s_ + step_s - kJumpS));
      y_.hz += step_s / 6.0 * (k1.hz + 2.0 * k2.hz + 2.0 * k3.hz + k4.hz);
      y_.watts += step_s / 6.0 * (k1.watts + 2.0 * k2.watts + 2.0 * k3.watts + k4.watts);
    }
  }
  double off_hz() const { return y_.hz; }

 private:
  struct Pair {
    double hz = 0.0, watts = 0.0;
  };
  Pair ahead(const Pair& rate, double span_s) const {
    return {y_.hz + span_s * rate.hz, y_.watts + span_s * rate.watts};
  }
  Pair slope(const Pair& y, double surplus_w) const {
    const double mass = 2.0 * area_.kinetic_energy_j / area_.nominal_hz;
    const double beyond_hz = std::abs(y.hz) - area_.deadband_hz;
    const double size_w = std::clamp(area_.stiffness_w_per_hz * beyond_hz, 0.0, area_.reserve_w);
    return {(surplus_w + y.watts - area_.damping_w_per_hz * y.hz) / mass,
            ((y.hz > 0.0 ? -size_w : size_w) - y.watts) / area_.response_lag_s};
  }

  AreaSettings area_;
  Pair y_;
  double t_s_ = 0.0;
};

/// A loss of 1.2 GW, a ramp back to a surplus of 0.9 GW from 20 s to 26 s, and nothing from 60 s.
double eventful_surplus_w(double t) {
  if (t >= 60.0) return 0.0;
  if (t >= 26.0) return 0.9e9;
  return t < 20.0 ? -1.2e9 : -1.2e9 + 2.1e9 * (t - 20.0) / 6.0;
}

}  // namespace

TEST_CASE("an area answers a step as its closed form says", "[validation][grid-area]") {
  const AreaSettings settings = support::plain_area();
  const StepAnswer exact(settings, -1e9);
  GridArea area(settings);
  area.set_imbalance(0, -1e9, 0);
  const double lowest = lowest_published(area, 60 * kTicksPerSecond);
  const double nadir = 50.0 + exact.at(exact.first_turn());
  report_case({.name = "utility: nadir of an area after a loss",
               .kind = "analytic",
               .reference = "damped oscillation of inertia, damping and one lag (Kundur 11.1)",
               .measured = std::abs(lowest - nadir),
               .allowed = 1e-6,
               .unit = "Hz"});
  double worst = 0.0;
  GridArea followed(settings);
  followed.set_imbalance(0, -1e9, 0);
  followed.advance(0);
  for (int i = 1; i <= 600; ++i) {
    const core::Tick at = i * kTicksPerSecond / 10;
    while (followed.next() <= at) followed.advance(followed.next());
    worst = std::max(worst, std::abs(followed.hz(at) - 50.0 - exact.at(0.1 * i)));
  }
  report_case({.name = "utility: frequency of an area over a minute",
               .kind = "analytic",
               .reference = "the same, at 600 times",
               .measured = worst,
               .allowed = 1e-11,
               .unit = "Hz"});
}

TEST_CASE("deadband, limit and ramps agree with an integration", "[validation][grid-area]") {
  AreaSettings settings = support::plain_area();
  settings.deadband_hz = 0.015;
  settings.reserve_w = 700e6;
  settings.damping_w_per_hz = 400e6;
  GridArea area(settings);
  ReferenceArea reference(settings);
  area.set_imbalance(0, -1.2e9, 0);
  double worst = 0.0;
  const auto follow = [&](core::Tick from, core::Tick to) {
    area.advance(from);
    for (core::Tick at = from + kTicksPerSecond; at <= to; at += kTicksPerSecond) {
      while (area.next() < at) area.advance(area.next());
      reference.run(core::seconds(at), 1e-4, eventful_surplus_w);
      worst = std::max(worst, std::abs(area.hz(at) - 50.0 - reference.off_hz()));
    }
    while (area.next() <= to) area.advance(area.next());
  };
  follow(0, 20 * kTicksPerSecond);
  area.set_imbalance(20 * kTicksPerSecond, 0.9e9, 6 * kTicksPerSecond);
  follow(20 * kTicksPerSecond, 60 * kTicksPerSecond);
  area.set_imbalance(60 * kTicksPerSecond, 0.0, 0);
  follow(60 * kTicksPerSecond, 120 * kTicksPerSecond);
  CHECK(area.hz(120 * kTicksPerSecond) != 50.0);
  report_case({.name = "utility: area with deadband, limited reserve and ramps",
               .kind = "other_tool",
               .reference = "classical Runge-Kutta in steps of 0.1 ms, written for this test",
               .measured = worst,
               .allowed = 1e-6,
               .unit = "Hz"});
}

TEST_CASE("Great Britain, 9 August 2019: rates and lowest frequencies", "[validation][grid-area]") {
  const auto model =
      scenario::load_scenario(repository_path("scenarios/examples/gb-2019.yaml"),
                              {.sets = {}, .library = repository_path("scenarios/parts")});
  study::RunOptions options;
  options.record = true;
  const study::Outcome outcome = study::run(model, options);
  CHECK(outcome.verdict == study::Verdict::pass);
  const study::Trace& frequency = recorded(outcome, "grid.frequency").trace;
  double first_low_hz = 50.0;
  for (const study::Corner& corner : frequency.corners) {
    if (corner.time < 68 * kTicksPerSecond) first_low_hz = std::min(first_low_hz, corner.after);
  }
  // The response is the middle of what is published and the rest of the area assumed, so these two
  // say how far such an area is to be trusted, not more.
  report_case({.name = "utility: first low of frequency, Great Britain 2019",
               .kind = "published",
               .reference = "49.1 Hz after the loss of 1,481 MW",
               .measured = std::abs(first_low_hz - 49.1),
               .allowed = 0.05,
               .unit = "Hz"});
  core::Tick shed_at = 0;
  for (const study::Corner& corner : recorded(outcome, "grid.shed").trace.corners) {
    if (shed_at == 0 && corner.after > 0.0) shed_at = corner.time;
  }
  report_case({.name = "utility: time of load shedding, Great Britain 2019",
               .kind = "published",
               .reference = "48.8 Hz 77 s after the fault, once 1,691 MW were lost",
               .measured = std::abs(core::seconds(shed_at) - 87.0),
               .allowed = 5.0,
               .unit = "s"});
  // 1,131 MW in 210 GVA s, which operators and the inquiry count with.
  AreaSettings settings;
  settings.kinetic_energy_j = 210e9;
  settings.low_hz = 47.5;
  settings.high_hz = 51.5;
  GridArea area(settings);
  area.set_imbalance(0, -1131e6, 0);
  report_case({.name = "utility: rate of change of frequency, Great Britain 2019",
               .kind = "published",
               .reference = "0.135 Hz/s from 1,131 MW and 210 GVA s, above relays of 0.125 Hz/s",
               .measured = std::abs(-area.hz_per_s(0) - 0.135),
               .allowed = 5e-4,
               .unit = "Hz/s"});
}

}  // namespace ridethrough::testing
