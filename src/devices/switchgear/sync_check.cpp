#include "devices/switchgear/sync_check.hpp"

#include <algorithm>

namespace ridethrough::devices::switchgear {

SyncAnswer SyncCheck::ask(Ports& ports, FeedSensor& one, FeedSensor& other) {
  const core::Tick now = ports.now();
  if (since_ == core::kNever) begin(ports, one, other);
  const bool turns_anew = !(one.phase() == seen_one_ && other.phase() == seen_other_);
  const bool is_opening = now >= opens_ && !is_measured_;
  if (turns_anew || is_opening || now >= closes_) measure(ports, one, other);
  if (is_measured_ && voltages_match(one, other)) return SyncAnswer::go;
  return now >= core::later(since_, timeout_) ? SyncAnswer::give_up : SyncAnswer::wait;
}

void SyncCheck::begin(Ports& ports, FeedSensor& one, FeedSensor& other) {
  since_ = ports.now();
  one.watch_finely(ports, true);
  other.watch_finely(ports, true);
  measure(ports, one, other);
}

void SyncCheck::clear(Ports& ports, FeedSensor& one, FeedSensor& other) {
  if (since_ == core::kNever) return;
  since_ = opens_ = closes_ = core::kNever;
  one.watch_finely(ports, false);
  other.watch_finely(ports, false);
}

/// The angle moves with the load, too, so it is taken anew when the window should open.
void SyncCheck::measure(Ports& ports, FeedSensor& one, FeedSensor& other) {
  one.measure_phase(ports);
  other.measure_phase(ports);
  seen_one_ = one.phase();
  seen_other_ = other.phase();
  const PhaseGap gap = PhaseGap::between(seen_one_, seen_other_).ahead(lead_);
  opens_ = limits_.opens(gap, ports.now());
  closes_ = opens_ == core::kNever ? core::kNever : limits_.closes(gap, opens_);
  is_measured_ = opens_ <= ports.now();
}

bool SyncCheck::voltages_match(const FeedSensor& one, const FeedSensor& other) const {
  const int steps = one.voltage_step() - other.voltage_step();
  return limits_.allow({.voltage_pu = steps * FeedSensor::kVoltageStepPu});
}

core::Tick SyncCheck::next(core::Tick now) const {
  if (since_ == core::kNever) return core::kNever;
  const core::Tick edge = now < opens_ ? opens_ : closes_;
  return std::min(core::later(since_, timeout_), edge);
}

}  // namespace ridethrough::devices::switchgear
