#include "devices/load/rack_bus.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

namespace {

bool is_at_rest(const RackCord& cord) {
  return cord.mode() == RackCord::Mode::live && !cord.is_drained() && !cord.is_soft();
}

}  // namespace

RackBus::RackBus(const Parameters& rack, double efficiency)
    : power_w_(get(rack, "power").number()), efficiency_(efficiency) {
  const Parameters& bus = get(rack, "dc_bus").map();
  voltage_v_ = get(bus, "voltage").number();
  droop_v_ = get(bus, "droop").number();
  lowered_by_v_ = get(bus, "lowered_by").number();
  lowered_in_s_ = get(bus, "lowered_in").number();
  gone_frac_ = get(bus, "lowered_after").number();
}

void RackBus::attach(const Wiring& wiring) {
  for (Device* hanger : wiring.hangers) {
    RackShelf* shelf = hanger->shelf();
    if (shelf == nullptr) continue;
    devices_.push_back(hanger);
    added_j_ += shelf->hold_up_j() / (efficiency_ * static_cast<double>(wiring.inlets.size()));
    if (!shelf->can_carry()) continue;
    if (battery_ != nullptr) {
      throw std::invalid_argument("two battery shelves; give one of them more 'shelves'");
    }
    battery_ = shelf;
    check_call(shelf->called_below_v());
  }
}

/// With all its load the bus stands above the level that calls the shelf, and is lowered below it.
void RackBus::check_call(double level_v) const {
  const double held_v = voltage_v_ - droop_v_;
  if (level_v < held_v && level_v > held_v - lowered_by_v_) return;
  throw std::invalid_argument(
      fmt::format("a bus below {:g} V calls its battery shelf: its supplies hold {:g} V at 'power' "
                  "and lower that to {:g} V",
                  level_v, held_v, held_v - lowered_by_v_));
}

bool RackBus::observe(core::Tick now) {
  if (battery_ == nullptr) return false;
  const bool is_carried = battery_->is_carrying();
  const double charge_w = battery_->charge_w();
  const bool is_changed = is_carried != is_carried_ || charge_w != charge_w_ || lowers_at_ <= now;
  is_carried_ = is_carried;
  charge_w_ = charge_w;
  return is_changed;
}

core::Line RackBus::charge(core::Tick now, const std::vector<RackCord>& cords, bool is_starting) {
  charge_ = {};
  const bool may_charge = charge_w_ > 0.0 && !is_carried_ && !is_starting &&
                          std::all_of(cords.begin(), cords.end(), is_at_rest);
  if (!may_charge) return {};
  charge_ = core::Line::of_watts(now, charge_w_);
  return core::Line::of_watts(now, charge_w_ / efficiency_);
}

core::Line RackBus::at_bus(const core::Line& input, core::Tick now) const {
  if (input == core::Line{}) return {};
  return core::Line::of_watts(now, efficiency_ * input.watts(now),
                              efficiency_ * input.watts_per_s());
}

void RackBus::settle(Ports& ports, const core::Line& demand, const core::Line& given,
                     const std::vector<RackCord>& cords, bool is_up) {
  is_up_ = is_up;
  if (battery_ == nullptr) return;
  const core::Tick now = ports.now();
  const RackBusState before = state_;
  judge_level(now, demand.watts(now), cords, is_up);
  if (given != given_input_) state_.gives = at_bus(given, now);
  given_input_ = given;
  state_.takes = is_up ? charge_ : core::Line{};
  if (state_.gives != given_.line()) given_.carry(now, state_.gives);
  if (state_.takes != taken_.line()) taken_.carry(now, state_.takes);
  if (state_ == before) return;
  for (Device* device : devices_) {
    device->shelf()->follow(now, state_);
    ports.mark(*device);
  }
}

/// Supplies that drain lower the bus when the set part of their own hold-up, together, is gone; one
/// that has an input holds it up. Capacitance at the bus gives only when the bus falls.
void RackBus::judge_level(core::Tick now, double demand_w, const std::vector<RackCord>& cords,
                          bool is_up) {
  const bool was_due = lowers_at_ <= now;
  lowers_at_ = core::kNever;
  const auto holds_up = [now](const RackCord& cord) { return cord.feeds_share(now); };
  state_.is_held = is_up && std::any_of(cords.begin(), cords.end(), holds_up);
  state_.is_whole = is_up && std::all_of(cords.begin(), cords.end(), is_at_rest);
  if (state_.is_held || !is_up) state_.lowered_at = core::kNever;
  if (state_.is_held || !is_up || is_carried_ || state_.lowered_at != core::kNever) return;
  double excess_j = 0.0;
  core::Line drain;
  for (const RackCord& cord : cords) {
    if (cord.mode() == RackCord::Mode::off) continue;
    excess_j += gone_frac_ * (cord.full_j() - added_j_) - cord.drained_j(now);
    drain += cord.drain();
  }
  lowers_at_ = was_due || excess_j <= 0.0 ? now : drained_at(excess_j, drain, now);
  if (lowers_at_ > now) return;
  lowers_at_ = core::kNever;
  state_.lowered_at = now;
  state_.lowered_from_v = set_point_v(demand_w);
  state_.lowered_to_v = state_.lowered_from_v - lowered_by_v_;
  state_.fall_v_per_s = lowered_by_v_ / lowered_in_s_;
}

double RackBus::voltage_v(core::Tick now, double demand_w) const {
  if (!is_up_) return 0.0;
  if (state_.lowered_at == core::kNever) return set_point_v(demand_w);
  const double fallen_v = state_.fall_v_per_s * core::seconds(now - state_.lowered_at);
  return std::max(state_.lowered_to_v, state_.lowered_from_v - fallen_v);
}

}  // namespace ridethrough::devices
