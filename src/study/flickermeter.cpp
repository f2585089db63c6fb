#include "study/flickermeter.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <vector>

namespace ridethrough::study {

namespace {

using Complex = std::complex<double>;
constexpr double kTurn = 2.0 * std::numbers::pi;

/// Readings of the filters; the mean of the voltage between two of them is exact.
constexpr double kReadingsHz = 500.0;
/// Every so many readings one enters the statistics: 50 Hz, the least that the standard allows.
constexpr int kReadingsPerSample = 10;
constexpr double kHighPassHz = 0.05;
constexpr double kSmoothingS = 0.3;
/// One unit of sensation is a sine of 8.8 Hz ...
constexpr double kCalibrationHz = 8.8;

/// Weighting of lamp, eye and brain: gain k, and lambda, w1 to w4 over 2 pi in Hz.
struct Lamp {
  double k, lambda_hz, w1_hz, w2_hz, w3_hz, w4_hz;
  double low_pass_hz;
  double threshold;  ///< ... of this change from valley to crest, over the voltage (tables 2)
};
constexpr Lamp kLamp230V{1.74802, 4.05981, 9.15494, 2.27979, 1.22535, 21.9, 35.0, 0.00250};
constexpr Lamp kLamp120V{1.6357, 4.167375, 9.077169, 2.939902, 1.394468, 17.31512, 42.0, 0.00321};

/// (b0 + b1 s + b2 s^2) / (a0 + a1 s + a2 s^2), digital by the bilinear rule, at rest at first.
class Section {
 public:
  struct Analogue {
    double b0, b1, b2, a0, a1, a2;
  };

  explicit Section(const Analogue& s) {
    constexpr double kRate = 2.0 * kReadingsHz, kSquare = kRate * kRate;
    const double scale = s.a0 + s.a1 * kRate + s.a2 * kSquare;
    b_[0] = (s.b0 + s.b1 * kRate + s.b2 * kSquare) / scale;
    b_[1] = 2.0 * (s.b0 - s.b2 * kSquare) / scale;
    b_[2] = (s.b0 - s.b1 * kRate + s.b2 * kSquare) / scale;
    a_[0] = 2.0 * (s.a0 - s.a2 * kSquare) / scale;
    a_[1] = (s.a0 - s.a1 * kRate + s.a2 * kSquare) / scale;
  }
  double next(double input) {
    const double output = b_[0] * input + first_;
    first_ = b_[1] * input - a_[0] * output + second_;
    second_ = b_[2] * input - a_[1] * output;
    return output;
  }
  Complex response(double frequency_hz) const {
    const Complex back = std::polar(1.0, -kTurn * frequency_hz / kReadingsHz);
    return (b_[0] + back * (b_[1] + back * b_[2])) / (1.0 + back * (a_[0] + back * a_[1]));
  }

 private:
  double b_[3] = {}, a_[2] = {};
  double first_ = 0.0, second_ = 0.0;
};

/// Block 3: high pass, low pass of Butterworth and sixth order, weighting.
std::vector<Section> filters_of(const Lamp& lamp) {
  std::vector<Section> sections;
  const double high_pass = kTurn * kHighPassHz;
  sections.emplace_back(Section::Analogue{0.0, 1.0, 0.0, high_pass, 1.0, 0.0});
  // Bent so that the bilinear rule puts the corner where it belongs.
  const double corner = 2.0 * kReadingsHz * std::tan(0.5 * kTurn * lamp.low_pass_hz / kReadingsHz);
  for (const double twelfths : {1.0, 3.0, 5.0}) {
    const double damping = 2.0 * std::cos(kTurn * twelfths / 24.0);
    sections.emplace_back(
        Section::Analogue{corner * corner, 0.0, 0.0, corner * corner, damping * corner, 1.0});
  }
  const double w1 = kTurn * lamp.w1_hz, w2 = kTurn * lamp.w2_hz, w3 = kTurn * lamp.w3_hz;
  const double w4 = kTurn * lamp.w4_hz, lambda = kTurn * lamp.lambda_hz;
  sections.emplace_back(Section::Analogue{0.0, lamp.k * w1, 0.0, w1 * w1, 2.0 * lambda, 1.0});
  sections.emplace_back(
      Section::Analogue{1.0, 1.0 / w2, 0.0, 1.0, 1.0 / w3 + 1.0 / w4, 1.0 / (w3 * w4)});
  return sections;
}

Section smoothing() { return Section({1.0, 0.0, 0.0, 1.0, kSmoothingS, 0.0}); }

/// Sensation for each square of what block 3 gives: the crest of the threshold's sensation is 1.
double sensation_per_square(const Lamp& lamp, const std::vector<Section>& filters) {
  double crest = lamp.threshold;  // squaring makes twice of the half of it that is the amplitude
  for (const Section& section : filters) crest *= std::abs(section.response(kCalibrationHz));
  const double ripple = std::abs(smoothing().response(2.0 * kCalibrationHz));
  return 1.0 / (0.5 * crest * crest * (1.0 + ripple));
}

/// Means of the signal over one reading after the other.
class Readings {
 public:
  Readings(const Signal& signal, core::Tick from) : signal_(signal), at_(from) {}

  double next() {
    const core::Tick end = at_ + core::ticks_nearest(1.0 / kReadingsHz);
    double sum = 0.0;
    const core::Tick begin = at_;
    while (at_ < end) {
      while (piece_ + 1 < signal_.pieces.size() && signal_.end_of(piece_) <= at_) ++piece_;
      const bool is_last = piece_ + 1 >= signal_.pieces.size();
      const core::Tick stop = is_last ? end : std::min(end, signal_.end_of(piece_));
      sum += 0.5 * (value(at_) + value(stop)) * static_cast<double>(stop - at_);
      at_ = stop;
    }
    return sum / static_cast<double>(end - begin);
  }

 private:
  double value(core::Tick time) const {
    const Piece& piece = signal_.pieces[piece_];
    const core::Tick stop = signal_.end_of(piece_);
    if (time >= stop) return piece.last;
    const double share_frac =
        static_cast<double>(time - piece.begin) / static_cast<double>(stop - piece.begin);
    return piece.first + (piece.last - piece.first) * share_frac;
  }

  const Signal& signal_;
  core::Tick at_;
  std::size_t piece_ = 0;
};

/// Blocks 2 to 4: the sensation, sampled.
std::vector<double> sensations(const Signal& voltage, core::Tick from, core::Tick to,
                               const Lamp& lamp) {
  std::vector<Section> filters = filters_of(lamp);
  const double gain = sensation_per_square(lamp, filters);
  Section last = smoothing();
  Readings readings(voltage, from);
  const double rest = voltage.pieces.front().first * voltage.pieces.front().first;
  const auto count = static_cast<std::size_t>(core::seconds(to - from) * kReadingsHz);
  std::vector<double> samples;
  samples.reserve(count / kReadingsPerSample + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const double relative = readings.next();
    double seen = relative * relative - rest;
    for (Section& section : filters) seen = section.next(seen);
    const double sensation = last.next(gain * seen * seen);
    if (i % kReadingsPerSample == 0) samples.push_back(sensation);
  }
  return samples;
}

/// Block 5: mean of the levels that are exceeded for these shares of the time, in percent.
double exceeded(const std::vector<double>& falling, std::initializer_list<double> percents) {
  double sum = 0.0;
  for (const double percent : percents) {
    const double rank = 0.01 * percent * static_cast<double>(falling.size());
    sum += falling[std::min(static_cast<std::size_t>(rank), falling.size() - 1)];
  }
  return sum / static_cast<double>(percents.size());
}

}  // namespace

double short_term_flicker(const Signal& voltage, core::Tick from, core::Tick to,
                          double nominal_hz) {
  constexpr double kBetweenGridsHz = 55.0;
  const Signal part = part_of(voltage, from, to, false);
  const Lamp& lamp = nominal_hz < kBetweenGridsHz ? kLamp230V : kLamp120V;
  std::vector<double> falling = sensations(part, from, to, lamp);
  if (falling.empty()) return 0.0;
  std::sort(falling.begin(), falling.end(), std::greater<>());
  const double weighted = 0.0314 * exceeded(falling, {0.1}) +
                          0.0525 * exceeded(falling, {0.7, 1.0, 1.5}) +
                          0.0657 * exceeded(falling, {2.2, 3.0, 4.0}) +
                          0.28 * exceeded(falling, {6.0, 8.0, 10.0, 13.0, 17.0}) +
                          0.08 * exceeded(falling, {30.0, 50.0, 80.0});
  return std::sqrt(std::max(weighted, 0.0));
}

}  // namespace ridethrough::study
