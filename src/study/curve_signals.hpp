#pragma once

#include <vector>

#include "ridethrough/devices/device.hpp"
#include "ridethrough/scenario/curve.hpp"
#include "ridethrough/study/meter.hpp"
#include "study/signal.hpp"

/// How far a signal is inside a curve, as a robustness.
namespace ridethrough::study {

/// An excursion breaks an envelope from the instant at which it has lasted longer than allowed; how
/// long it had lasted before the run counts for nothing. In pu from the limit.
Signal inside_envelope(const scenario::Curve& curve, const Signal& voltage);

/// What is left of the largest allowed change, W, over all windows that end at an instant; before
/// the run the power rests at its first value. Of bands, what is left of the largest amplitude in
/// the last ten minutes, seen once a minute and at the end of the run. Of flicker, by how much the
/// swing of a record may grow, or has to fall, until its severity is that of the curve: the one is
/// in proportion to the other.
Signal inside_ramp(const scenario::Curve& curve, const Signal& power,
                   const std::vector<FlickerReading>& flickers);

/// Classes between what is demanded and what a step met, from the step to the next one; before the
/// first one it holds.
Signal inside_class(const scenario::Curve& curve, const std::vector<devices::Judgement>& judgements,
                    core::Tick end);

}  // namespace ridethrough::study
