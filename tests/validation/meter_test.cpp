#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>

#include "ridethrough/study/run.hpp"
#include "study/flickermeter.hpp"
#include "study/line_spectrum.hpp"
#include "study/point_meter.hpp"
#include "support/scratch.hpp"
#include "support/validation_case.hpp"
#include "support/wave.hpp"

// The meter at the point of connection against closed forms and the table of the flickermeter.
using namespace ridethrough;

namespace {

constexpr double kSpanS = 600.0;
constexpr double kWaveW = 1e5, kWaveMeanW = 3e5;

/// Largest relative error of the odd harmonics up to 20 Hz.
template <typename Harmonic>
double worst_line_frac(const study::Signal& wave, double base_hz, const Harmonic& harmonic) {
  const study::LineSpectrum spectrum = study::line_spectrum(wave, 0, wave.end, 20.0);
  double worst = 0.0;
  for (int n = 1; n * base_hz < 20.0; n += 2) {
    const double at_hz = n * base_hz;
    const study::SpectralPeak line = study::largest_line(spectrum, at_hz - 0.02, at_hz + 0.02);
    worst = std::max(worst, std::abs(line.amplitude / harmonic(n) - 1.0));
  }
  return worst;
}

}  // namespace

TEST_CASE("lines of a square wave and of a triangle are those of Fourier") {
  constexpr double kPeriodS = 1.5;  // 400 periods in the window
  const auto square = testing::square_wave(kWaveW, kWaveMeanW, kPeriodS, kSpanS);
  const auto triangle = testing::triangle_wave(kWaveW, kWaveMeanW, kPeriodS, kSpanS);
  constexpr double kPi = std::numbers::pi;
  testing::report_case(
      {.name = "meter, lines of a square wave",
       .kind = "analytic",
       .reference = "4 a / (pi n), odd n up to 20 Hz",
       .measured = 100.0 * worst_line_frac(square, 1.0 / kPeriodS,
                                           [](int n) { return 4.0 * kWaveW / (kPi * n); }),
       .allowed = 1e-3,
       .unit = "%"});
  testing::report_case(
      {.name = "meter, lines of a triangle",
       .kind = "analytic",
       .reference = "8 a / (pi n)^2, odd n up to 20 Hz",
       .measured =
           100.0 * worst_line_frac(triangle, 1.0 / kPeriodS,
                                   [](int n) { return 8.0 * kWaveW / (kPi * n * kPi * n); }),
       .allowed = 1e-3,
       .unit = "%"});
}

TEST_CASE("a band holds the energy of its lines") {
  constexpr double kPeriodS = 10.78;  // the step of a large batch: its first line is below 0.1 Hz
  const auto square = testing::square_wave(kWaveW, kWaveMeanW, kPeriodS, kSpanS);
  const study::LineSpectrum spectrum = study::line_spectrum(square, 0, square.end, 20.0);
  double square_sum = 0.0;
  for (int n = 3; n / kPeriodS < 20.0; n += 2) {
    const double amplitude = 4.0 * kWaveW / (std::numbers::pi * n);
    square_sum += amplitude * amplitude;
  }
  const double reference = std::sqrt(square_sum);
  const double band = study::band_amplitude(spectrum, 0.1, 20.0);
  testing::report_case({.name = "meter, energy of a band",
                        .kind = "analytic",
                        .reference = "Parseval: harmonics 3 to 215 of a square wave at 0.0928 Hz",
                        .measured = 100.0 * std::abs(band / reference - 1.0),
                        .allowed = 0.1,
                        .unit = "%"});
  const study::SpectralPeak below = study::largest_line(spectrum, 0.005, 0.099);
  CHECK(below.frequency_hz == Approx(1.0 / kPeriodS).margin(5e-5));
  CHECK(below.amplitude == Approx(4.0 * kWaveW / std::numbers::pi).epsilon(0.005));
}

TEST_CASE("a known ramp is metered as it is") {
  study::PointMeter meter({});
  const auto watts = [](double power_w) { return study::Metered{power_w, 0.0, true}; };
  meter.see(0, {}, watts(1e6));
  meter.see(core::ticks_nearest(60.0), watts(1e6), watts(1e6));
  meter.see(core::ticks_nearest(64.0), watts(13e6), watts(13e6));
  meter.see(core::ticks_nearest(90.0), watts(13e6), watts(6.84e6));
  meter.finish(core::ticks_nearest(120.0), watts(6.84e6));
  const auto& ramps = meter.figures().ramps;
  const double worst =
      std::max({std::abs(ramps[0].rise.value - 3e6), std::abs(ramps[1].rise.value - 0.3e6),
                std::abs(ramps[0].fall.value - 6.16e6), std::abs(ramps[1].fall.value - 6.16e6)});
  testing::report_case({.name = "meter, ramps over 1 s and 100 ms",
                        .kind = "analytic",
                        .reference = "12 MW in 4 s, and 6.16 MW rejected at once",
                        .measured = worst,
                        .allowed = 1e-3,
                        .unit = "W"});
}

TEST_CASE("rectangular changes of the table of the flickermeter give a severity of one") {
  struct Row {
    double changes_per_min, change_percent;
  };
  constexpr Row kLamp230V[] = {{1, 2.715},  {2, 2.191},   {7, 1.450},
                               {39, 0.894}, {110, 0.722}, {1620, 0.407}};
  double worst = 0.0;
  for (const Row& row : kLamp230V) {
    const double between_s = 60.0 / row.changes_per_min;
    const auto voltage = testing::square_wave(0.005 * row.change_percent, 1.0, 2.0 * between_s,
                                              kSpanS, 0.5 * between_s);
    const double severity = study::short_term_flicker(voltage, 0, voltage.end, 50.0);
    INFO(row.changes_per_min << " changes a minute: " << severity);
    worst = std::max(worst, std::abs(severity - 1.0));
  }
  testing::report_case({.name = "meter, flicker of rectangular changes",
                        .kind = "published",
                        .reference = "IEC 61000-4-15, table 5, 230 V and 50 Hz, as cited in public "
                                     "literature (not read in the standard)",
                        .measured = 100.0 * worst,
                        .allowed = 5.0,
                        .unit = "%"});
}

TEST_CASE("the steps of a large batch are a line at the meter") {
  const auto file = support::scratch_path("meter-large-batch.yaml");
  std::ofstream(file) << R"(schema_version: 1
name: steps of a large batch at the meter
duration: 20 min
components:
  grid: {type: utility, voltage: 400 V, frequency: 50 Hz, short_circuit: 50 MVA}
  row:  {type: rack, from: grid, part: hgx-h800-4node, count: 16}
jobs:
  train:
    type: training
    racks: row
    profile: train-large-batch
    checkpoint: {every: 60 min}
    restart: {warm: 5 min, cold: 60 min}
)";
  const study::Outcome outcome = study::run(
      scenario::load_scenario(file.string(), {{}, RIDETHROUGH_SOURCE_DIR "/scenarios/parts"}), {});
  const study::MeterFigures& figures = outcome.meters.front().figures;
  testing::report_case({.name = "meter, line of 512 GPUs with large batches",
                        .kind = "measured",
                        .reference = "trace of a training of 512 GPUs, 0.092 Hz",
                        .measured = std::abs(figures.outside.frequency_hz - 0.092),
                        .allowed = 0.003,
                        .unit = "Hz"});
  CHECK(figures.outside.amplitude_w > figures.inside.amplitude_w);
  const auto has_line = [&](double at_hz) {
    return std::any_of(figures.lines.begin(), figures.lines.end(),
                       [&](const study::MeteredLine& line) {
                         return std::abs(line.frequency_hz - at_hz) < 0.003;
                       });
  };
  CHECK(has_line(0.0915));  // and its harmonic: the two lines that the trace shows
  CHECK(has_line(0.183));
}
