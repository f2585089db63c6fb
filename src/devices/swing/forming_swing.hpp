#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "devices/swing/swing_pool.hpp"
#include "ridethrough/devices/forming_group.hpp"

namespace ridethrough::devices {

/// The converters that form one bus, as sources beside theirs see them: in one course with those,
/// or, in a short circuit or beside a source that makes no course, turning with the one that leads.
class FormingSwing final : public SwingMember {
 public:
  /// `cabinets` is wired and outlives it.
  FormingSwing(FormingGroup& cabinets, std::shared_ptr<SwingPool> pool);

  /// A converter of the group; it is woken by what the leader of its bus does.
  void join(network::Network& network, const Device& device);
  /// True while somebody else has a say in how its voltage turns; then it has turned.
  bool carry(Ports& ports, const Device& asking);
  /// The group forms with another rating, or not at all.
  void regroup(core::Tick now, double current_limit_w);
  /// Whose angle a group that begins to form has to meet; none: it begins on a clock of its own.
  std::optional<network::Emf> bus(const network::Network& network, core::Tick now) const;
  bool is_swinging() const { return group_ != nullptr; }
  /// Its current is at its limit, as the course has it.
  bool is_limited() const { return is_limited_; }
  /// At rest at this speed, pu off nominal, all of the course together; none: their own.
  void steer(std::optional<double> speed) { pool_->steer(handle_, speed); }
  /// When carry() has something to do again.
  core::Tick next() const { return until_; }

  SwingPart part(const network::Network& network) const override;
  const SwingTerminal& terminal() const override { return terminal_; }
  std::shared_ptr<const SwingUnit> unit() const override;
  const network::Emf& emf() const override;
  SwingState state(core::Tick now) const override;
  int sides(const SwingPoint& point, core::Tick /*anchor*/, double /*t_s*/) const override {
    return point.is_limited ? 1 : 0;
  }
  void leave_span(core::Tick /*now*/) override {}
  void take_load(core::Tick /*now*/, const network::Network& /*network*/) override {}
  void swing(const SwingChord& chord) override;
  void rest(const SwingChord& chord, const SwingPoint& still) override;
  void settle_at(const SwingState& /*state*/) override {}
  void leave_swing(core::Tick now) override;
  void mark(const Ports& ports, const Device& asking) const override;

 private:
  void turn_with(network::Network& network, core::Tick now);
  void stop_turning(network::Network& network, core::Tick now, bool swings);

  FormingGroup& cabinets_;
  std::shared_ptr<SwingPool> pool_;
  std::size_t handle_;
  SwingTerminal terminal_;
  std::vector<network::DemandId> observers_;  // by converter
  const SwingGroup* group_ = nullptr;
  std::size_t place_ = 0;  // in it
  core::Tick until_ = core::kNever;
  bool is_resting_ = false;
  double rest_speed_ = 0.0;
  bool is_limited_ = false;
  bool is_beside_ = false;    // turns with the leader
  network::Frequency leads_;  // its line
};

}  // namespace ridethrough::devices
