#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "support/reference_cells.hpp"
#include "support/reference_models.hpp"
#include "support/reference_switches.hpp"

/// A cabinet of LFP cells behind an islanding switch: docs/devices/conversion/bess.md.
namespace ridethrough::support {

class ReferenceCabinet {
 public:
  ReferenceCabinet(const scenario::ComponentSpec& bess, const scenario::ComponentSpec& contact)
      : ReferenceCabinet(bess.name, bess.parameters.values, contact) {}

  bool is_on_feed() const { return switch_.conducts(); }
  bool forms() const { return forms_ && !switch_.conducts(); }
  /// What it draws from a live bus that it does not form; handing over it gives.
  double bus_w() const { return bus_w_; }

  /// `feed_pu` above the switch; `formed_w` what the bus draws while it forms.
  void advance(const Step& step, const ReferenceScript& script, double feed_pu, double formed_w) {
    const double now_s = step.now_s;
    const bool is_good = feed_pu >= low_pu_ && feed_pu <= high_pu_;
    good_.follow(is_good, now_s);
    bad_.follow(!is_good, now_s);
    const double given_w = forms() ? formed_w : -bus_w_;
    move_cells(step, given_w);
    if (script.failed(name_, "breakdown", now_s) > 0.0) {
      stop(step, "failed");
    } else if (given_w > 0.0 && cells_.is_spent(given_w + loss_w(given_w))) {
      cells_.stop();
      stop(step, "stopped");
    } else if (forms() && given_w > limit_pu_ * rating_w_) {
      stop(step, "stopped");
    } else if (state_ == "failed") {
      step.enter(state_, name_, "stopped");
    } else {
      change_mode(step, formed_w);
    }
    switch_.advance(step, script);
    bus_w_ = bus_power_w(now_s);
  }

 private:
  ReferenceCabinet(const std::string& name, const devices::Parameters& p,
                   const scenario::ComponentSpec& contact)
      : name_(name),
        rating_w_(number(p, "rating")),
        loss_(fitted_loss(p)),
        answer_s_(number(p, "latency") + number(p, "response")),
        low_pu_(devices::get(map(p, "window"), "voltage").list().at(0).number()),
        high_pu_(devices::get(map(p, "window"), "voltage").list().at(1).number()),
        sense_s_(number(map(p, "window"), "sense")),
        hold_s_(number(map(p, "reconnect"), "hold")),
        ramp_s_(number(map(p, "reconnect"), "ramp")),
        recharge_w_(number(p, "recharge_limit") * rating_w_),
        limit_pu_(number(p, "current_limit")),
        cells_(cells_of(p)),
        switch_(contact) {}

  /// `soc` and `usable` written at the cabinet are those of its cells.
  static devices::Parameters cells_of(const devices::Parameters& p) {
    devices::Parameters cells = map(p, "cells");
    for (const char* own : {"soc", "usable"}) {
      if (devices::get(p, own).present()) cells[own] = devices::get(p, own);
    }
    return cells;
  }

  double loss_w(double power_w) const {
    const double load = std::abs(power_w) / rating_w_;
    return rating_w_ * (loss_[0] + loss_[1] * load + loss_[2] * load * load);
  }
  void move_cells(const Step& step, double given_w) {
    const double cells_w = given_w == 0.0 && !forms() ? 0.0 : given_w + loss_w(given_w);
    cells_.advance(cells_w, step.step_s);
    ReferenceNumbers& numbers = step.run->numbers[name_];
    numbers.energy_j += given_w * step.step_s;
    numbers.cells_j += cells_w * step.step_s;
    numbers.soc = cells_.soc();
  }
  double bus_power_w(double now_s) {
    // A feed that is good at the start was so before.
    const bool is_trusted = good_.at_s == 0.0 || good_.lasts(hold_s_, now_s);
    const bool may_charge = state_ == "following" && is_trusted;
    if (may_charge) return cells_.takes_charge() ? recharge_w_ : 0.0;
    if (state_ == "resyncing" && switch_.conducts()) {
      return -handed_w_ * std::max(0.0, 1.0 - (now_s - closed_s_) / ramp_s_);
    }
    return 0.0;
  }

  void change_mode(const Step& step, double formed_w) {
    const double now_s = step.now_s;
    const bool is_lost = bad_.lasts(sense_s_, now_s);
    const bool can_give = !cells_.waits() && !cells_.is_spent(0.0);
    const bool is_cut = !switch_.is_closed();
    if (state_ == "following" && is_lost && can_give) {
      island(step);
    } else if (state_ == "islanding" && is_cut &&
               now_s - ordered_s_ >= answer_s_ - kTimeRoundingS) {
      step.enter(state_, name_, "forming");
      forms_ = true;
    } else if (state_ == "forming" && good_.lasts(hold_s_, now_s)) {
      step.enter(state_, name_, "resyncing");
      switch_.order(true, now_s);
    } else if (state_ == "resyncing" && is_cut) {
      handed_w_ = formed_w;
      closed_s_ = now_s;
      if (is_lost) {
        switch_.order(false, now_s);
        step.enter(state_, name_, "forming");
      }
    } else if (state_ == "resyncing") {
      forms_ = false;
      if (is_lost) {
        island(step);
      } else if (now_s - closed_s_ >= ramp_s_ - kTimeRoundingS) {
        step.enter(state_, name_, "following");
      }
    } else if (state_ == "stopped" && good_.lasts(hold_s_, now_s)) {
      switch_.order(true, now_s);
      if (switch_.conducts()) step.enter(state_, name_, "following");
    }
  }
  void island(const Step& step) {
    step.enter(state_, name_, "islanding");
    ordered_s_ = step.now_s;
    switch_.order(false, step.now_s);
  }
  void stop(const Step& step, const char* state) {
    forms_ = false;
    step.enter(state_, name_, state);
  }

  std::string name_;
  double rating_w_;
  std::array<double, 3> loss_;
  double answer_s_, low_pu_, high_pu_, sense_s_, hold_s_, ramp_s_, recharge_w_, limit_pu_;
  Lfp cells_;
  ReferenceContact switch_;
  Since good_{0.0}, bad_;
  bool forms_ = false;
  double bus_w_ = 0.0, handed_w_ = 0.0, ordered_s_ = 0.0, closed_s_ = 0.0;
  std::string state_ = "following";
};

}  // namespace ridethrough::support
