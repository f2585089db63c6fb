#pragma once

#include <algorithm>
#include <cmath>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

/// The tank of a set in seconds at rated power. Burning is a straight line of the mechanical power:
/// idle + (1 - idle) P. It is what the engine burns with no load, as long as it turns.
class GensetFuel {
 public:
  enum class Use { none, idle, load };

  /// `fuel` as the schema has it; empty: no tank, it never runs dry.
  explicit GensetFuel(const Value& fuel) {
    if (!fuel.present()) return;
    const Value& tank = get(fuel.map(), "tank");
    if (!tank.present()) return;
    tank_s_ = tank.number();
    left_s_ = tank_s_ * get(fuel.map(), "level").number();
    idle_share_ = get(fuel.map(), "idle").number();
  }

  bool has_tank() const { return tank_s_ > 0.0; }
  double idle_share() const { return idle_share_; }
  /// `work_s`: mechanical work on line so far, pu * s.
  double left_s(core::Tick now, double work_s) const {
    if (use_ == Use::none) return left_s_;
    const double worked_s = use_ == Use::load ? work_s - work_s_ : 0.0;
    return left_s_ - idle_share_ * core::seconds(now - since_) - (1.0 - idle_share_) * worked_s;
  }
  double level(core::Tick now, double work_s) const {
    return has_tank() ? std::max(left_s(now, work_s), 0.0) / tank_s_ : 0.0;
  }
  bool is_dry(core::Tick now, double work_s) const {
    constexpr double kDryS = 1e-9;
    return has_tank() && left_s(now, work_s) <= kDryS;
  }

  void use(Use use, core::Tick now, double work_s) {
    if (use == use_) return;
    left_s_ = std::max(left_s(now, work_s), 0.0);
    use_ = use;
    since_ = now;
    work_s_ = work_s;
  }
  void fill() { left_s_ = tank_s_; }

  /// When it is empty if the engine gives `power` and that rises by `power_per_s`.
  core::Tick dry_at(core::Tick now, double work_s, double power, double power_per_s) const {
    if (!has_tank() || use_ == Use::none) return core::kNever;
    const bool is_loaded = use_ == Use::load;
    const double burns = idle_share_ + (is_loaded ? (1.0 - idle_share_) * power : 0.0);
    const double rises = is_loaded ? (1.0 - idle_share_) * power_per_s : 0.0;
    const double left = left_s(now, work_s);
    const double square = burns * burns + 2.0 * rises * left;
    if (square < 0.0 || burns + std::sqrt(square) <= 0.0) return core::kNever;
    return core::later(
        now, std::max<core::Tick>(core::ticks_up(2.0 * left / (burns + std::sqrt(square))), 1));
  }

 private:
  double tank_s_ = 0.0, left_s_ = 0.0, idle_share_ = 0.0;
  Use use_ = Use::none;
  core::Tick since_ = 0;
  double work_s_ = 0.0;
};

}  // namespace ridethrough::devices
