#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "support/reference_engine.hpp"
#include "support/reference_models.hpp"

/// The boxes of the reference engine. Each step they read the voltages of that step and move on.
namespace ridethrough::support {

/// Times are sums of steps: they miss a multiple of the step by rounding.
inline constexpr double kTimeRoundingS = 1e-9;

inline double tan_phi(double power_factor) {
  return std::sqrt(1.0 - power_factor * power_factor) / power_factor;
}

/// Since when something has been so without a break.
struct Since {
  double at_s = kNeverS;
  void follow(bool is_so, double now_s) {
    if (!is_so) at_s = kNeverS;
    if (is_so && at_s == kNeverS) at_s = now_s;
  }
  bool lasts(double span_s, double now_s) const { return now_s - at_s >= span_s - kTimeRoundingS; }
};

/// Clock and log, handed to everybody.
struct Step {
  double now_s = 0.0;
  double step_s = 0.0;
  ReferenceRun* run = nullptr;
  void enter(std::string& state, const char* component, const char* to) const {
    if (state == to) return;
    state = to;
    run->changes.push_back({now_s, component, to});
  }
};

/// A rack on one cord: live, holding on its capacitors, or off.
class ReferenceRack {
 public:
  explicit ReferenceRack(const devices::Parameters& p)
      : power_w_(number(p, "power")),
        capacity_w_(power_w_ * number(map(p, "cords"), "each_carries")),
        hold_j_(number(map(p, "supplies"), "hold_up") * number(map(p, "supplies"), "hold_up_at") *
                capacity_w_),
        drop_pu_(number(map(p, "supplies"), "drop_out")),
        return_pu_(number(map(p, "supplies"), "return")),
        resume_s_(number(map(p, "supplies"), "resume")),
        soft_s_(number(map(p, "supplies"), "soft_start")),
        tan_(tan_phi(number(map(p, "supplies"), "power_factor"))),
        restart_s_(number(map(p, "restart"), "after")),
        stagger_s_(number(map(p, "restart"), "stagger")),
        stored_j_(hold_j_) {}

  ChainLoad load(double now_s) const {
    const bool draws = is_live_ && state_ != "down";
    return {draws ? demand_w(now_s) + fill_w_ : 0.0, tan_, 1.25 * capacity_w_};
  }

  void advance(const Step& step, double voltage_pu, double served_frac) {
    const double now_s = step.now_s;
    step.run->rack_j += load(now_s).power_w * served_frac * step.step_s;
    good_.follow(voltage_pu >= return_pu_, now_s);
    if (state_ == "down") {
      if (good_.lasts(std::max(restart_s_, resume_s_), now_s)) {
        step.enter(state_, "rack", "restarting");
        ramp_from_s_ = now_s;
        go_live(now_s);
      }
      return;
    }
    if (is_live_ && voltage_pu < drop_pu_) is_live_ = false;
    if (!is_live_ && good_.lasts(resume_s_, now_s)) go_live(now_s);
    if (now_s >= fill_until_s_) go_live(now_s);
    const double demand = demand_w(now_s);
    const double drawn = load(now_s).power_w * served_frac;
    double drain_w = is_live_ ? -fill_w_ : demand;
    if (is_live_ && served_frac < 1.0) drain_w = demand - drawn;
    stored_j_ = std::min(hold_j_, stored_j_ - drain_w * step.step_s);
    if (stored_j_ > 0.0) return;
    stored_j_ = 0.0;
    step.enter(state_, "rack", "down");
    is_live_ = false;
    fill_w_ = 0.0;
    fill_until_s_ = kNeverS;
    good_ = {};
  }

 private:
  double demand_w(double now_s) const {
    return power_w_ * std::clamp((now_s - ramp_from_s_) / stagger_s_, 0.0, 1.0);
  }
  void go_live(double now_s) {
    is_live_ = true;
    const double missing_j = hold_j_ - stored_j_;
    const bool is_full = missing_j <= 1e-6 * hold_j_;
    fill_w_ = is_full ? 0.0 : missing_j / soft_s_;
    fill_until_s_ = is_full ? kNeverS : now_s + soft_s_;
  }

  double power_w_, capacity_w_, hold_j_, drop_pu_, return_pu_, resume_s_, soft_s_, tan_;
  double restart_s_, stagger_s_, stored_j_;
  bool is_live_ = true;
  double fill_w_ = 0.0;
  double fill_until_s_ = kNeverS;
  double ramp_from_s_ = -kNeverS;
  Since good_;
  std::string state_ = "up";
};

/// Rectifier, dc link, battery converter and inverter.
class ReferenceUps {
 public:
  ReferenceUps(const devices::Parameters& p, const devices::Parameters& battery)
      : modules_(static_cast<double>(devices::get(p, "modules").count())),
        rating_w_(modules_ * number(p, "rating")),
        recharge_(number(p, "recharge_limit")),
        loss_(fitted_loss(p)),
        tan_(tan_phi(number(p, "power_factor"))),
        full_low_pu_(devices::get(map(p, "input_window"), "full_power").list().at(0).number()),
        full_high_pu_(devices::get(map(p, "input_window"), "full_power").list().at(1).number()),
        derated_pu_(number(map(p, "input_window"), "derated_to")),
        qualify_pu_(number(p, "qualify")),
        detect_s_(number(p, "detect")),
        response_s_(number(p, "battery_response")),
        battery_limit_w_(number(p, "battery_converter_limit") * rating_w_),
        full_j_(number(p, "dc_link") * rating_w_),
        empty_j_(full_j_ * std::pow(number(p, "dc_link_min"), 2)),
        hold_off_s_(number(map(p, "walk_in"), "hold_off")),
        ramp_s_(number(map(p, "walk_in"), "ramp")),
        stagger_s_(number(map(p, "walk_in"), "stagger")),
        link_j_(full_j_),
        cells_(battery) {}

  bool feeds() const { return feeds_; }
  const LeadAcid& cells() const { return cells_; }

  /// Powers of this step for what the outlet draws; returns what the inlet asks.
  ChainLoad balance(const Step& step, double output_w) {
    const double now_s = step.now_s;
    const double load = output_w / rating_w_;
    const double loss_w = rating_w_ * (loss_[0] + loss_[1] * load + loss_[2] * load * load);
    need_w_ = feeds_ ? output_w + loss_w : 0.0;
    limit_w_ = rectifier_limit_w(now_s);
    is_short_ = feeds_ && limit_w_ < need_w_;
    const bool was_short = short_.at_s != kNeverS;
    short_.follow(is_short_, now_s);
    if (is_short_ && !was_short) is_spent_ = false;
    if (!is_short_ && link_j_ >= full_j_) battery_is_up_ = false;
    if (short_.lasts(response_s_, now_s) && !is_spent_) battery_is_up_ = true;
    const bool wants_refill = state_ != "off" && link_j_ < full_j_;
    const double refill_w = wants_refill ? 0.1 * rating_w_ : 0.0;
    const bool may_charge = state_ == "online" && walk_s_ == kNeverS && is_settled();
    const double spare_w = std::min(recharge_ * rating_w_, limit_w_ - need_w_);
    charge_w_ = charge_w(may_charge, spare_w, now_s);
    const double wanted_w = need_w_ + refill_w + charge_w_;
    rectifier_w_ = std::min(limit_w_, wanted_w);
    battery_w_ = -charge_w_;
    if (limit_w_ < wanted_w - 1e-9 * rating_w_) {
      const double rest_w = need_w_ + refill_w - limit_w_;
      battery_w_ = battery_is_up_ && !is_spent_ ? std::min(battery_limit_w_, rest_w) : 0.0;
    }
    return {rectifier_w_, tan_, kNeverS};
  }

  void advance(const Step& step, double input_pu, bool is_alive) {
    const double now_s = step.now_s;
    read_input(now_s, input_pu, is_alive);
    if (feeds_ && battery_w_ > 0.0 && cells_.is_spent(battery_w_)) {
      is_spent_ = true;
      battery_w_ = 0.0;
    }
    if (battery_w_ != 0.0) cells_.advance(battery_w_, step.step_s);
    step.run->battery_j += battery_w_ * step.step_s;
    const double surplus_w = rectifier_w_ + battery_w_ - need_w_;
    if (feeds_ || state_ == "walk_in") {
      link_j_ = std::min(full_j_, link_j_ + surplus_w * step.step_s);
    }
    change_mode(step);
  }

 private:
  enum class Zone { full, derated, outside };  // from good to bad

  /// What the cells take and the rectifier can spare; a charge that can be spared no longer stops
  /// for ten seconds.
  double charge_w(bool may_charge, double spare_w, double now_s) {
    if (!may_charge) {
      charge_again_s_ = now_s;
      return 0.0;
    }
    if (charge_w_ > spare_w * (1.0 + 1e-6)) charge_again_s_ = now_s + 10.0;
    if (now_s < charge_again_s_ - kTimeRoundingS) return 0.0;
    const double power_w = std::max(0.0, std::min(cells_.acceptance_w(), spare_w));
    return power_w < 1e-4 * rating_w_ ? 0.0 : power_w;
  }

  bool is_settled() const { return link_j_ >= full_j_ && !is_short_ && battery_w_ <= 0.0; }

  double rectifier_limit_w(double now_s) const {
    if (state_ != "online" && state_ != "walk_in") return 0.0;
    double share = zone_ == Zone::full ? 1.0 : 0.0;
    if (zone_ == Zone::derated) share = std::min(1.0, input_pu_ / full_low_pu_);
    const double cap_w = rating_w_ * (1.0 + recharge_) * share;
    if (walk_s_ == kNeverS) return cap_w;
    double walked_w = 0.0;
    for (double module = 0.0; module < modules_; module += 1.0) {
      const double own_s = now_s - walk_s_ - module * stagger_s_;
      walked_w += rating_w_ / modules_ * (1.0 + recharge_) * std::clamp(own_s / ramp_s_, 0.0, 1.0);
    }
    return std::min(cap_w, walked_w);
  }

  /// A voltage must come back by `qualify` into a window that it has left, and is believed only 1
  /// ms later; twice as late whenever the last belief was wrong: the load itself pulled it down.
  void read_input(double now_s, double input_pu, bool is_alive) {
    const double q = now_s == 0.0 ? 0.0 : qualify_pu_;
    const bool was_full = zone_ == Zone::full;
    const bool was_usable = zone_ != Zone::outside;
    input_pu_ = input_pu;
    Zone seen = Zone::outside;
    if (is_alive && input_pu <= full_high_pu_) {
      const double low_pu = derated_pu_ + (was_usable ? 0.0 : q);
      if (input_pu >= low_pu) seen = Zone::derated;
      if (input_pu >= full_low_pu_ + (was_full ? 0.0 : q)) seen = Zone::full;
    }
    if (seen > zone_) {
      const bool is_soon = now_s - risen_s_ <= 0.1;
      dwell_s_ = is_soon ? std::min(2.0 * dwell_s_, 10.0) : 1e-3;
      lowered_s_ = now_s;
      zone_ = seen;
    } else if (seen < zone_ && now_s - lowered_s_ >= dwell_s_ - kTimeRoundingS) {
      risen_s_ = now_s;
      zone_ = seen;
    }
    good_.follow(zone_ == Zone::full, now_s);
    outside_.follow(zone_ == Zone::outside, now_s);
  }

  void change_mode(const Step& step) {
    const double now_s = step.now_s;
    if (feeds_ && link_j_ <= empty_j_) {
      feeds_ = battery_is_up_ = false;
      walk_s_ = kNeverS;
      short_ = {};
      step.enter(state_, "ups-a", "off");
    }
    const bool rectifies = state_ == "online" || state_ == "walk_in";
    if (rectifies && outside_.lasts(detect_s_, now_s)) {
      walk_s_ = kNeverS;
      step.enter(state_, "ups-a", feeds_ ? "battery" : "off");
    } else if (!rectifies && good_.lasts(hold_off_s_, now_s)) {
      walk_s_ = now_s;
      step.enter(state_, "ups-a", "walk_in");
      return;
    }
    const double length_s = ramp_s_ + (modules_ - 1.0) * stagger_s_;
    const bool has_arrived = walk_s_ != kNeverS && now_s - walk_s_ >= length_s - kTimeRoundingS;
    if (state_ == "walk_in" && is_settled() && (feeds_ || has_arrived)) {
      feeds_ = true;
      step.enter(state_, "ups-a", "online");
    }
    if (has_arrived && state_ != "walk_in") walk_s_ = kNeverS;
  }

  double modules_, rating_w_, recharge_;
  std::array<double, 3> loss_;
  double tan_, full_low_pu_, full_high_pu_, derated_pu_, qualify_pu_, detect_s_, response_s_;
  double battery_limit_w_, full_j_, empty_j_, hold_off_s_, ramp_s_, stagger_s_, link_j_;
  LeadAcid cells_;
  Zone zone_ = Zone::full;
  double input_pu_ = 1.0;
  bool feeds_ = true, battery_is_up_ = false, is_spent_ = false, is_short_ = false;
  double need_w_ = 0.0, limit_w_ = 0.0, rectifier_w_ = 0.0, battery_w_ = 0.0, charge_w_ = 0.0;
  double lowered_s_ = -kNeverS, risen_s_ = -kNeverS, dwell_s_ = 1e-3;
  Since good_, outside_, short_;
  double walk_s_ = kNeverS;
  double charge_again_s_ = 0.0;
  std::string state_ = "online";
};

/// Transfer switch between the utility and a generator that it starts.
class ReferenceTransfer {
 public:
  ReferenceTransfer(const devices::Parameters& ats, const devices::Parameters& set)
      : sense_s_(number(ats, "sense")),
        transfer_s_(number(ats, "transfer")),
        qualify_s_(number(ats, "qualify")),
        retransfer_s_(number(ats, "retransfer")),
        low_pu_(devices::get(map(ats, "window"), "voltage").list().at(0).number()),
        high_pu_(devices::get(map(ats, "window"), "voltage").list().at(1).number()),
        ready_s_(number(map(set, "start"), "ready")),
        delay_s_(number(map(set, "start"), "signal_delay")),
        cooldown_s_(number(set, "cooldown")) {}

  bool is_on_utility() const { return state_ == "preferred"; }
  bool is_on_set() const { return state_ == "alternate" && is_running_; }

  void advance(const Step& step, double preferred_pu) {
    const double now_s = step.now_s;
    const bool is_good = preferred_pu >= low_pu_ && preferred_pu <= high_pu_;
    good_.follow(is_good, now_s);
    bad_.follow(!is_good, now_s);
    run_set(now_s);
    set_good_.follow(is_running_, now_s);
    set_bad_.follow(!is_running_, now_s);
    if (state_ == "transferring") {
      if (moving_.lasts(transfer_s_, now_s)) step.enter(state_, "ats-a", target_);
    } else if (state_ == "preferred") {
      const bool is_lost = bad_.lasts(sense_s_, now_s);
      call_set(is_lost, now_s);
      if (is_lost && set_good_.lasts(qualify_s_, now_s)) depart(step, "alternate");
    } else if ((set_bad_.lasts(sense_s_, now_s) && good_.lasts(qualify_s_, now_s)) ||
               good_.lasts(retransfer_s_, now_s)) {
      depart(step, "preferred");
    }
  }

 private:
  void depart(const Step& step, const char* target) {
    target_ = target;
    moving_ = {step.now_s};
    step.enter(state_, "ats-a", "transferring");
  }
  void call_set(bool is_needed, double now_s) {
    if (is_needed == is_called_) return;
    is_called_ = is_needed;
    called_s_ = is_needed ? now_s : kNeverS;
    if (is_running_ && !is_needed) cool_until_s_ = now_s + cooldown_s_;
    if (!is_needed) is_running_ = false;
  }
  /// A set that still cools down is taken back at its first try.
  void run_set(double now_s) {
    if (called_s_ == kNeverS || is_running_) return;
    const double first_try_s = called_s_ + delay_s_;
    const bool is_warm = cool_until_s_ > first_try_s;
    is_running_ = now_s >= (is_warm ? first_try_s : called_s_ + ready_s_) - kTimeRoundingS;
  }

  double sense_s_, transfer_s_, qualify_s_, retransfer_s_, low_pu_, high_pu_;
  double ready_s_, delay_s_, cooldown_s_;
  bool is_called_ = false, is_running_ = false;
  double called_s_ = kNeverS, cool_until_s_ = -kNeverS;
  Since good_{0.0}, bad_, set_good_, set_bad_, moving_;
  const char* target_ = "preferred";
  std::string state_ = "preferred";
};

}  // namespace ridethrough::support
