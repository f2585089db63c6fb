#pragma once

#include <vector>

#include "ridethrough/study/fold.hpp"
#include "study/signal.hpp"

/// What a piecewise-linear signal holds at each frequency.
namespace ridethrough::study {

/// Seen through a Hann window over the whole span, about its mean. Lines that are less than
/// 2 / span apart are one; below 2 / span nothing is told.
struct LineSpectrum {
  double span_s = 0.0;
  double step_hz = 0.0;            ///< 1 / (2 span): of two neighbours one sees all of a line
  std::vector<double> amplitudes;  ///< at k step_hz: of one sinusoid that would show so
};

/// Shorter than this a span tells nothing about frequencies of interest here, from 0.1 Hz on.
inline constexpr double kLeastSpectrumSpanS = 20.0;

/// The exact Fourier integral over [from, to), no samples: a signal without jumps is the sum of its
/// bends over (i w)^2, and what jumps the sum of its jumps over i w. A slope that lasts less than a
/// millisecond counts as two jumps (Gauss's rule of two points), which leaves 1e-7 of it at 20 Hz.
LineSpectrum line_spectrum(const Signal& signal, core::Tick from, core::Tick to, double highest_hz);

/// The strongest line within [from_hz, to_hz], between the grid by a parabola; an amplitude of 0
/// where none is told.
SpectralPeak largest_line(const LineSpectrum& spectrum, double from_hz, double to_hz);

/// The ten strongest lines of it by frequency, down to 3 % of the strongest one: below that the
/// window makes lines of its own.
std::vector<SpectralPeak> largest_lines(const LineSpectrum& spectrum, double from_hz, double to_hz);

/// All that lies within the band, as the amplitude of the one sinusoid of equal energy (Parseval).
double band_amplitude(const LineSpectrum& spectrum, double from_hz, double to_hz);

}  // namespace ridethrough::study
