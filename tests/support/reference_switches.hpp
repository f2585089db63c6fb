#pragma once

#include <string>

#include "support/reference_script.hpp"
#include "support/reference_step.hpp"

/// Contacts, the transfer switch and the generator that it starts: docs/devices/switchgear and
/// docs/devices/grid/genset.md.
namespace ridethrough::support {

/// A breaker or static switch: it moves a fixed time after the order, the last order wins.
class ReferenceContact {
 public:
  explicit ReferenceContact(const scenario::ComponentSpec& spec)
      : name_(spec.name),
        opens_s_(number(spec.parameters.values, "opens_in")),
        closes_s_(number(spec.parameters.values, "closes_in")) {}

  bool conducts() const { return is_closed_ && !is_failed_; }
  bool is_closed() const { return is_closed_; }

  void order(bool closed, double now_s) {
    if (closed == is_closed_) moves_s_ = kNeverS;
    if (closed == is_closed_ || moves_s_ != kNeverS) return;
    moves_s_ = now_s + (closed ? closes_s_ : opens_s_);
  }
  void advance(const Step& step, const ReferenceScript& script) {
    if (script.orders(devices::Verb::open, name_, step)) order(false, step.now_s);
    if (script.orders(devices::Verb::close, name_, step)) order(true, step.now_s);
    if (step.now_s >= moves_s_ - kTimeRoundingS) {
      is_closed_ = !is_closed_;
      moves_s_ = kNeverS;
    }
    is_failed_ = script.failed(name_, "open_circuit", step.now_s) > 0.0;
    step.enter(state_, name_, is_failed_ ? "failed" : is_closed_ ? "closed" : "open");
  }

 private:
  std::string name_;
  double opens_s_, closes_s_;
  double moves_s_ = kNeverS;
  bool is_closed_ = true, is_failed_ = false;
  std::string state_ = "closed";
};

/// The starting sequence of a generator set.
class ReferenceGenset {
 public:
  explicit ReferenceGenset(const scenario::ComponentSpec& spec)
      : ReferenceGenset(spec.name, spec.parameters.values, map(spec.parameters.values, "start")) {}

  bool is_running() const { return state_ == "running"; }

  /// What its transfer switch wants of it, at every step.
  void advance(const Step& step, const ReferenceScript& script, bool is_needed) {
    const double now_s = step.now_s;
    const bool fails = script.failed(name_, "fail_to_start", now_s) > 0.0;
    const bool is_mended = failed_before_ && !fails;
    failed_before_ = fails;
    if (state_ == "failed") {
      if (!is_mended) return;
      step.enter(state_, name_, "stopped");
      called_s_ = kNeverS;
    }
    if (!is_needed) {
      release(step);
    } else if (called_s_ == kNeverS) {
      called_s_ = now_s;
      tries_ = 0.0;
      is_caught_ = false;
    }
    if (is_needed && !is_running()) start(step, fails);
  }

 private:
  ReferenceGenset(const std::string& name, const devices::Parameters& p,
                  const devices::Parameters& start)
      : name_(name),
        delay_s_(number(start, "signal_delay")),
        crank_s_(number(start, "crank")),
        ready_s_(std::max(number(start, "ready"), delay_s_ + crank_s_)),
        pause_s_(number(start, "pause")),
        most_tries_(static_cast<double>(devices::get(start, "tries").count())),
        cooldown_s_(number(p, "cooldown")) {}

  void release(const Step& step) {
    called_s_ = kNeverS;
    if (is_running()) {
      cools_s_ = step.now_s + cooldown_s_;
      step.enter(state_, name_, "cooling_down");
    }
    if (state_ == "starting") step.enter(state_, name_, "stopped");
    cool(step);
  }
  void cool(const Step& step) {
    if (state_ == "cooling_down" && step.now_s >= cools_s_ - kTimeRoundingS) {
      step.enter(state_, name_, "stopped");
    }
  }
  void start(const Step& step, bool fails) {
    const double since_s = step.now_s - called_s_ + kTimeRoundingS;
    cool(step);
    if (since_s < delay_s_) return;
    if (state_ == "cooling_down") step.enter(state_, name_, "running");
    if (state_ == "stopped") step.enter(state_, name_, "starting");
    const double lost_s = tries_ * (crank_s_ + pause_s_);
    if (!is_caught_ && since_s >= delay_s_ + crank_s_ + lost_s) {
      is_caught_ = !fails;
      if (fails) tries_ += 1.0;
      if (tries_ == most_tries_) step.enter(state_, name_, "failed");
    }
    if (is_caught_ && since_s >= ready_s_ + lost_s) step.enter(state_, name_, "running");
  }

  std::string name_;
  double delay_s_, crank_s_, ready_s_, pause_s_, most_tries_, cooldown_s_;
  double called_s_ = kNeverS, cools_s_ = kNeverS, tries_ = 0.0;
  bool is_caught_ = false, failed_before_ = false;
  std::string state_ = "stopped";
};

/// Transfer switch between the utility and a generator that it starts.
class ReferenceTransfer {
 public:
  ReferenceTransfer(const scenario::ComponentSpec& ats, const scenario::ComponentSpec& set)
      : ReferenceTransfer(ats.name, ats.parameters.values, set) {}

  bool is_on_utility() const { return state_ == "preferred"; }
  bool is_on_set() const { return state_ == "alternate" && set_.is_running(); }

  void advance(const Step& step, const ReferenceScript& script, double preferred_pu) {
    const double now_s = step.now_s;
    const bool is_good = preferred_pu >= low_pu_ && preferred_pu <= high_pu_;
    good_.follow(is_good, now_s);
    bad_.follow(!is_good, now_s);
    if (state_ == "preferred") is_needed_ = bad_.lasts(sense_s_, now_s);
    set_.advance(step, script, is_needed_);
    set_good_.follow(set_.is_running(), now_s);
    set_bad_.follow(!set_.is_running(), now_s);
    if (state_ == "transferring") {
      if (moving_.lasts(transfer_s_, now_s)) step.enter(state_, name_, target_);
    } else if (state_ == "preferred") {
      if (is_needed_ && set_good_.lasts(qualify_s_, now_s)) depart(step, "alternate");
    } else if ((set_bad_.lasts(sense_s_, now_s) && good_.lasts(qualify_s_, now_s)) ||
               good_.lasts(retransfer_s_, now_s)) {
      depart(step, "preferred");
    }
  }

 private:
  ReferenceTransfer(const std::string& name, const devices::Parameters& p,
                    const scenario::ComponentSpec& set)
      : name_(name),
        sense_s_(number(p, "sense")),
        transfer_s_(number(p, "transfer")),
        qualify_s_(number(p, "qualify")),
        retransfer_s_(number(p, "retransfer")),
        low_pu_(devices::get(map(p, "window"), "voltage").list().at(0).number()),
        high_pu_(devices::get(map(p, "window"), "voltage").list().at(1).number()),
        set_(set) {}

  void depart(const Step& step, const char* target) {
    target_ = target;
    moving_ = {step.now_s};
    step.enter(state_, name_, "transferring");
  }

  std::string name_;
  double sense_s_, transfer_s_, qualify_s_, retransfer_s_, low_pu_, high_pu_;
  ReferenceGenset set_;
  bool is_needed_ = false;
  Since good_{0.0}, bad_, set_good_, set_bad_, moving_;
  const char* target_ = "preferred";
  std::string state_ = "preferred";
};

}  // namespace ridethrough::support
