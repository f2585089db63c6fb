#include "devices/grid/grid_emf.hpp"

#include "devices/synchronism.hpp"

namespace ridethrough::devices {

void FrequencyRange::carry(core::Tick now, const network::Frequency& line, bool counts) {
  if (line == line_ && counts == counts_) return;
  extremes_ = at(now);
  line_ = line;
  counts_ = counts;
  since_ = now;
}

FrequencyRange::Extremes FrequencyRange::at(core::Tick now) const {
  Extremes extremes = extremes_;
  if (!counts_ || now <= since_) return extremes;
  for (const core::Tick time : {since_, now}) {
    const double hz = line_.hz_at(time);
    lower(extremes.low, hz, time);
    raise(extremes.high, hz, time);
  }
  return extremes;
}

GridEmf::GridEmf(double nominal_hz, double angle_rad) : target_rad_(angle_rad) {
  emf_.frequency = {.at = 0, .hz = nominal_hz, .hz_per_s = 0.0};
  emf_.nominal_hz = nominal_hz;
  emf_.angle_rad = angle_rad;
  line_ = emf_.frequency;
}

void GridEmf::turn(core::Tick now, double to_rad, core::Tick span) {
  double from_rad = target_rad_;
  if (turned_ != core::kNever) {  // a turn that is broken off
    from_rad -= kTurn * turning_hz_ * core::seconds(turned_ - now);
  }
  turned_ = core::kNever;
  turning_hz_ = 0.0;
  target_rad_ = to_rad;
  if (span <= 0) {
    stepped_rad_ += to_rad - from_rad;
    return;
  }
  turned_ = core::later(now, span);
  turning_hz_ = (to_rad - from_rad) / (kTurn * core::seconds(span));
}

void GridEmf::advance(core::Tick now) {
  if (now < turned_) return;
  turned_ = core::kNever;
  turning_hz_ = 0.0;
}

bool GridEmf::set(core::Tick now, const SequenceVoltages& voltages, const network::Frequency& line,
                  double jump_rad) {
  const network::Emf before = emf_;
  network::Frequency turning = line;
  turning.hz += turning_hz_;
  const bool is_same_flat =
      turning.hz_per_s == 0.0 && emf_.frequency.hz_per_s == 0.0 && turning.hz == emf_.frequency.hz;
  const double shift_rad = stepped_rad_ + jump_rad;
  // A jump of the angle begins a new line, at whatever frequency: all that keep a phase go by that.
  if ((turning != line_ && !is_same_flat) || shift_rad != shift_rad_) {
    emf_.angle_rad = emf_.angle_at(now);
    emf_.frequency = {.at = now, .hz = turning.hz_at(now), .hz_per_s = turning.hz_per_s};
  }
  line_ = turning;
  emf_.angle_rad += shift_rad - shift_rad_;
  shift_rad_ = shift_rad;
  emf_.magnitude_pu = voltages.positive;
  emf_.negative_pu = voltages.negative;
  emf_.zero_pu = voltages.zero;
  return !(emf_ == before);
}

}  // namespace ridethrough::devices
