#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <tuple>

#include "devices/dense_ode.hpp"
#include "devices/first_tick.hpp"
#include "devices/kept_courses.hpp"
#include "devices/storage/bank_latch.hpp"
#include "devices/storage/bank_layout.hpp"
#include "devices/storage/cell_limits.hpp"
#include "devices/storage/path_quarters.hpp"

namespace ridethrough::devices::storage {

/// Why a pack can not go on in `state`; none if it can.
template <class Pack, class State>
StorageStop stop_of(const Pack& pack, const BankLatch& latch, const State& state,
                    const CellFlow& flow) {
  if (flow.current_a == 0.0 && flow.possible) return StorageStop::none;
  const double soc_frac = pack.soc(state);
  if (flow.current_a >= 0.0 && latch.waits_for_charge(soc_frac)) {
    return latch.last_discharge_stop();
  }
  if (flow.current_a < 0.0 && latch.is_full(soc_frac)) return StorageStop::full;
  return pack.stop(state, flow);
}

/// Where a bank stands when it is given a task.
template <class Pack>
struct BankStart {
  typename Pack::State state;
  CellFlow flow;
  BankTask task;
  BankLatch latch;
  double initial_j = 0.0;  ///< held when it was made
};

/// The path of a pack under a task, up to its first stop, with times since the task was given. It
/// is found step by step, each step is searched for a stop when it is made, and both are kept:
/// asking decides only how far, never what.
template <class Pack>
class BankCourse {
  using State = typename Pack::State;
  using Step = DenseStep<State>;

 public:
  /// `pack` outlives the course.
  void restart(const Pack& pack, const BankStart<Pack>& start) {
    pack_ = &pack;
    task_ = start.task;
    latch_ = start.latch;
    flow_ = start.flow;
    stop_after_ = core::kNever;
    reason_ = StorageStop::none;
    const double first_step_s =
        task_.first_step_s(pack.first_step_s(start.state, start.flow), start.initial_j / 3600.0);
    path_.restart(start.state, pack.tolerance(), first_step_s);
    if constexpr (requires { pack.opening(start.state, start.flow); }) {
      if (!task_.is_constant_power()) return;
      if (const auto opening = pack.opening(start.state, start.flow)) path_.open(*opening);
    }
  }

  void search_to(double span_s) {
    while (stop_after_ == core::kNever && path_.end_s() < span_s) {
      inspect(path_.grow([this](double t_s, const State& state) {
        if (t_s > 0.0) flow_ = flow_of(*pack_, task_, state, t_s, flow_);
        return pack_->slope(state, flow_);
      }));
    }
  }

  const DensePath<State>& path() const { return path_; }
  /// kNever if none has been found yet.
  core::Tick stop_after() const { return stop_after_; }
  StorageStop reason() const { return reason_; }

 private:
  StorageStop reason_in(const Step& step, double span_s) const {
    const State state = step.at(span_s);
    return stop_of(*pack_, latch_, state, flow_of(*pack_, task_, state, span_s, flow_));
  }

  /// A ramp of power can dip under a limit and come back within one step; constant power can not,
  /// because every limit is then approached from one side.
  void inspect(const Step& step) {
    if (task_.slope_w_per_s == 0.0) {
      // The last slope of a step is that of its end.
      const StorageStop reason = stop_of(*pack_, latch_, path_.end(), flow_);
      if (reason != StorageStop::none) bracket(step, step.end_s(), reason);
      return;
    }
    for (int i = 1; i <= kQuarters && stop_after_ == core::kNever; ++i) {
      const double span_s = step.start_s + step.length_s * i / kQuarters;
      const StorageStop reason = reason_in(step, span_s);
      if (reason != StorageStop::none) bracket(step, span_s, reason);
    }
  }

  /// The stop is the first tick of the step that shows it.
  void bracket(const Step& step, double span_s, StorageStop reason_then) {
    stop_after_ = first_tick(
        static_cast<core::Tick>(step.start_s * 1e9), core::ticks_up(span_s),
        [&](core::Tick t) { return reason_in(step, core::seconds(t)) != StorageStop::none; });
    reason_ = reason_in(step, core::seconds(stop_after_));
    // Rounding of the polynomial can hide at the tick what the end of the step showed.
    if (reason_ == StorageStop::none) reason_ = reason_then;
  }

  const Pack* pack_ = nullptr;
  BankTask task_;
  BankLatch latch_;
  DensePath<State> path_;
  CellFlow flow_;  ///< where the slope of the path was asked for last
  core::Tick stop_after_ = core::kNever;
  StorageStop reason_ = StorageStop::none;
};

/// Courses of all banks of a run. Banks of one make in equal states under equal tasks, as in blocks
/// that differ by a failure elsewhere, take the same one.
template <class Pack>
class BankCourses {
 public:
  /// A number that only packs equal to this one have.
  std::size_t make_of(const Pack& pack) { return makes_.number_of(pack); }
  std::shared_ptr<BankCourse<Pack>> find(std::size_t make, const BankStart<Pack>& start) {
    const auto& [state, flow, task, latch, initial_j] = start;
    BitsKey<kNumbers> key;
    key.add_all(state);
    key.add_all(std::array{static_cast<double>(make), flow.current_a, flow.voltage_v,
                           flow.possible ? 1.0 : 0.0, flow.slope_ohm, task.power_w,
                           task.slope_w_per_s, task.current_a, initial_j});
    key.add_all(latch.numbers());
    return courses_.find(key, [&] {
      auto course = std::make_shared<BankCourse<Pack>>();
      course->restart(makes_[make], start);
      return course;
    });
  }

 private:
  static constexpr std::size_t kNumbers =
      std::tuple_size_v<typename Pack::State> + 9 + std::tuple_size_v<BankLatch::Numbers>;

  Makes<Pack> makes_;
  KeptCourses<kNumbers, BankCourse<Pack>> courses_;
};

}  // namespace ridethrough::devices::storage
