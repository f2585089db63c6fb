#include "devices/grid/iso8528.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ridethrough::devices {

namespace {

/// Changes of load within this time are one step.
constexpr core::Tick kStepSpan = core::kTicksPerSecond / 10;
/// No step is over sooner: right after it speed and voltage may be in their bands still. Assumed.
constexpr core::Tick kRecovers = core::kTicksPerSecond;
/// So many verdicts a report carries, the worst ones; their number is told in full.
constexpr std::size_t kMostVerdicts = 20;

/// Since when a value is inside; kNever while it is outside.
void enter_band(core::Tick& since, bool is_inside, core::Tick now) {
  if (!is_inside) since = core::kNever;
  if (is_inside && since == core::kNever) since = now;
}

double recovery_s(core::Tick since, core::Tick at) {
  return since == core::kNever ? std::numeric_limits<double>::infinity()
                               : core::seconds(since - at);
}

}  // namespace

void LoadStepJudge::load_changes(core::Tick now, const StepPoint& before, double settled_speed) {
  settle_candidate(now);
  settled_speed_ = settled_speed;
  if (is_disturbed_) return;
  if (!candidate_) {
    if (open_ && (!displaced_ || is_at(before.power, open_->after.power))) displaced_ = open_;
    Step step;
    step.at = now;
    step.before = step.after = before;
    step.speed_since.fill(now);
    step.voltage_since.fill(now);
    candidate_ = step;
  }
  candidate_->moved_until = now;
}

/// The load has not begun to leave where the step took it.
bool LoadStepJudge::is_at(double power, double after) const {
  return std::abs(power - after) <= 0.5 * threshold_;
}

void LoadStepJudge::disturb(double settled_speed) {
  drop();
  settled_speed_ = settled_speed;
  is_disturbed_ = true;
}

/// What lasted for a time counts, not what rounds inside an instant showed.
void LoadStepJudge::widen(Step& step, double power) {
  const double change = power - step.before.power;
  if (std::abs(change) > std::abs(step.change)) step.change = change;
}

/// Once its time is over, a candidate is a step or nothing.
void LoadStepJudge::settle_candidate(core::Tick now) {
  if (candidate_ && now >= core::later(candidate_->at, kStepSpan)) confirm_candidate();
}

/// It goes on the same way, without a break that would make it a step of its own.
bool LoadStepJudge::is_more_of(const Step& open, const Step& step) {
  return (step.change > 0.0) == (open.change > 0.0) &&
         step.at <= core::later(open.moved_until, kStepSpan);
}

void LoadStepJudge::confirm_candidate() {
  const Step step = *candidate_;
  candidate_.reset();
  if (std::abs(step.change) <= threshold_) return;
  if (open_ && is_more_of(*open_, step)) {
    widen(*open_, step.before.power + step.change);
    return goes_on(step.moved_until, step.after);
  }
  if (open_) cut(*displaced_);
  displaced_.reset();
  open_ = step;
}

void LoadStepJudge::observe(core::Tick now, const StepSpan& span) {
  if (is_disturbed_) is_disturbed_ = !is_steady(span.end);
  if (open_) follow(*open_, now, span);
  if (candidate_) {
    widen(*candidate_, span.start_power);
    if (now <= core::later(candidate_->at, kStepSpan)) widen(*candidate_, span.end.power);
    candidate_->after = span.end;
    follow(*candidate_, now, span);
  } else if (open_) {
    move_on(now, span);
  }
  settle_candidate(now);
  if (!span.is_at_rest || candidate_ || !open_) return;
  close(*open_);
  open_.reset();
  displaced_.reset();
}

void LoadStepJudge::goes_on(core::Tick until, const StepPoint& after) {
  open_->moved_until = until;
  open_->after = after;
  displaced_.reset();
}

bool LoadStepJudge::is_steady(const StepPoint& point) const {
  return std::abs(point.speed - settled_speed_) <= iso8528::kSpeedBands.front() &&
         std::abs(point.voltage - 1.0) <= iso8528::kVoltageBands.front();
}

/// A load that goes on as fast as a step is that step still; one that creeps away ends its judging
/// where it left. What a load loses or gains with its voltage (squared at most) is its answer.
void LoadStepJudge::move_on(core::Tick now, const StepSpan& span) {
  const double moved = std::abs(span.end.power - span.start_power);
  if (moved * core::seconds(kStepSpan) > threshold_ * core::seconds(now - span.since)) {
    widen(*open_, span.end.power);
    return goes_on(now, span.end);
  }
  const StepPoint& after = open_->after;
  const double ratio = span.end.voltage / std::max(after.voltage, 1e-3);
  const double by_voltage = std::abs(after.power * (ratio * ratio - 1.0));
  if (std::abs(span.end.power - after.power) <= threshold_ + by_voltage) return;
  cut(displaced_ ? *displaced_ : *open_);
  open_.reset();
  displaced_.reset();
}

void LoadStepJudge::follow(Step& step, core::Tick now, const StepSpan& span) const {
  step.seen_until = now;
  step.seen.take(span.seen);
  for (std::size_t i = 0; i < step.speed_since.size(); ++i) {
    const double off = std::abs(span.end.speed - settled_speed_);
    enter_band(step.speed_since[i], off <= iso8528::kSpeedBands[i], now);
  }
  for (std::size_t i = 0; i < step.voltage_since.size(); ++i) {
    const double off = std::abs(span.end.voltage - 1.0);
    enter_band(step.voltage_since[i], off <= iso8528::kVoltageBands[i], now);
  }
}

void LoadStepJudge::break_off(std::string_view reason) {
  if (candidate_) confirm_candidate();
  if (open_) {
    open_->broken_off = reason;
    close(*open_);
  }
  forget();
}

void LoadStepJudge::drop() {
  if (open_) cut(candidate_ ? *displaced_ : *open_);
  forget();
}

void LoadStepJudge::forget() {
  candidate_.reset();
  displaced_.reset();
  open_.reset();
  is_disturbed_ = false;
}

/// Ends a judging before the set is at rest: only what more time would not have changed is told,
/// which is a class that has held for long or one that is missed already.
void LoadStepJudge::cut(const Step& step) {
  Step at_best = step;
  for (core::Tick& since : at_best.speed_since) since = std::min(since, step.seen_until);
  for (core::Tick& since : at_best.voltage_since) since = std::min(since, step.seen_until);
  const bool has_recovered = step.seen_until - step.at >= kRecovers && class_of(step) > 0;
  if (has_recovered || class_of(at_best) == 0) {
    close(step);
  } else {
    ++cut_short_;
  }
}

int LoadStepJudge::class_of(const Step& step) {
  if (!step.broken_off.empty()) return 0;
  const bool is_more = step.change > 0.0;
  const double speed = is_more ? step.before.speed - step.seen.low_speed.value
                               : step.seen.high_speed.value - step.before.speed;
  const double voltage = is_more ? step.before.voltage - step.seen.low_voltage.value
                                 : step.seen.high_voltage.value - step.before.voltage;
  for (const iso8528::Class& grade : iso8528::kClasses) {
    const bool holds =
        speed <= (is_more ? grade.dip : grade.rise) &&
        recovery_s(step.speed_since[grade.speed_band], step.at) <= grade.recovery_s &&
        voltage <= (is_more ? grade.voltage_dip : grade.voltage_rise) &&
        recovery_s(step.voltage_since[grade.voltage_band], step.at) <= grade.voltage_recovery_s;
    if (holds) return grade.rank;
  }
  return 0;
}

Judgement LoadStepJudge::judge(const Step& step) {
  const bool is_more = step.change > 0.0;
  const Extreme& speed = is_more ? step.seen.low_speed : step.seen.high_speed;
  const Extreme& voltage = is_more ? step.seen.low_voltage : step.seen.high_voltage;
  const int rank = class_of(step);
  Judgement verdict;
  verdict.standard = "ISO 8528-5";
  verdict.at = step.at;
  verdict.what = fmt::format("load step of {:.3g} % of the rating", 100.0 * step.change);
  if (!step.broken_off.empty()) verdict.what += fmt::format(", ended by {}", step.broken_off);
  verdict.verdict = "none";
  // The times of the band of the class, or of the widest where there is none.
  const iso8528::Class* band = &iso8528::kClasses.back();
  for (const iso8528::Class& grade : iso8528::kClasses) {
    if (grade.rank == rank) band = &grade;
  }
  if (rank > 0) verdict.verdict = band->name;
  verdict.rank = static_cast<int>(iso8528::kClasses.size()) - rank;
  const double sign = is_more ? -1.0 : 1.0;
  verdict.figures = {
      {is_more ? "frequency_dip" : "frequency_rise",
       std::max(0.0, sign * (speed.value - step.before.speed)), "%", speed.time},
      {is_more ? "voltage_dip" : "voltage_rise",
       std::max(0.0, sign * (voltage.value - step.before.voltage)), "%", voltage.time}};
  const core::Tick speed_since = step.speed_since[band->speed_band];
  const core::Tick voltage_since = step.voltage_since[band->voltage_band];
  if (speed_since != core::kNever) {
    verdict.figures.push_back({"frequency_recovery", recovery_s(speed_since, step.at), "s", -1});
  }
  if (voltage_since != core::kNever) {
    verdict.figures.push_back({"voltage_recovery", recovery_s(voltage_since, step.at), "s", -1});
  }
  verdict.is_unverified = true;
  return verdict;
}

/// Keeps the worst: the lowest class first, then the larger step.
void LoadStepJudge::close(const Step& step) {
  ++closed_steps_;
  worst_closed_ = std::min(worst_closed_, class_of(step));
  closed_.push_back(step);
  if (closed_.size() <= kMostVerdicts) return;
  const auto is_milder = [](const Step& left, const Step& right) {
    const int a = class_of(left), b = class_of(right);
    return a != b ? a > b : std::abs(left.change) < std::abs(right.change);
  };
  closed_.erase(std::min_element(closed_.begin(), closed_.end(), is_milder));
}

std::vector<Judgement> LoadStepJudge::judgements() const {
  std::vector<Judgement> verdicts;
  for (const Step& step : closed_) verdicts.push_back(judge(step));
  if (open_) verdicts.push_back(judge(*open_));
  return verdicts;
}

std::int64_t LoadStepJudge::steps() const { return closed_steps_ + (open_ ? 1 : 0); }

std::optional<int> LoadStepJudge::worst_class() const {
  if (steps() == 0) return std::nullopt;
  return open_ ? std::min(worst_closed_, class_of(*open_)) : worst_closed_;
}

}  // namespace ridethrough::devices
