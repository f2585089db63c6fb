#include "devices/grid/tap_changer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

std::int64_t position_of(double tap, double step, std::int64_t most) {
  constexpr double kSameFrac = 1e-6;  // both come from decimal text
  const double steps = tap / step;
  const std::int64_t nearest = std::llround(steps);
  if (std::abs(steps - static_cast<double>(nearest)) > kSameFrac || std::abs(nearest) > most) {
    throw std::invalid_argument(fmt::format(
        "'tap' is {:g} %, which is none of the {} steps of {:g} % either way of its tap_changer",
        100.0 * tap, most, 100.0 * step));
  }
  return nearest;
}

}  // namespace

TapChanger::TapChanger(const Parameters& map, double tap, bool is_upper_tapped)
    : step_(get(map, "step").number()),
      most_(get(map, "positions").count()),
      blocked_pu_(get(map, "blocked_below").number()),
      delay_(span_ticks(map, "delay")),
      next_delay_(span_ticks(map, "next_delay")),
      is_upper_tapped_(is_upper_tapped),
      position_(position_of(tap, step_, most_)) {
  const double voltage_pu = get(map, "voltage").number();
  const double deadband_pu = get(map, "deadband").number();
  if (deadband_pu <= 0.5 * step_) {
    throw std::invalid_argument(
        fmt::format("'tap_changer.deadband' of {:g} % is not above half of its step of {:g} %: it "
                    "would step to and fro for ever",
                    100.0 * deadband_pu, 100.0 * step_));
  }
  low_pu_ = voltage_pu - deadband_pu;
  high_pu_ = voltage_pu + deadband_pu;
  if (blocked_pu_ >= low_pu_) {
    throw std::invalid_argument("'tap_changer.blocked_below' lies inside of its band");
  }
}

void TapChanger::wire(Wiring& wiring, network::LinkId link) {
  link_ = link;
  observer_ = wiring.network.add_observer(wiring.network.link(link).lower, wiring.process);
}

core::Tick TapChanger::follow(const Device& owner, Ports& ports) {
  const Side side = judge(ports.network().supply(observer_));
  if (side != side_) {
    side_ = side;
    const bool is_to_move = side == Side::below || side == Side::above;
    due_ = is_to_move ? core::later(ports.now(), delay_) : core::kNever;
  }
  if (due_ <= ports.now()) {
    due_ = move(owner, ports) ? core::later(ports.now(), next_delay_) : core::kNever;
  }
  ports.network().set_watch(observer_, band());
  return due_;
}

TapChanger::Side TapChanger::judge(const network::Supply& supply) const {
  if (!supply.is_energised || supply.voltage_pu < blocked_pu_) return Side::idle;
  if (supply.voltage_pu < low_pu_) return Side::below;
  return supply.voltage_pu > high_pu_ ? Side::above : Side::inside;
}

/// It is told when the voltage leaves the side that it is on.
network::Band TapChanger::band() const {
  switch (side_) {
    case Side::idle:
      return {0.0, blocked_pu_};
    case Side::below:
      return {blocked_pu_, low_pu_};
    case Side::above:
      return {high_pu_, std::numeric_limits<double>::infinity()};
    default:
      return {low_pu_, high_pu_};
  }
}

/// @returns false at the end of its range.
bool TapChanger::move(const Device& owner, Ports& ports) {
  const bool raises = side_ == Side::below;
  const std::int64_t next = position_ + (raises == is_upper_tapped_ ? -1 : 1);
  if (std::abs(next) > most_) return false;
  ports.log_count(owner, "tap", position_, next, raises ? "under_voltage" : "over_voltage");
  position_ = next;
  ++moves_;
  ports.network().set_ratio(link_, tap_ratio(tap(), is_upper_tapped_));
  return true;
}

}  // namespace ridethrough::devices
