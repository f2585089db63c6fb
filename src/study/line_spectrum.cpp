#include "study/line_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "study/point_transform.hpp"

namespace ridethrough::study {

namespace {

using Complex = std::complex<double>;

/// A shorter slope counts as two jumps; it also scales bends to the size of jumps.
constexpr double kShortSlopeS = 1e-3;
/// Below 2 / span, which is so many steps, the window's own width hides everything.
constexpr int kFirstStep = 4;
/// The Hann window is the signal less half of its neighbours 1 / span away: so many steps.
constexpr std::size_t kHannSteps = 2;
constexpr double kHannMean = 0.5, kHannMeanSquare = 0.375;
/// Largest side lobe of the window (F. J. Harris, 1978: -31.5 dB), and a little: no line by itself.
constexpr double kSideLobe = 0.03;
constexpr std::size_t kLinesMax = 10;

double mean_of(const Signal& signal) {
  double sum = 0.0;
  for (std::size_t i = 0; i < signal.pieces.size(); ++i) {
    const Piece& piece = signal.pieces[i];
    const double length_s = core::seconds(signal.end_of(i) - piece.begin);
    sum += 0.5 * (piece.first + piece.last) * length_s;
  }
  return sum / core::seconds(signal.end - signal.begin());
}

/// Jumps in the real part, bends times kShortSlopeS in the imaginary one; two spans are one turn.
class Corners {
 public:
  Corners(const Signal& signal, double span_s) : begin_(signal.begin()), span_s_(span_s) {
    double before = mean_of(signal);
    const double rest = before;
    for (std::size_t i = 0; i < signal.pieces.size(); ++i) {
      const Piece& piece = signal.pieces[i];
      jump(at(piece.begin), piece.first - before);
      slope(at(piece.begin), at(signal.end_of(i)), piece.last - piece.first);
      before = piece.last;
    }
    jump(span_s, rest - before);
  }
  const std::vector<CirclePoint>& points() const { return points_; }

 private:
  double at(core::Tick time) const { return core::seconds(time - begin_); }
  void add(double at_s, const Complex& weight) {
    if (weight != 0.0) points_.push_back({at_s / (2.0 * span_s_), weight});
  }
  void jump(double at_s, double rise) { add(at_s, rise); }
  void slope(double from_s, double to_s, double rise) {
    const double length_s = to_s - from_s;
    if (rise == 0.0) return;
    if (length_s < kShortSlopeS) {
      const double apart_s = length_s / (2.0 * std::numbers::sqrt3);
      const double middle_s = 0.5 * (from_s + to_s);
      jump(middle_s - apart_s, 0.5 * rise);
      jump(middle_s + apart_s, 0.5 * rise);
      return;
    }
    const double bend = rise / length_s * kShortSlopeS;
    add(from_s, {0.0, bend});
    add(to_s, {0.0, -bend});
  }

  core::Tick begin_;
  double span_s_;
  std::vector<CirclePoint> points_;
};

/// The Fourier integrals at k steps, k from 1 on; the first entry is not used.
std::vector<Complex> fourier_integrals(const Corners& corners, double step_hz, int highest) {
  const std::vector<Complex> sums = point_transform(corners.points(), highest);
  std::vector<Complex> integrals(static_cast<std::size_t>(highest) + 1);
  for (int k = 1; k <= highest; ++k) {
    const Complex above = sums[static_cast<std::size_t>(highest + k)];
    const Complex below = std::conj(sums[static_cast<std::size_t>(highest - k)]);
    const Complex jumps = 0.5 * (above + below);
    const Complex bends = Complex(0.0, -0.5 / kShortSlopeS) * (above - below);
    const Complex turn(0.0, 2.0 * std::numbers::pi * k * step_hz);
    integrals[static_cast<std::size_t>(k)] = (jumps + bends / turn) / turn;
  }
  return integrals;
}

/// First and last entry of the spectrum within the band.
std::pair<std::size_t, std::size_t> entries_within(const LineSpectrum& spectrum, double from_hz,
                                                   double to_hz) {
  constexpr double kRounding = 1e-9;
  const double first = std::ceil(from_hz / spectrum.step_hz - kRounding);
  const double last = std::floor(to_hz / spectrum.step_hz + kRounding);
  const auto size = static_cast<double>(spectrum.amplitudes.size());
  const double low = std::max(first, double{kFirstStep});
  return {static_cast<std::size_t>(low),
          static_cast<std::size_t>(std::max(std::min(last + 1.0, size), low))};
}

}  // namespace

LineSpectrum line_spectrum(const Signal& signal, core::Tick from, core::Tick to,
                           double highest_hz) {
  const Signal part = part_of(signal, from, to, false);
  LineSpectrum spectrum;
  spectrum.span_s = core::seconds(to - from);
  spectrum.step_hz = 0.5 / spectrum.span_s;
  const Corners corners(part, spectrum.span_s);
  if (corners.points().empty()) return spectrum;
  const int highest = static_cast<int>(std::ceil(highest_hz / spectrum.step_hz));
  const std::vector<Complex> plain =
      fourier_integrals(corners, spectrum.step_hz, highest + static_cast<int>(kHannSteps));
  spectrum.amplitudes.assign(static_cast<std::size_t>(highest) + 1, 0.0);
  for (std::size_t k = kFirstStep; k < spectrum.amplitudes.size(); ++k) {
    const Complex seen = 0.5 * plain[k] - 0.25 * (plain[k - kHannSteps] + plain[k + kHannSteps]);
    spectrum.amplitudes[k] = 2.0 / (kHannMean * spectrum.span_s) * std::abs(seen);
  }
  return spectrum;
}

namespace {

/// The line at entry `k`, between its neighbours where they show a crest.
SpectralPeak peak_at(const std::vector<double>& amplitudes, std::size_t k, double step_hz) {
  const double left = amplitudes[k - 1], middle = amplitudes[k], right = amplitudes[k + 1];
  const double bend = left - 2.0 * middle + right;
  if (bend >= 0.0) return {static_cast<double>(k) * step_hz, middle};
  const double shift = 0.5 * (left - right) / bend;
  return {(static_cast<double>(k) + shift) * step_hz, middle - 0.25 * (left - right) * shift};
}

}  // namespace

SpectralPeak largest_line(const LineSpectrum& spectrum, double from_hz, double to_hz) {
  const auto [first, last] = entries_within(spectrum, from_hz, to_hz);
  const auto& amplitudes = spectrum.amplitudes;
  if (first >= last) return {};
  const auto strongest = std::max_element(amplitudes.begin() + static_cast<std::ptrdiff_t>(first),
                                          amplitudes.begin() + static_cast<std::ptrdiff_t>(last));
  const auto k = static_cast<std::size_t>(strongest - amplitudes.begin());
  if (k == first || k + 1 == last) return {static_cast<double>(k) * spectrum.step_hz, *strongest};
  return peak_at(amplitudes, k, spectrum.step_hz);
}

std::vector<SpectralPeak> largest_lines(const LineSpectrum& spectrum, double from_hz,
                                        double to_hz) {
  const auto [first, last] = entries_within(spectrum, from_hz, to_hz);
  const auto& amplitudes = spectrum.amplitudes;
  std::vector<SpectralPeak> lines;
  for (std::size_t k = first; k < last && k + 1 < amplitudes.size(); ++k) {
    const bool is_crest = amplitudes[k] > amplitudes[k - 1] && amplitudes[k] >= amplitudes[k + 1];
    if (is_crest) lines.push_back(peak_at(amplitudes, k, spectrum.step_hz));
  }
  const auto is_larger = [](const SpectralPeak& left, const SpectralPeak& right) {
    return left.amplitude > right.amplitude;
  };
  std::stable_sort(lines.begin(), lines.end(), is_larger);
  const auto is_side_lobe = [&](const SpectralPeak& line) {
    return line.amplitude < kSideLobe * lines.front().amplitude;
  };
  lines.erase(std::find_if(lines.begin(), lines.end(), is_side_lobe), lines.end());
  lines.resize(std::min(lines.size(), kLinesMax));
  std::sort(lines.begin(), lines.end(), [](const SpectralPeak& left, const SpectralPeak& right) {
    return left.frequency_hz < right.frequency_hz;
  });
  return lines;
}

double band_amplitude(const LineSpectrum& spectrum, double from_hz, double to_hz) {
  const auto [first, last] = entries_within(spectrum, from_hz, to_hz);
  double sum = 0.0;
  for (std::size_t k = first; k < last; ++k) {
    sum += spectrum.amplitudes[k] * spectrum.amplitudes[k];
  }
  // |X|^2 is (amplitude / 2 * mean * span)^2; the energy of both signs over the mean square of the
  // window is span * amplitude^2 / 2.
  return std::sqrt(sum * spectrum.step_hz * spectrum.span_s * kHannMean * kHannMean /
                   kHannMeanSquare);
}

}  // namespace ridethrough::study
