#include <algorithm>
#include <cmath>
#include <numbers>

#include "network/zone.hpp"

// Frequency and angle: who sets them in a zone, who is woken by them, and what a source that turns
// against the others means for the solve.
namespace ridethrough::network {

namespace {

/// Sources that have turned so far against each other are solved anew: their powers move by about
/// this part of what their impedance carries at most.
constexpr double kSlipRad = 0.01;

double slope_size(const Frequency& frequency) { return std::abs(frequency.hz_per_s); }

/// When a line that is inside the band now leaves it; the next tick at the earliest.
core::Tick leaves_at(const Frequency& line, const FrequencyBand& band, core::Tick now) {
  if (line.hz_per_s == 0.0) return core::kNever;
  const double edge_hz = line.hz_per_s > 0.0 ? band.high_hz : band.low_hz;
  if (std::isinf(edge_hz)) return core::kNever;
  const double wait_s = (edge_hz - line.hz_at(now)) / line.hz_per_s;
  return core::later(now, std::max<core::Tick>(core::ticks_up(wait_s), 1));
}

bool is_outside(const Frequency& line, const FrequencyBand& band, core::Tick now) {
  const double hz = line.hz_at(now);
  return hz < band.low_hz || hz > band.high_hz || slope_size(line) > band.most_hz_per_s;
}

}  // namespace

double Emf::angle_at(core::Tick now) const {
  const double span_s = core::seconds(now - frequency.at);
  const double off_hz = frequency.hz - nominal_hz + 0.5 * frequency.hz_per_s * span_s;
  return angle_rad + 2.0 * std::numbers::pi * off_hz * span_s;
}

void Emf::set_phases(const std::array<double, 3>& magnitudes_pu) {
  const auto turned = [](double size_pu, int thirds) {
    return std::polar(size_pu, 2.0 * std::numbers::pi / 3.0 * thirds);
  };
  const auto& [a, b, c] = magnitudes_pu;
  magnitude_pu = (a + b + c) / 3.0;
  negative_pu = a == b && b == c ? 0.0 : (a + turned(b, 1) + turned(c, -1)) / 3.0;
  zero_pu = a == b && b == c ? 0.0 : (a + turned(b, -1) + turned(c, 1)) / 3.0;
}

void Network::set_source(SourceId id, bool is_on, double emf_pu) {
  Emf emf = state_->source(id).emf;
  emf.magnitude_pu = emf_pu;
  set_source(id, is_on, emf);
}

void Network::set_source(SourceId id, bool is_on, const Emf& emf) {
  State& state = *state_;
  Source& source = state.source(id);
  if (source.is_on == is_on && source.emf == emf) return;
  const bool toggles = source.is_on != is_on;
  const bool has_new_size = source.emf.magnitude_pu != emf.magnitude_pu ||
                            source.emf.negative_pu != emf.negative_pu ||
                            source.emf.zero_pu != emf.zero_pu;
  source.is_on = is_on;
  source.emf = emf;
  state.was_unbalanced = state.was_unbalanced || !emf.is_balanced();
  if (!state.has_started) return;
  if (toggles) return state.touch(source.spec.node);
  const int index = state.node(source.spec.node).zone;
  if (!is_on || index < 0) return;
  Zone& zone = *state.zones[static_cast<std::size_t>(index)];
  // A source that is alone may turn as it likes: everything turns with it.
  if (has_new_size || zone.sources.size() > 1) zone.must_solve = true;
  zone.has_new_frequency = true;
  state.list(index);
}

void Network::set_frequency_watch(DemandId id, const FrequencyBand& band) {
  State& state = *state_;
  Consumer& consumer = state.consumer(id);
  if (consumer.frequency_band == band) return;
  consumer.frequency_band = band;
  const int index = state.node(consumer.node).zone;
  if (index < 0) return;
  state.zones[static_cast<std::size_t>(index)]->has_new_frequency = true;
  state.list(index);
}

Frequency Network::frequency(NodeId id) const {
  const Zone* zone = state_->live_zone(id);
  return zone == nullptr ? Frequency{} : state_->frequency(*zone);
}

SourceId Network::leader(NodeId id) const {
  const Zone* zone = state_->live_zone(id);
  return zone == nullptr ? -1 : zone->sources.front();
}

double Network::phase_rad(NodeId id, core::Tick now) const {
  const Zone* zone = state_->live_zone(id);
  if (zone == nullptr) return 0.0;
  const Node& node = state_->node(id);
  return state_->source(zone->sources.front()).emf.angle_at(now) + std::arg(node.voltage) -
         lag_rad(node.clock);
}

/// The zone of a node that has a voltage, else null. One that has just lost its sources still shows
/// the voltage from before until it is solved.
const Zone* Network::State::live_zone(NodeId id) const {
  const Node& member = node(id);
  if (member.zone < 0 || !member.is_energised) return nullptr;
  const Zone& zone = *zones[static_cast<std::size_t>(member.zone)];
  return zone.sources.empty() ? nullptr : &zone;
}

Frequency Network::State::frequency(const Zone& zone) const {
  return zone.sources.empty() ? Frequency{} : source(zone.sources.front()).emf.frequency;
}

/// Against the source that sets the frequency, whose angle is zero inside the zone, and with the
/// lag of vector groups taken out.
Complex Network::State::emf(const Zone& zone, const Source& source_in, core::Tick now) const {
  const Source& lead = source(zone.sources.front());
  if (&lead == &source_in) return {source_in.emf.magnitude_pu, 0.0};
  return std::polar(source_in.emf.magnitude_pu, source_in.emf.angle_at(now) -
                                                    lead.emf.angle_at(now) +
                                                    lag_rad(node(source_in.spec.node).clock));
}

void Network::State::sort_sources(Zone& zone) const {
  std::sort(zone.sources.begin(), zone.sources.end(), [this](SourceId left, SourceId right) {
    const SourceKind left_kind = source(left).spec.kind;
    const SourceKind right_kind = source(right).spec.kind;
    return left_kind != right_kind ? left_kind < right_kind : left < right;
  });
}

/// Wakes those whose band the frequency has left, and finds when it will leave the next.
void Network::State::follow_frequency(Zone& zone, core::Tick now) {
  if (!zone.has_new_frequency && zone.frequency_due > now) return;
  zone.has_new_frequency = false;
  zone.frequency_due = core::kNever;
  const Frequency line = frequency(zone);
  if (line.hz == 0.0) return;
  for (const NodeId id : zone.nodes) {
    for (const DemandId demand : node(id).demands) {
      const Consumer& load = consumer(demand);
      if (load.frequency_band == FrequencyBand{}) continue;
      const bool has_left = is_outside(line, load.frequency_band, now);
      if (has_left && load.owner >= 0) engine.mark(load.owner);
      const core::Tick leaves = has_left ? core::kNever : leaves_at(line, load.frequency_band, now);
      zone.frequency_due = std::min(zone.frequency_due, leaves);
    }
  }
}

core::Tick Network::State::slip_due(const Zone& zone, core::Tick now) const {
  if (zone.sources.empty()) return core::kNever;
  const Frequency lead = frequency(zone);
  double slip_hz = 0.0;
  for (const SourceId id : zone.sources) {
    const Frequency own = source(id).emf.frequency;
    slip_hz = std::max(slip_hz, std::abs(own.hz_at(now) - lead.hz_at(now)));
  }
  if (slip_hz == 0.0) return core::kNever;
  const double span_s = kSlipRad / (2.0 * std::numbers::pi * slip_hz);
  return core::later(now, std::max<core::Tick>(core::ticks_up(span_s), 1));
}

}  // namespace ridethrough::network
