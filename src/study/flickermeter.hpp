#pragma once

#include "study/signal.hpp"

/// Flicker of a voltage after IEC 61000-4-15.
namespace ridethrough::study {

/// Short-term severity Pst of a voltage relative to nominal (1 is nominal) over [from, to), which
/// the standard takes as ten minutes; the meter rests at the first value. The lamp is the one of
/// 230 V for 50 Hz and of 120 V for 60 Hz and above. Blocks 2 to 5 act on the envelope: a phasor
/// has no carrier that block 2 would have to remove. The constants are those of public
/// implementations, not read in the standard.
double short_term_flicker(const Signal& voltage, core::Tick from, core::Tick to, double nominal_hz);

/// Shorter than this a span tells no percentiles.
inline constexpr double kLeastFlickerSpanS = 60.0;

}  // namespace ridethrough::study
