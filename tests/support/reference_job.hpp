#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/reference_rack.hpp"

/// A synchronous training job, docs/devices/load/training.md and profile.md.
namespace ridethrough::support {

class ReferenceJob {
 public:
  explicit ReferenceJob(const scenario::JobSpec& spec)
      : ReferenceJob(spec.name, spec.parameters.values) {}

  /// Level of a GPU, of its rating.
  double level(double now_s) const {
    if (state_ == "running") return profile_level(now_s - began_s_);
    if (state_ == "stalled") return stall_level_;
    if (state_ != "restarting") return idle_;
    const double part = fall_s_ > 0.0 ? std::min(1.0, (now_s - crashed_s_) / fall_s_) : 1.0;
    return fell_from_ + part * (idle_ - fell_from_);
  }

  void advance(const Step& step, const std::vector<ReferenceRack>& racks) {
    const double now_s = step.now_s;
    const bool all_up = std::all_of(racks.begin(), racks.end(),
                                    [](const ReferenceRack& rack) { return rack.is_up(); });
    double gpus = 0.0;
    for (const ReferenceRack& rack : racks) gpus += rack.gpus();
    if (!all_up) lost_power_ = true;
    if (state_ == "running" && !all_up) {
      lost_gpu_s_ += gpus * at_risk_s(now_s);
      useful_s_ += saved_s(now_s);
      interrupted_s_ = now_s;
      interruptions_ += 1.0;
      if (crashes_) {
        crash(step);
      } else {
        step.enter(state_, name_, "stalled");
      }
    } else if (state_ == "stalled" && now_s - interrupted_s_ >= timeout_s_ - kTimeRoundingS) {
      crash(step);
    } else if (state_ == "restarting") {
      wait(step, all_up, gpus);
    }
    note(step, gpus);
  }

 private:
  ReferenceJob(const std::string& name, const devices::Parameters& p)
      : name_(name),
        every_s_(number(map(p, "checkpoint"), "every")),
        block_s_(number(map(p, "checkpoint"), "block")),
        warm_s_(number(map(p, "restart"), "warm")),
        cold_s_(number(map(p, "restart"), "cold")),
        most_tries_(static_cast<double>(devices::get(map(p, "restart"), "tries").count())),
        crashes_(devices::get(p, "on_loss").word() == "crash"),
        timeout_s_(number(p, "collective_timeout")),
        stall_level_(number(p, "stall_level")),
        fall_s_(number(p, "fall")),
        period_s_(number(map(p, "profile"), "period")),
        idle_(number(map(p, "profile"), "idle")) {
    for (const devices::Value& corner : devices::get(map(p, "profile"), "shape").list()) {
      corners_s_.push_back(number(corner.map(), "at"));
      levels_.push_back(number(corner.map(), "level"));
    }
  }

  /// Straight between corners; of two corners at one time the later counts from then on.
  double profile_level(double since_s) const {
    const double at_s = std::fmod(since_s + kTimeRoundingS, period_s_);
    std::size_t next = 1;
    while (next + 1 < corners_s_.size() && corners_s_[next] <= at_s) ++next;
    const double length_s = corners_s_[next] - corners_s_[next - 1];
    const double part = (at_s - corners_s_[next - 1]) / length_s;
    return levels_[next - 1] + part * (levels_[next] - levels_[next - 1]);
  }
  double cycles(double now_s) const {
    return std::floor((now_s - began_s_ + kTimeRoundingS) / (every_s_ + block_s_));
  }
  double at_risk_s(double now_s) const {
    return std::min(now_s - began_s_ - cycles(now_s) * (every_s_ + block_s_), every_s_);
  }
  double saved_s(double now_s) const { return cycles(now_s) * every_s_; }

  void crash(const Step& step) {
    fell_from_ = level(step.now_s);
    crashed_s_ = step.now_s;
    waited_from_s_ = kNeverS;
    step.enter(state_, name_, "restarting");
  }
  /// All racks must be up for the whole wait; one that goes down meanwhile spoils this try.
  void wait(const Step& step, bool all_up, double gpus) {
    const double now_s = step.now_s;
    if (!all_up && waited_from_s_ != kNeverS) {
      spoilt_ += 1.0;
      waited_from_s_ = kNeverS;
      if (spoilt_ == most_tries_) step.enter(state_, name_, "stopped");
    }
    if (all_up && waited_from_s_ == kNeverS) waited_from_s_ = std::max(crashed_s_, now_s);
    const double wait_s = lost_power_ ? cold_s_ : warm_s_;
    if (state_ != "restarting" || now_s - waited_from_s_ < wait_s - kTimeRoundingS) return;
    step.enter(state_, name_, "running");
    lost_gpu_s_ += gpus * (now_s - interrupted_s_);
    began_s_ = now_s;
    spoilt_ = 0.0;
    lost_power_ = false;
  }
  void note(const Step& step, double gpus) const {
    const bool runs = state_ == "running";
    const double open_s = runs ? 0.0 : step.now_s + step.step_s - interrupted_s_;
    ReferenceNumbers& numbers = step.run->numbers[name_];
    numbers.interruptions = interruptions_;
    numbers.lost_gpu_s = lost_gpu_s_ + gpus * open_s;
    const double now_s = step.now_s + step.step_s;
    const double running_s = runs ? saved_s(now_s) + at_risk_s(now_s) : 0.0;
    numbers.goodput = (useful_s_ + running_s) / now_s;
  }

  std::string name_;
  double every_s_, block_s_, warm_s_, cold_s_, most_tries_;
  bool crashes_;
  double timeout_s_, stall_level_, fall_s_, period_s_, idle_;
  std::vector<double> corners_s_, levels_;
  bool lost_power_ = false;
  double began_s_ = 0.0, interrupted_s_ = 0.0, crashed_s_ = 0.0, fell_from_ = 0.0;
  double waited_from_s_ = kNeverS, spoilt_ = 0.0;
  double lost_gpu_s_ = 0.0, useful_s_ = 0.0, interruptions_ = 0.0;
  std::string state_ = "running";
};

}  // namespace ridethrough::support
