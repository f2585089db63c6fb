#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "support/reference_cells.hpp"
#include "support/reference_models.hpp"
#include "support/reference_script.hpp"

/// Rectifier, dc link, battery converter and inverter: docs/devices/conversion/ups.md.
namespace ridethrough::support {

class ReferenceUps {
 public:
  ReferenceUps(const scenario::ComponentSpec& ups, const scenario::ComponentSpec& battery)
      : ReferenceUps(ups.name, ups.parameters.values, battery) {}

  bool feeds() const { return feeds_; }
  const LeadAcid& cells() const { return cells_; }

  /// Powers of this step for what the outlet draws; returns what the inlet asks.
  ChainLoad balance(const Step& step, const ReferenceScript& script, double output_w) {
    const double now_s = step.now_s;
    const double load = output_w / rating_w_;
    const double loss_w = rating_w_ * (loss_[0] + loss_[1] * load + loss_[2] * load * load);
    need_w_ = feeds_ ? output_w + loss_w : 0.0;
    limit_w_ = rectifier_limit_w(now_s);
    is_short_ = feeds_ && limit_w_ < need_w_;
    short_.follow(is_short_, now_s);
    cells_.lose(script.failed(battery_name_, "open_cell", now_s));
    is_cut_ = cells_.is_gone() || script.failed(battery_name_, "breaker_open", now_s) > 0.0;
    const bool can_give = !is_cut_ && !cells_.waits();
    if ((!is_short_ && link_j_ >= full_j_) || !can_give) battery_is_up_ = false;
    if (short_.lasts(response_s_, now_s) && can_give) battery_is_up_ = true;
    const bool is_on = state_ != "off" && state_ != "failed";
    const double refill_w = is_on && link_j_ < full_j_ ? 0.1 * rating_w_ : 0.0;
    const double charge_w = std::max(0.0, std::min(offer_w(), limit_w_ - need_w_));
    const double wanted_w = need_w_ + refill_w + charge_w;
    rectifier_w_ = std::min(limit_w_, wanted_w);
    battery_w_ = -charge_w;
    if (limit_w_ < wanted_w - 1e-9 * rating_w_) {
      const double rest_w = need_w_ + refill_w - limit_w_;
      battery_w_ = battery_is_up_ ? std::min(battery_limit_w_, rest_w) : 0.0;
    }
    // Its limit is a current; that counts in the one step before it knows of a worse voltage.
    const double current_w = rating_w_ * (1.0 + recharge_) / full_low_pu_;
    return {rectifier_w_, tan_, (1.0 + 1e-6) * current_w * std::hypot(1.0, tan_)};
  }

  void advance(const Step& step, const ReferenceScript& script, double input_pu) {
    read_input(step.now_s, input_pu);
    note_steps(step);
    if (battery_w_ > 0.0 && cells_.is_spent(battery_w_)) {
      cells_.stop();
      battery_w_ = 0.0;
    }
    if (battery_w_ != 0.0) cells_.advance(battery_w_, step.step_s);
    ReferenceNumbers& bank = step.run->numbers[battery_name_];
    bank.energy_j += battery_w_ * step.step_s;
    bank.soc = cells_.soc();
    const double surplus_w = rectifier_w_ + battery_w_ - need_w_;
    if (feeds_ || state_ == "walk_in") {
      link_j_ = std::min(full_j_, link_j_ + surplus_w * step.step_s);
    }
    if (script.failed(name_, "breakdown", step.now_s) > 0.0) {
      stop(step, "failed");
    } else {
      if (state_ == "failed") step.enter(state_, name_, "off");
      change_mode(step);
    }
  }

 private:
  ReferenceUps(const std::string& name, const devices::Parameters& p,
               const scenario::ComponentSpec& battery)
      : name_(name),
        battery_name_(battery.name),
        modules_(static_cast<double>(devices::get(p, "modules").count())),
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
        cells_(battery.parameters.values) {}

  enum class Zone { full, derated, outside };  // from good to bad

  /// What the bank accepted when it was asked: at the start of charging, and whenever it stopped
  /// it.
  double offer_w() {
    const bool may_charge = state_ == "online" && is_settled() && !is_cut_;
    const bool is_asked = may_charge && (!is_offered_ || cells_.stops_charge(-battery_w_));
    is_offered_ = may_charge;
    if (is_asked) offer_w_ = std::min(recharge_ * rating_w_, cells_.acceptance_w());
    return may_charge && offer_w_ >= 1e-4 * rating_w_ ? offer_w_ : 0.0;
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
  void read_input(double now_s, double input_pu) {
    const double q = now_s == 0.0 ? 0.0 : qualify_pu_;
    const bool was_full = zone_ == Zone::full;
    const bool was_usable = zone_ != Zone::outside;
    input_pu_ = input_pu;
    Zone seen = Zone::outside;
    if (input_pu > 0.0 && input_pu <= full_high_pu_) {
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

  /// A rectifier may follow a voltage in the derated zone in steps of 0.005 pu.
  void note_steps(const Step& step) {
    if (zone_ != Zone::derated || rectifier_w_ == 0.0) return;
    const double open_w = rating_w_ * (1.0 + recharge_) * 0.005 / full_low_pu_;
    step.run->numbers[name_].open_j += open_w * step.step_s;
  }

  void stop(const Step& step, const char* state) {
    feeds_ = battery_is_up_ = false;
    walk_s_ = kNeverS;
    short_ = {};
    step.enter(state_, name_, state);
  }

  void change_mode(const Step& step) {
    const double now_s = step.now_s;
    if (feeds_ && link_j_ <= empty_j_) stop(step, "off");
    const bool rectifies = state_ == "online" || state_ == "walk_in";
    if (rectifies && outside_.lasts(detect_s_, now_s)) {
      walk_s_ = kNeverS;
      step.enter(state_, name_, feeds_ ? "battery" : "off");
    } else if (!rectifies && good_.lasts(hold_off_s_, now_s)) {
      walk_s_ = now_s;
      step.enter(state_, name_, "walk_in");
      return;
    }
    const double length_s = ramp_s_ + (modules_ - 1.0) * stagger_s_;
    const bool has_arrived = walk_s_ != kNeverS && now_s - walk_s_ >= length_s - kTimeRoundingS;
    if (state_ == "walk_in" && is_settled() && (feeds_ || has_arrived)) {
      feeds_ = true;
      step.enter(state_, name_, "online");
    }
    if (has_arrived && state_ != "walk_in") walk_s_ = kNeverS;
  }

  std::string name_, battery_name_;
  double modules_, rating_w_, recharge_;
  std::array<double, 3> loss_;
  double tan_, full_low_pu_, full_high_pu_, derated_pu_, qualify_pu_, detect_s_, response_s_;
  double battery_limit_w_, full_j_, empty_j_, hold_off_s_, ramp_s_, stagger_s_, link_j_;
  LeadAcid cells_;
  Zone zone_ = Zone::full;
  double input_pu_ = 1.0;
  bool feeds_ = true, battery_is_up_ = false, is_short_ = false;
  bool is_cut_ = false, is_offered_ = false;
  double need_w_ = 0.0, limit_w_ = 0.0, rectifier_w_ = 0.0, battery_w_ = 0.0, offer_w_ = 0.0;
  double lowered_s_ = -kNeverS, risen_s_ = -kNeverS, dwell_s_ = 1e-3;
  Since good_, outside_, short_;
  double walk_s_ = kNeverS;
  std::string state_ = "online";
};

}  // namespace ridethrough::support
