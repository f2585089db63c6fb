#include "devices/grid/grid_playback.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

namespace ridethrough::devices {

namespace {

double value_at(const Playback& playback, core::Tick at) {
  const Playback::Piece piece = playback.piece_at(at);
  return piece.value + piece.slope_per_s * core::seconds(at - piece.begin);
}

bool is_one_cycle(const Playback& a, const Playback& b) {
  const bool repeats =
      a.outside() == Playback::Outside::repeat || b.outside() == Playback::Outside::repeat;
  return !repeats || (a.outside() == b.outside() && a.begin() == b.begin() && a.end() == b.end());
}

}  // namespace

std::shared_ptr<const Playback> meaningful(const std::shared_ptr<const Playback>& frequency,
                                           const Playback* voltage_v, double nominal_v,
                                           double nominal_hz) {
  const double floor_v = kFrequencyHoldsBelowPu * nominal_v;
  if (voltage_v == nullptr || voltage_v->lowest() >= floor_v) return frequency;
  if (!is_one_cycle(*frequency, *voltage_v)) {
    throw std::invalid_argument(
        "'frequency' holds while the voltage is below 0.5 pu, so both traces repeat as one");
  }
  std::vector<Playback::Row> rows;
  double held = nominal_hz;
  bool was_held = false;
  for (const Playback::Row& row : frequency->rows()) {
    const bool is_held = value_at(*voltage_v, row.at) < floor_v;
    // Out of the dark it jumps: a line from the held value would again be made of nothing.
    if (!is_held && was_held && rows.back().at == row.at) rows.pop_back();
    if (!is_held && was_held) rows.push_back({row.at, held});
    if (!is_held) held = row.value;
    rows.push_back({row.at, held});
    was_held = is_held;
  }
  return std::make_shared<const Playback>(std::move(rows), frequency->between(),
                                          frequency->outside(), frequency->end());
}

void GridVoltage::play(std::shared_ptr<const Playback> volts, double nominal_v) {
  volts_ = std::move(volts);
  nominal_v_ = nominal_v;
}

void GridVoltage::move(core::Tick now, double to_pu, core::Tick span) {
  ramp_ = {now, core::later(now, span), ramp_.at(now), to_pu, size_};
}

void GridVoltage::advance(core::Tick now) {
  if (!volts_ || now < piece_end_) return;
  const Playback::Piece piece = volts_->piece_at(now);
  const double from_v = piece.value;
  piece_end_ = piece.end;
  if (piece.slope_per_s == 0.0) {
    ramp_ = {piece.begin, piece.begin, from_v / nominal_v_, from_v / nominal_v_, size_};
    return;
  }
  const double to_v = from_v + piece.slope_per_s * core::seconds(piece.end - piece.begin);
  ramp_ = {piece.begin, piece.end, from_v / nominal_v_, to_v / nominal_v_, size_};
}

core::Tick GridVoltage::next(core::Tick now) const {
  return volts_ ? std::min(piece_end_, ramp_.next(now)) : ramp_.next(now);
}

void GridFrequency::move(core::Tick now, double to_hz, core::Tick span) {
  const double from_hz = line_.hz_at(now);
  target_hz_ = to_hz;
  due_ = core::later(now, span);
  line_ = {now, from_hz, span > 0 ? (to_hz - from_hz) / core::seconds(span) : 0.0};
  if (span <= 0) advance(now);
}

void GridFrequency::advance(core::Tick now) {
  if (!hertz_) {
    if (now < due_) return;
    due_ = core::kNever;
    line_ = {now, target_hz_, 0.0};
    return;
  }
  if (has_begun_ && now < due_) return;
  has_begun_ = true;
  const Playback::Piece piece = hertz_->piece_at(now);
  due_ = piece.end;
  line_ = {piece.begin, piece.value, piece.slope_per_s};
}

}  // namespace ridethrough::devices
