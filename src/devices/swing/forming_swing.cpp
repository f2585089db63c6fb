#include "devices/swing/forming_swing.hpp"

#include <utility>

#include "devices/swing/forming_unit.hpp"
#include "devices/synchronism.hpp"
#include "devices/zone_fault.hpp"

namespace ridethrough::devices {

std::shared_ptr<SwingPool> make_swing_pool() { return std::make_shared<SwingPool>(); }

FormingSwing::FormingSwing(FormingGroup& cabinets, std::shared_ptr<SwingPool> pool)
    : cabinets_(cabinets),
      pool_(std::move(pool)),
      handle_(pool_->join(*this)),
      terminal_{.source = cabinets.source_, .node = cabinets.emf_node_, .reactance_ohm = 0.0} {}

void FormingSwing::join(network::Network& network, const Device& device) {
  observers_.push_back(network.add_observer(cabinets_.node_, device.process()));
}

bool FormingSwing::carry(Ports& ports, const Device& asking) {
  network::Network& network = ports.network();
  const core::Tick now = ports.now();
  const bool swings = pool_->carry(ports, handle_, asking, false);
  const network::SourceId leader = network.leader(terminal_.node);
  const bool is_beside = !swings && leader >= 0 && leader != terminal_.source &&
                         pool_->is_led_by_member(network, terminal_.node);
  if (is_beside) turn_with(network, now);
  if (is_beside_ && !is_beside) stop_turning(network, now, swings);
  is_beside_ = is_beside;
  return swings || is_beside;
}

/// Every line of the leader is taken over, at the angle that there is.
void FormingSwing::turn_with(network::Network& network, core::Tick now) {
  const network::Frequency line = network.frequency(terminal_.node);
  if (is_beside_ && line == leads_) return;
  leads_ = line;
  cabinets_.turn(network, now, {now, line.hz_at(now), line.hz_per_s});
  for (const network::DemandId observer : observers_) {
    network.set_frequency_watch(observer, kEveryNewLine);
  }
}

void FormingSwing::stop_turning(network::Network& network, core::Tick now, bool swings) {
  for (const network::DemandId observer : observers_) network.set_frequency_watch(observer, {});
  if (!swings) cabinets_.go_on_alone(now);
}

void FormingSwing::regroup(core::Tick now, double current_limit_w) {
  cabinets_.is_forming() ? pool_->dissolve(handle_, now) : pool_->part(handle_, now);
  terminal_.current_limit_w = current_limit_w;
}

std::optional<network::Emf> FormingSwing::bus(const network::Network& network,
                                              core::Tick now) const {
  const network::NodeId node = cabinets_.node_;
  if (network.leader(node) == terminal_.source || !pool_->is_led_by_member(network, node)) {
    return std::nullopt;
  }
  const network::Frequency line = network.frequency(node);
  network::Emf emf = cabinets_.emf_;
  emf.frequency = {now, line.hz_at(now), line.hz_per_s};
  emf.angle_rad = network.phase_rad(node, now);
  return emf;
}

SwingPart FormingSwing::part(const network::Network& network) const {
  return has_fault_around(network, terminal_.node) ? SwingPart::stands_aside : SwingPart::swings;
}

std::shared_ptr<const SwingUnit> FormingSwing::unit() const {
  return std::make_shared<FormingUnit>(
      cabinets_.law_, static_cast<double>(cabinets_.forming_rating_w_), cabinets_.emf_.nominal_hz);
}

const network::Emf& FormingSwing::emf() const { return cabinets_.emf_; }

SwingState FormingSwing::state(core::Tick now) const {
  if (is_swinging() && !is_resting_) return group_->point(place_, now).state;
  SwingState state{};
  const network::Emf& emf = cabinets_.emf_;
  state[kSwingSpeed] =
      is_swinging() ? rest_speed_ : emf.frequency.hz_at(now) / emf.nominal_hz - 1.0;
  return state;
}

void FormingSwing::swing(const SwingChord& chord) {
  group_ = chord.group;
  place_ = chord.place;
  until_ = chord.until;
  is_resting_ = false;
  is_limited_ = chord.is_limited;
  cabinets_.emf_ = chord.emf;
}

void FormingSwing::rest(const SwingChord& chord, const SwingPoint& still) {
  swing(chord);
  is_resting_ = true;
  rest_speed_ = still.state[kSwingSpeed];
}

void FormingSwing::leave_swing(core::Tick now) {
  if (!is_swinging()) return;
  network::Emf& emf = cabinets_.emf_;
  const double speed = state(now)[kSwingSpeed];
  emf.angle_rad = group_->rotor_rad(place_, now);
  emf.frequency = {now, emf.nominal_hz * (1.0 + speed), 0.0};
  group_ = nullptr;
  until_ = core::kNever;
  is_limited_ = false;
  cabinets_.go_on_alone(now);
}

void FormingSwing::mark(const Ports& ports, const Device& asking) const {
  for (const Device* device : cabinets_.devices_) {
    if (device != &asking) ports.mark(*device);
  }
}

}  // namespace ridethrough::devices
