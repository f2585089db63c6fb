#include <algorithm>
#include <cmath>

#include "devices/conversion/bess_device.hpp"
#include "devices/conversion/link_piece.hpp"

// What a bess carries between two changes: straight powers of bus, converter and auxiliaries.
namespace ridethrough::devices::conversion {
namespace {

/// Where its current limit bites, or a bus is dead, the network holds what it serves.
Ramp served(const Ramp& asked, double frac) {
  return frac < 1.0 ? Ramp{frac * asked.w, 0.0} : asked;
}

}  // namespace

Ramp BessDevice::formed_power(core::Tick now) const {
  const Ramp load = ramp_of(source_, now);
  return {share_ * load.w, share_ * load.w_per_s};
}

Ramp BessDevice::followed_power(core::Tick now) const {
  const double asked_w = setpoint_.power.at(core::seconds(now - setpoint_.at));
  const double part = in_step_frac();
  return served({part * asked_w, part * setpoint_.power.w_per_s}, live_frac_);
}

core::Tick BessDevice::setpoint_ends() const {
  return manager_ && !is_offering_ ? manager_->next() : core::kNever;
}

/// Ends `piece` where a power changes its sign or meets the current limit.
void BessDevice::limit(Piece& piece) const {
  const Ramp most{current_limit_frac_ * rating_w_, 0.0};
  const Ramp size = piece.bus.magnitude();
  piece.end =
      std::min({piece.end, meeting_at(size, {}, piece.start), meeting_at(most, size, piece.start),
                meeting_at(piece.converter.magnitude(), {}, piece.start)});
}

/// The converter carries the bus and all auxiliaries. The heat of converting the power for cooling
/// itself is left out: some per cent of that power, less than a thousandth of the load.
BessDevice::Piece BessDevice::formed_piece(core::Tick now) const {
  Piece next;
  next.start = now;
  next.bus = formed_power(now);
  next.is_working = true;
  const Ramp warming = next.bus + Ramp{climate_.standing_w, 0.0};
  const Ramp size = warming.magnitude();
  const bool charges = warming.is_negative();
  const LossCurve::Chord cooled =
      climate_.cooling.chord(size, rating_w_, now, charges ? -1.0 : 1.0);
  next.converter = charges ? Ramp{} - cooled.total : cooled.total;
  next.auxiliary = next.converter - next.bus;
  next.end = std::min(cooled.end, meeting_at(size, {}, now));
  return next;
}

/// The bus feeds the auxiliaries beside the converter.
BessDevice::Piece BessDevice::followed_piece(core::Tick now) const {
  Piece next;
  next.start = now;
  next.converter = followed_power(now);
  next.is_working = !next.converter.is_zero();
  next.asked = {climate_.standing_w, 0.0};
  if (next.is_working) {
    const Ramp size = next.converter.magnitude();
    const LossCurve::Chord cooled =
        climate_.cooling.chord(size, rating_w_, now, 1.0, setpoint_ends());
    next.asked = next.asked + (cooled.total - size);
    next.end = cooled.end;
  }
  next.auxiliary = served(next.asked, auxiliary_frac_);
  next.bus = next.converter - next.auxiliary;
  return next;
}

/// Power of the cells for that of the converter.
Ramp BessDevice::drive_cells(Piece& piece) const {
  if (!piece.is_working) return {};
  const bool charges = piece.converter.is_negative();
  const LossCurve::Chord chord = loss_.chord(piece.converter.magnitude(), rating_w_, piece.start,
                                             charges ? -1.0 : 1.0, setpoint_ends());
  piece.end = std::min(piece.end, chord.end);
  limit(piece);
  return charges ? Ramp{} - chord.total : chord.total;
}

void BessDevice::renew(Ports& ports) {
  const core::Tick now = ports.now();
  loss_j_ = loss_j(now);
  auxiliary_j_ = auxiliary_j(now);
  piece_ = is_offering_ ? formed_piece(now) : followed_piece(now);
  bank_.drive(ports, drive_cells(piece_));
  if (!bank_.is_present()) return;
  const double soc_frac = bank_.bank().look(now).soc_frac;
  if (soc_frac >= soc_min_frac_) return;
  soc_min_frac_ = soc_frac;
  soc_min_at_ = now;
}

double BessDevice::loss_j(core::Tick now) const {
  if (!piece_.is_working) return loss_j_;
  return loss_j_ +
         loss_.loss_j(piece_.converter.magnitude(), rating_w_, core::seconds(now - piece_.start));
}

double BessDevice::auxiliary_j(core::Tick now) const {
  const double span_s = core::seconds(now - piece_.start);
  const Ramp& power = piece_.auxiliary;
  return auxiliary_j_ + span_s * (power.w + 0.5 * power.w_per_s * span_s);
}

}  // namespace ridethrough::devices::conversion
