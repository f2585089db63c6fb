#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/reference_models.hpp"
#include "support/reference_script.hpp"
#include "support/reference_step.hpp"

/// Racks behind one or two cords, docs/devices/load/rack.md.
namespace ridethrough::support {

/// One cord: live, holding on its capacitor, or off with an empty one.
struct ReferenceCord {
  bool is_live = true;
  bool is_off = false;
  double stored_j = 0.0;
  double share_w = 0.0;  ///< of the demand, in this step
  double fill_w = 0.0;
  double fill_until_s = kNeverS;
  double ramp_from_s = -kNeverS;  ///< when it came back from off
  bool is_overloaded = false;     ///< emptied at its current limit, in good voltage
  Since good;
};

class ReferenceRack {
 public:
  explicit ReferenceRack(const scenario::ComponentSpec& spec)
      : ReferenceRack(spec, spec.parameters.values) {}

  const std::string& name() const { return name_; }
  double gpus() const { return count_ * gpus_; }
  bool is_up() const { return state_ != "down"; }

  /// Shares of this step. `level_frac` of the GPUs' rating; negative without a job.
  void plan(const ReferenceScript& script, double level_frac, double now_s) {
    const double full_w = level_frac < 0.0 ? power_w_ : host_w_ + gpus_ * tdp_w_ * level_frac;
    const double start = std::clamp((now_s - start_s_) / stagger_s_, 0.0, 1.0);
    demand_w_ = full_w * script.load_factor(name_, now_s) * start;
    most_w_ = full_w * script.most_load_factor(name_, now_s);
    if (takes_first_) {
      share_first(now_s);
    } else {
      share_equally(now_s);
    }
  }

  /// What all members ask on this cord.
  ChainLoad load(std::size_t cord) const {
    const ReferenceCord& c = cords_[cord];
    const double power_w = c.is_live && is_up() ? c.share_w + c.fill_w : 0.0;
    return {count_ * power_w, tan_, count_ * 1.25 * capacity_w_};
  }

  void advance(const Step& step, const std::vector<double>& voltage_pu,
               const std::vector<double>& served_frac) {
    ReferenceNumbers& numbers = step.run->numbers[name_];
    for (std::size_t i = 0; i < cords_.size(); ++i) {
      numbers.energy_j += load(i).power_w * served_frac[i] * step.step_s;
      cords_[i].good.follow(voltage_pu[i] >= return_pu_, step.now_s);
    }
    // The voltage of the rack is that of its best cord. What lasts one step only is the reference's
    // own delay; where two cords cross on their ramps, neither stands still.
    const double best_pu = *std::max_element(voltage_pu.begin(), voltage_pu.end());
    numbers.voltage_min_pu = std::min(numbers.voltage_min_pu, std::max(best_pu, seen_pu_));
    seen_pu_ = best_pu;
    if (!is_up()) {
      restart(step, voltage_pu);
      return;
    }
    for (std::size_t i = 0; i < cords_.size(); ++i) {
      move_cord(cords_[i], voltage_pu[i], step.now_s);
      const bool is_good = voltage_pu[i] >= return_pu_;
      const bool was_off = cords_[i].is_off;
      const bool is_limited = cords_[i].is_live && served_frac[i] < 1.0;
      drain(cords_[i], served_frac[i], step.step_s);
      const bool was_overloaded = was_off ? cords_[i].is_overloaded : is_limited;
      cords_[i].is_overloaded = cords_[i].is_off && is_good && was_overloaded;
    }
    const bool is_started = step.now_s - start_s_ >= stagger_s_ - kTimeRoundingS;
    if (state_ == "restarting" && is_started) step.enter(state_, name_, "up");
    drop_if_lost(step);
  }

 private:
  ReferenceRack(const scenario::ComponentSpec& spec, const devices::Parameters& p)
      : name_(spec.name),
        count_(static_cast<double>(spec.count)),
        gpus_(static_cast<double>(devices::get(p, "gpus").count())),
        tdp_w_(number(map(p, "gpu"), "tdp")),
        host_w_(number(p, "host")),
        power_w_(number(p, "power")),
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
        takes_first_(devices::get(map(p, "cords"), "share").word() == "prefer_first"),
        waits_(devices::get(map(p, "cords"), "failover").word() == "after_hold_up"),
        cords_(spec.from.size()) {
    for (ReferenceCord& cord : cords_) cord.stored_j = hold_j_;
  }

  /// A cord that holds keeps its share until it is empty, or hands it over at once (`immediate`).
  bool takes_part(const ReferenceCord& cord) const {
    const bool none_is_live = std::none_of(cords_.begin(), cords_.end(),
                                           [](const ReferenceCord& each) { return each.is_live; });
    return cord.is_live || (!cord.is_off && (waits_ || none_is_live));
  }
  double taking_part() const {
    double count = 0.0;
    for (const ReferenceCord& cord : cords_) count += takes_part(cord) ? 1.0 : 0.0;
    return count;
  }

  /// Part of its share that a cord carries which came back from off.
  double risen(const ReferenceCord& cord, double now_s) const {
    return std::clamp((now_s - cord.ramp_from_s) / soft_s_, 0.0, 1.0);
  }
  /// Equal shares; while one rises the others give the rest.
  void share_equally(double now_s) {
    const double each_w = demand_w_ / taking_part();
    double left_w = demand_w_;
    double whole = 0.0;
    for (ReferenceCord& cord : cords_) {
      cord.share_w = takes_part(cord) ? each_w * risen(cord, now_s) : 0.0;
      const bool is_whole = takes_part(cord) && risen(cord, now_s) >= 1.0;
      whole += is_whole ? 1.0 : 0.0;
      if (!is_whole) left_w -= cord.share_w;
    }
    for (ReferenceCord& cord : cords_) {
      if (!takes_part(cord)) continue;
      if (whole == 0.0) cord.share_w = each_w;
      if (whole > 0.0 && risen(cord, now_s) >= 1.0) cord.share_w = left_w / whole;
    }
  }
  /// The first that takes part carries all it can, the last the rest.
  void share_first(double now_s) {
    double left_w = demand_w_;
    double left = taking_part();
    for (ReferenceCord& cord : cords_) {
      cord.share_w = 0.0;
      if (!takes_part(cord)) continue;
      left -= 1.0;
      cord.share_w = left == 0.0 ? left_w : std::min(left_w, capacity_w_) * risen(cord, now_s);
      left_w -= cord.share_w;
    }
  }

  void move_cord(ReferenceCord& cord, double voltage_pu, double now_s) const {
    if (cord.is_live && voltage_pu < drop_pu_) {
      cord.is_live = false;
      cord.fill_w = 0.0;
      cord.fill_until_s = kNeverS;
    }
    if (!cord.is_live && cord.good.lasts(resume_s_, now_s)) {
      if (cord.is_off) cord.ramp_from_s = now_s;
      connect(cord, now_s);
    }
    if (now_s >= cord.fill_until_s - kTimeRoundingS) connect(cord, now_s);
  }
  void connect(ReferenceCord& cord, double now_s) const {
    cord.is_live = true;
    cord.is_off = false;
    const double missing_j = hold_j_ - cord.stored_j;
    const bool is_full = missing_j <= 1e-6 * hold_j_;
    cord.fill_w = is_full ? 0.0 : missing_j / soft_s_;
    cord.fill_until_s = is_full ? kNeverS : now_s + soft_s_;
  }

  void drain(ReferenceCord& cord, double served_frac, double step_s) const {
    double drain_w = cord.is_live ? -cord.fill_w : cord.share_w;
    if (cord.is_live && served_frac < 1.0) {
      drain_w = cord.share_w - (cord.share_w + cord.fill_w) * served_frac;
    }
    if (cord.is_off) return;
    cord.stored_j = std::min(hold_j_, cord.stored_j - drain_w * step_s);
    if (cord.stored_j > 0.0) return;
    switch_off(cord);
    cord.stored_j = 0.0;
  }

  static void switch_off(ReferenceCord& cord) {
    cord.is_live = false;
    cord.is_off = true;
    cord.fill_w = 0.0;
    cord.fill_until_s = kNeverS;
    cord.ramp_from_s = -kNeverS;
  }

  void drop_if_lost(const Step& step) {
    const double left = taking_part();
    const bool is_missing = left < static_cast<double>(cords_.size());
    const bool is_too_much = is_missing && demand_w_ > left * capacity_w_ * (1.0 + 1e-9);
    if (left > 0.0 && !is_too_much) return;
    const bool is_overload =
        left > 0.0 || std::any_of(cords_.begin(), cords_.end(),
                                  [](const ReferenceCord& cord) { return cord.is_overloaded; });
    step.enter(state_, name_, "down", is_overload ? "cord_overload" : "under_voltage");
    is_refused_ = is_overload;
    dropped_w_ = most_w_;
    dropped_cords_ = static_cast<std::size_t>(
        std::count_if(cords_.begin(), cords_.end(),
                      [&](const ReferenceCord& cord) { return cord.good.lasts(0.0, step.now_s); }));
    for (ReferenceCord& cord : cords_) {
      switch_off(cord);
      cord.good = {};
    }
  }
  /// Those that have waited; before any has, those that may.
  std::vector<std::size_t> counted(const Step& step) const {
    std::vector<std::size_t> ready, good;
    for (std::size_t i = 0; i < cords_.size(); ++i) {
      if (cords_[i].good.lasts(0.0, step.now_s)) good.push_back(i);
      if (cords_[i].good.lasts(std::max(restart_s_, resume_s_), step.now_s)) ready.push_back(i);
    }
    return ready.empty() ? good : ready;
  }
  double steady_share_w(std::size_t place, std::size_t count) const {
    if (!takes_first_) return most_w_ / static_cast<double>(count);
    const double rest_w = std::max(most_w_ - static_cast<double>(place) * capacity_w_, 0.0);
    return place + 1 == count ? rest_w : std::min(rest_w, capacity_w_);
  }
  /// At their voltage the current limit of one of `cords` would bite.
  bool is_short(const std::vector<std::size_t>& cords,
                const std::vector<double>& voltage_pu) const {
    for (std::size_t place = 0; place < cords.size(); ++place) {
      const double limit_va = 1.25 * capacity_w_ * voltage_pu[cords[place]];
      const double share_va = steady_share_w(place, cords.size()) * std::sqrt(1.0 + tan_ * tan_);
      if (share_va * (1.0 - 1e-6) > limit_va) return true;
    }
    return false;
  }
  /// A load that was too much is not tried again on the same cords.
  bool is_refused(const std::vector<std::size_t>& cords, bool lacks_voltage) {
    const bool is_same = !lacks_voltage && cords.size() == dropped_cords_ && most_w_ >= dropped_w_;
    is_refused_ = is_refused_ && is_same;
    return is_refused_;
  }

  void restart(const Step& step, const std::vector<double>& voltage_pu) {
    const std::vector<std::size_t> cords = counted(step);
    const bool lacks_voltage = is_short(cords, voltage_pu);
    if (is_refused(cords, lacks_voltage) || lacks_voltage || cords.empty()) return;
    const double capacity_w = static_cast<double>(cords.size()) * capacity_w_;
    if (cords.size() < cords_.size() && most_w_ > capacity_w * (1.0 + 1e-9)) return;
    const double wait_s = std::max(restart_s_, resume_s_);
    if (!cords_[cords.front()].good.lasts(wait_s, step.now_s)) return;
    step.enter(state_, name_, "restarting");
    start_s_ = step.now_s;
    for (ReferenceCord& cord : cords_) {
      if (cord.good.lasts(resume_s_, step.now_s)) connect(cord, step.now_s);
    }
  }

  std::string name_;
  double count_, gpus_, tdp_w_, host_w_, power_w_, capacity_w_, hold_j_;
  double drop_pu_, return_pu_, resume_s_, soft_s_, tan_, restart_s_, stagger_s_;
  bool takes_first_, waits_;
  std::vector<ReferenceCord> cords_;
  bool is_refused_ = false;
  double dropped_w_ = 0.0, most_w_ = 0.0;
  std::size_t dropped_cords_ = 0;
  double demand_w_ = 0.0, seen_pu_ = 1.0;
  double start_s_ = -kNeverS;
  std::string state_ = "up";
};

}  // namespace ridethrough::support
