#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

#include "devices/dense_ode.hpp"
#include "devices/first_tick.hpp"
#include "devices/storage/bank_latch.hpp"
#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/path_quarters.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// A pack of cells under a power or a current, with its breaker, its stops and its books. The path
/// of the pack is found step by step from the anchor, each step is searched for a stop when it is
/// made, and both are kept: asking decides only how far, never what.
template <class Pack>
class CellBank final : public BatteryBank {
  using State = typename Pack::State;
  using Step = DenseStep<State>;

 public:
  CellBank(const Pack& pack, const BankLayout& layout)
      : pack_(pack),
        state_(pack.rested(layout.soc_frac)),
        anchor_flow_(pack_.flow(state_, 0.0, 0.0)),
        initial_j_(pack_.stored_j(state_)),
        latch_(pack.limits(), layout) {
    begin();
  }

  /// The bank goes on with a pack that tells more apart, `state` of it being what this is in now.
  template <class Other>
  CellBank(const CellBank<Other>& before, const Pack& pack, const State& state)
      : pack_(pack),
        breaker_closed_(before.breaker_closed_),
        anchor_(before.anchor_),
        state_(state),
        anchor_flow_(before.anchor_flow_),
        task_(before.task_),
        initial_j_(before.initial_j_),
        delivered_j_(before.delivered_j_),
        latch_(before.latch_) {}

  void set_power(core::Tick now, double power_w, double slope_w_per_s) override {
    change(now, [&] { task_ = {power_w, slope_w_per_s, 0.0}; });
  }

  void set_current(core::Tick now, double current_a) override {
    change(now, [&] { task_ = {0.0, 0.0, current_a}; });
  }

  core::Tick next_stop(core::Tick horizon) override {
    search_to(horizon);
    if (stop_at_ > horizon) return core::kNever;
    told_ = reason_;
    return stop_at_;
  }
  StorageStop stop_reason() const override { return told_; }

  StorageView look(core::Tick t) const override {
    const State now = state_at(t);
    const CellFlow flow = flow_at(now, t);
    const double temperature_k = pack_.temperature_k(now);
    return {pack_.soc(now), flow.voltage_v, flow.current_a, temperature_k, pack_.energy_j(now)};
  }

  double cell_voltage_v(core::Tick t) const override {
    const State state = state_at(t);
    return pack_.lowest_cell_v(state, flow_at(state, t));
  }

  double discharge_limit_w(core::Tick t) const override {
    const State state = state_at(t);
    const bool after_stop = t >= stop_at_ && is_discharge_stop(reason_);
    const bool blocked = after_stop || latch_.waits_for_charge(pack_.soc(state));
    return blocked || !connected() || hot(state) ? 0.0 : pack_.deliverable_w(state);
  }

  double charge_limit_w(core::Tick t) const override {
    const State state = state_at(t);
    const bool after_stop = t >= stop_at_ && reason_ == StorageStop::full;
    const bool blocked = after_stop || latch_.is_full(pack_.soc(state));
    return blocked || !connected() || hot(state) ? 0.0 : pack_.acceptance_w(state);
  }

  double energy_delivered_j(core::Tick t) const override {
    const double span_s = core::seconds(std::min(t, found_stop(t)) - anchor_);
    if (task_.current_a == 0.0 || span_s <= 0.0) return delivered_j_ + task_.given_j(span_s);
    return delivered_j_ + path_.integral(span_s, [this](double t_s, const State& state) {
      return task_.current_a * driven_flow(state, t_s, anchor_flow_).voltage_v;
    });
  }

  double loss_j(core::Tick t) const override {
    return initial_j_ - stored_j(t) - energy_delivered_j(t);
  }

  double stored_j(core::Tick t) const override { return pack_.stored_j(state_at(t)); }

  void restore_strings(core::Tick now) override {
    change(now, [&] { state_ = pack_.restore_strings(state_); });
    latch_.note_repair();
  }

  std::unique_ptr<BatteryBank> spoil(core::Tick now, const StringFault& fault) override {
    if constexpr (requires { pack_.spoil(state_, fault); }) {
      change(now, [&] { state_ = pack_.spoil(state_, fault); });
      return nullptr;
    } else if (fault.kind == StringFaultKind::open_cell) {
      change(now, [&] { state_ = pack_.lose_string(state_); });
      return nullptr;
    } else {
      move_anchor(now);
      const auto [pack, state] = pack_.apart(state_);
      using Apart = std::remove_const_t<decltype(pack)>;
      auto bank = std::make_unique<CellBank<Apart>>(*this, pack, state);
      bank->spoil(now, fault);
      return bank;
    }
  }

  void set_breaker(core::Tick now, bool closed) override {
    change(now, [&] { breaker_closed_ = closed; });
  }

  std::size_t rows() const override { return pack_.rows(); }
  int strings_in(std::size_t row) const override { return pack_.strings_in(row); }
  std::size_t row_to_spoil() const override { return pack_.row_to_spoil(); }
  StringReading reading(std::size_t row, core::Tick t) const override {
    const State state = state_at(t);
    return pack_.reading(state, flow_at(state, t), row);
  }
  core::Tick course_end(core::Tick from) const override {
    if (resting_) return core::kNever;
    if (found_stop(from + 1) <= from) return from;
    return std::min(anchor_ + quarter_after(path_, from - anchor_), stop_at_);
  }

  void open_row(core::Tick now, std::size_t row) override {
    latch_.note_trip();
    change(now, [&] { state_ = pack_.open_row(state_, row); });
  }

 private:
  template <class Other>
  friend class CellBank;

  bool connected() const { return breaker_closed_ && pack_.working_strings() > 0; }
  bool hot(const State& state) const {
    return pack_.temperature_k(state) > pack_.limits().max_temperature_k;
  }

  /// In `state`, `span_s` after the anchor. `near`: a flow like the one to find.
  CellFlow driven_flow(const State& state, double span_s, const CellFlow& near) const {
    return flow_of(pack_, task_, state, span_s, near);
  }

  CellFlow flow_at(const State& state, core::Tick t) const {
    const core::Tick held = std::min(t, stop_at_);
    if (held == anchor_) return anchor_flow_;
    if (!connected()) return pack_.flow(state, 0.0, 0.0);
    return driven_flow(state, core::seconds(held - anchor_), anchor_flow_);
  }

  core::Tick found_stop(core::Tick t) const {
    search_to(t);
    return stop_at_;
  }

  State state_at(core::Tick t) const {
    const core::Tick held = std::min(t, found_stop(t));
    if (held == anchor_) return state_;
    const double span_s = core::seconds(held - anchor_);
    return resting_ ? pack_.rest(state_, span_s) : path_.at(span_s);
  }

  template <class Change>
  void change(core::Tick now, const Change& change) {
    move_anchor(now);
    change();
    begin();
  }

  void move_anchor(core::Tick now) {
    const State held = state_at(now);
    delivered_j_ = energy_delivered_j(now);
    const core::Tick until = std::min(now, stop_at_);
    task_.power_w = task_.power_after_w(core::seconds(now - anchor_));
    if (stop_at_ <= now) latch_.note_stop(reason_, pack_.soc(held));
    state_ = until < now ? pack_.rest(held, core::seconds(now - until)) : held;
    anchor_ = now;
    latch_.note_charge(pack_.soc(state_));
  }

  /// A new prediction from the anchor; nothing is integrated until somebody asks.
  void begin() {
    stop_at_ = core::kNever;
    reason_ = told_ = StorageStop::none;
    resting_ = task_.is_none() && pack_.is_calm();
    anchor_flow_ =
        connected() ? driven_flow(state_, 0.0, anchor_flow_) : pack_.flow(state_, 0.0, 0.0);
    path_flow_ = anchor_flow_;
    if (resting_) return;
    if (!task_.is_none()) reason_ = reason_at_anchor();
    if (reason_ != StorageStop::none) {
      stop_at_ = anchor_;
      return;
    }
    const double first_step_s =
        task_.first_step_s(pack_.first_step_s(state_, anchor_flow_), initial_j_ / 3600.0);
    path_.restart(state_, pack_.tolerance(), first_step_s);
    if constexpr (requires { pack_.opening(state_, anchor_flow_); }) {
      if (!task_.is_constant_power()) return;
      if (const auto opening = pack_.opening(state_, anchor_flow_)) path_.open(*opening);
    }
  }

  StorageStop reason_at_anchor() const {
    if (!breaker_closed_) return StorageStop::breaker_open;
    if (pack_.working_strings() == 0) return latch_.reason_without_strings();
    return reason_of(state_, anchor_flow_);
  }

  StorageStop reason_of(const State& state, const CellFlow& flow) const {
    if (flow.current_a == 0.0 && flow.possible) return StorageStop::none;
    const double soc_frac = pack_.soc(state);
    if (flow.current_a >= 0.0 && latch_.waits_for_charge(soc_frac)) {
      return latch_.last_discharge_stop();
    }
    if (flow.current_a < 0.0 && latch_.is_full(soc_frac)) return StorageStop::full;
    return pack_.stop(state, flow);
  }

  StorageStop reason_in(const Step& step, double span_s) const {
    const State state = step.at(span_s);
    return reason_of(state, driven_flow(state, span_s, path_flow_));
  }

  void search_to(core::Tick horizon) const {
    if (resting_) return;
    const double span_s = core::seconds(horizon - anchor_);
    while (stop_at_ == core::kNever && path_.end_s() < span_s) {
      inspect(path_.grow([this](double t_s, const State& state) {
        if (t_s > 0.0) path_flow_ = driven_flow(state, t_s, path_flow_);
        return pack_.slope(state, path_flow_);
      }));
    }
  }

  /// A ramp of power can dip under a limit and come back within one step; constant power can not,
  /// because every limit is then approached from one side.
  void inspect(const Step& step) const {
    if (task_.slope_w_per_s == 0.0) {
      // The last slope of a step is that of its end.
      const StorageStop reason = reason_of(path_.end(), path_flow_);
      if (reason != StorageStop::none) bracket(step, step.end_s(), reason);
      return;
    }
    for (int i = 1; i <= kQuarters && stop_at_ == core::kNever; ++i) {
      const double span_s = step.start_s + step.length_s * i / kQuarters;
      const StorageStop reason = reason_in(step, span_s);
      if (reason != StorageStop::none) bracket(step, span_s, reason);
    }
  }

  /// The stop is the first tick of the step that shows it.
  void bracket(const Step& step, double span_s, StorageStop reason_then) const {
    const core::Tick after = first_tick(
        static_cast<core::Tick>(step.start_s * 1e9), core::ticks_up(span_s),
        [&](core::Tick t) { return reason_in(step, core::seconds(t)) != StorageStop::none; });
    stop_at_ = anchor_ + after;
    reason_ = reason_in(step, core::seconds(after));
    // Rounding of the polynomial can hide at the tick what the end of the step showed.
    if (reason_ == StorageStop::none) reason_ = reason_then;
  }

  Pack pack_;
  bool breaker_closed_ = true;
  core::Tick anchor_ = 0;
  State state_;
  CellFlow anchor_flow_;
  BankTask task_;
  bool resting_ = true;
  double initial_j_;
  double delivered_j_ = 0.0;
  BankLatch latch_;

  mutable DensePath<State> path_;
  mutable CellFlow path_flow_;  ///< where the path's slope was asked for last
  mutable core::Tick stop_at_ = core::kNever;
  mutable StorageStop reason_ = StorageStop::none;
  StorageStop told_ = StorageStop::none;  ///< the reason, once `next_stop` has reported the stop
};

}  // namespace ridethrough::devices::storage
