#include <algorithm>
#include <cmath>

#include "devices/conversion/bess_device.hpp"
#include "devices/first_tick.hpp"
#include "ridethrough/core/error.hpp"

// What a bess does on a bus that somebody else holds: it helps through dips, manages its energy, or
// only charges.
namespace ridethrough::devices::conversion {
namespace {

/// A demand states reactive power as a part of its active power; an idle converter gives this much.
constexpr double kCarrierW = 1.0;

}  // namespace

bool BessDevice::may_ride() const {
  const bool is_on_feed = state() == kFollowing || state() == kIslanding;
  return is_on_feed && !is_offering_ && !(has_switch() && is_cut_off()) && bank_.is_present();
}

bool BessDevice::follow_phase(const Ports& ports) {
  if (!phase_) return false;
  if (!is_offering_) return phase_->follow(ports.now(), ports.network(), bus_);
  phase_->rest();
  return false;
}

bool BessDevice::ride_through(Ports& ports) {
  if (!ride_through_) return false;
  const core::Tick now = ports.now();
  if (!may_ride()) {
    ride_through_->rest();
  } else {
    const network::Supply supply = ports.network().supply(demand_);
    ride_through_->follow(now, supply.voltage_pu, supply.is_energised);
  }
  if (!ride_through_->is_engaged()) {
    if (!is_riding_) return false;
    is_riding_ = false;
    setpoint_ = {};
    return true;
  }
  if (!is_riding_) {
    // What it gave goes on; a charge does not make the dip deeper.
    before_dip_w_ = std::max(0.0, setpoint_.power.at(core::seconds(now - setpoint_.at)));
    is_riding_ = true;
  }
  const Setpoint wanted = dip_setpoint(now);
  if (setpoint_.power == wanted.power && setpoint_.tan_phi == wanted.tan_phi) return false;
  setpoint_ = wanted;
  return true;
}

BessDevice::Setpoint BessDevice::dip_setpoint(core::Tick now) const {
  if (!ride_through_->is_acting()) return {now, {before_dip_w_, 0.0}, core::kNever, 0.0};
  const double voltage_pu = ride_through_->voltage_pu();
  const RideThrough::Currents given =
      ride_through_->currents(voltage_pu, ride_through_->active_frac(before_dip_w_ / rating_w_));
  double power_w = given.active * voltage_pu * rating_w_;
  const double reactive_w = given.reactive * voltage_pu * rating_w_;
  if (std::abs(power_w) < kCarrierW && reactive_w > 0.0) power_w = kCarrierW;
  const double tan_phi = reactive_w > 0.0 ? reactive_w / power_w : 0.0;
  return {now, {power_w, 0.0}, core::kNever, tan_phi};
}

CellsNow BessDevice::cells_now(core::Tick now) const {
  const DcStorage& bank = bank_.bank();
  return {bank.look(now).soc_frac, bank.charge_limit_w(now), bank.discharge_limit_w(now)};
}

bool BessDevice::may_manage(core::Tick now) const { return !is_riding_ && charge_at() <= now; }

bool BessDevice::manage(Ports& ports) {
  if (!manager_) return false;
  const core::Tick now = ports.now();
  if (!may_manage(now)) {
    const bool is_new = manager_->rest();
    if (is_new && !is_riding_ && state() == kFollowing) setpoint_ = {};
    return is_new;
  }
  const CellsNow cells = cells_now(now);
  if (is_in_reserve(cells.soc_frac)) {
    guard_reserve(now, cells.soc_frac);
    const bool is_room = manager_->nears_room();
    if (is_room) {
      manager_->reach_room();
    } else {
      manager_->reach_reserve();
    }
    ports.log_count(*this, "reserve_stops", reserve_stops_, reserve_stops_ + 1,
                    is_room ? "room" : "reserve");
    ++reserve_stops_;
  }
  if (!manager_->update(now, ports.network(), bus_, cells)) return false;
  setpoint_ = {now, manager_->power(), core::kNever};
  return true;
}

/// What the manager does has come to what it must leave: energy below, or room above.
bool BessDevice::is_in_reserve(double soc_frac) const {
  return (manager_->nears_reserve() && soc_frac <= manager_->reserve_frac()) ||
         (manager_->nears_room() && soc_frac >= manager_->room_from_frac());
}

/// The crossing was planned to the tick; far past it, a model is wrong.
void BessDevice::guard_reserve(core::Tick now, double soc_frac) const {
  constexpr double kRounding = 1e-6;
  const double past_frac = manager_->nears_room() ? soc_frac - manager_->room_from_frac()
                                                  : manager_->reserve_frac() - soc_frac;
  if (past_frac <= kRounding) return;
  throw core::SimulationError(now, "bess", "managed energy went into the reserve");
}

/// When a reserve is reached, if that is before `horizon`; else `horizon`. The state of charge
/// falls all along a piece that discharges, and rises along one that charges.
core::Tick BessDevice::reserve_at(core::Tick now, core::Tick horizon) const {
  if (!manager_ || !bank_.is_driving()) return horizon;
  const bool is_near = bank_.is_discharging() ? manager_->nears_reserve() : manager_->nears_room();
  if (!is_near) return horizon;
  const auto is_there = [this](core::Tick at) {
    return is_in_reserve(bank_.bank().look(at).soc_frac);
  };
  if (horizon == core::kNever || !is_there(horizon)) return horizon;
  return first_tick(now, horizon, is_there);
}

/// A weak feed may leave the window because of the charging itself: so it must be good for a while.
/// What is good at the start was so before.
core::Tick BessDevice::charge_at() const {
  const bool may_charge = state() == kFollowing && bank_.is_present() && live_frac_ > 0.0;
  if (!may_charge) return core::kNever;
  return feed_.good_since() == 0 ? 0 : core::later(feed_.good_since(), hold_);
}

bool BessDevice::recharge_if_due(core::Tick now) {
  if (manager_ || is_riding_) return false;
  const bool is_right = charge_at() <= now;
  recharge_.allow(now, is_right);
  if (recharge_.is_due(now)) {
    const double cells_w = bank_.charge_limit_w(now);
    // Of what the bus gives, the loss stays behind: a little less than the limit arrives.
    const double lost_w = cells_w > 0.0 ? rating_w_ * loss_.loss_frac(cells_w / rating_w_) : 0.0;
    recharge_.decide(now, cells_w + lost_w, recharge_frac_ * derated_w_,
                     kLeastChargeFrac * rating_w_);
  }
  if (state() != kFollowing || setpoint_.power.w == -recharge_.power_w()) return false;
  setpoint_ = {now, {-recharge_.power_w(), 0.0}, core::kNever};
  return true;
}

core::Tick BessDevice::following_next(core::Tick now) const {
  core::Tick next = core::kNever;
  if (charge_at() > now) next = charge_at();
  if (ride_through_) next = std::min(next, ride_through_->next());
  if (phase_) next = std::min(next, phase_->next());
  if (manager_) next = std::min(next, manager_->next());
  return next;
}

/// Books what it gives while the feed is bad and still on the bus.
void BessDevice::note_dip(const Ports& ports) {
  if (!ride_through_) return;
  const bool is_in_dip = feed_.bad_since() != core::kNever && may_ride();
  if (is_in_dip == is_in_dip_) return;
  const double served_j = ports.network().served_energy(demand_, ports.now()).joules();
  if (is_in_dip_) dip_j_ -= served_j - dip_served_j_;
  dip_served_j_ = served_j;
  is_in_dip_ = is_in_dip;
}

double BessDevice::dip_j(const View& view) const {
  if (!is_in_dip_) return dip_j_;
  return dip_j_ - (view.network.served_energy(demand_, view.now).joules() - dip_served_j_);
}

}  // namespace ridethrough::devices::conversion
