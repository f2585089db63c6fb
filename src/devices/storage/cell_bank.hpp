#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>

#include "devices/run_store.hpp"
#include "devices/storage/bank_course.hpp"
#include "ridethrough/devices/storage/battery.hpp"

namespace ridethrough::devices::storage {

/// A pack of cells under a power or a current, with its breaker, its stops and its books. The
/// course of the pack from the anchor on is found as far as somebody asks.
template <class Pack>
class CellBank final : public BatteryBank {
  using State = typename Pack::State;

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

  void share_courses(RunStore& store) override {
    if constexpr (std::equality_comparable<Pack>) {
      courses_ = store.kept<BankCourses<Pack>>();
      note_make();
    }
  }

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
    return delivered_j_ + course_->path().integral(span_s, [this](double t_s, const State& state) {
      return task_.current_a * driven_flow(state, t_s, anchor_flow_).voltage_v;
    });
  }

  double loss_j(core::Tick t) const override {
    return initial_j_ - stored_j(t) - energy_delivered_j(t);
  }

  double stored_j(core::Tick t) const override { return pack_.stored_j(state_at(t)); }

  void restore_strings(core::Tick now) override {
    change_pack(now, [&] { state_ = pack_.restore_strings(state_); });
    latch_.note_repair();
  }

  std::unique_ptr<BatteryBank> spoil(core::Tick now, const StringFault& fault) override {
    if constexpr (requires { pack_.spoil(state_, fault); }) {
      change_pack(now, [&] { state_ = pack_.spoil(state_, fault); });
      return nullptr;
    } else if (fault.kind == StringFaultKind::open_cell) {
      change_pack(now, [&] { state_ = pack_.lose_string(state_); });
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
    return std::min(anchor_ + quarter_after(course_->path(), from - anchor_), stop_at_);
  }

  void open_row(core::Tick now, std::size_t row) override {
    latch_.note_trip();
    change_pack(now, [&] { state_ = pack_.open_row(state_, row); });
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
    return resting_ ? pack_.rest(state_, span_s) : course_->path().at(span_s);
  }

  template <class Change>
  void change(core::Tick now, const Change& change) {
    move_anchor(now);
    change();
    begin();
  }

  template <class Change>
  void change_pack(core::Tick now, const Change& change_it) {
    change(now, [&] {
      change_it();
      note_make();
    });
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
    if (resting_) return;
    if (!task_.is_none()) reason_ = reason_at_anchor();
    if (reason_ != StorageStop::none) {
      stop_at_ = anchor_;
      return;
    }
    begin_course();
  }

  StorageStop reason_at_anchor() const {
    if (!breaker_closed_) return StorageStop::breaker_open;
    if (pack_.working_strings() == 0) return latch_.reason_without_strings();
    return stop_of(pack_, latch_, state_, anchor_flow_);
  }

  void search_to(core::Tick horizon) const {
    if (resting_ || stop_at_ != core::kNever) return;
    course_->search_to(core::seconds(horizon - anchor_));
    if (course_->stop_after() == core::kNever) return;
    stop_at_ = anchor_ + course_->stop_after();
    reason_ = course_->reason();
  }

  /// The pack is another one from now on.
  void note_make() {
    if constexpr (std::equality_comparable<Pack>) {
      if (courses_ != nullptr) make_ = courses_->make_of(pack_);
    }
  }

  void begin_course() {
    const BankStart<Pack> start{state_, anchor_flow_, task_, latch_, initial_j_};
    if constexpr (std::equality_comparable<Pack>) {
      if (courses_ != nullptr) {
        course_ = courses_->find(make_, start);
        return;
      }
    }
    if (course_ == nullptr) course_ = std::make_shared<BankCourse<Pack>>();
    course_->restart(pack_, start);
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

  std::shared_ptr<BankCourses<Pack>> courses_;  ///< of the run; null: it has its own
  std::size_t make_ = 0;                        ///< in them
  std::shared_ptr<BankCourse<Pack>> course_;    ///< from the anchor on, unless at rest
  mutable core::Tick stop_at_ = core::kNever;
  mutable StorageStop reason_ = StorageStop::none;
  StorageStop told_ = StorageStop::none;  ///< the reason, once `next_stop` has reported the stop
};

}  // namespace ridethrough::devices::storage
