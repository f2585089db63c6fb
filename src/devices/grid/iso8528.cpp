#include "devices/grid/iso8528.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ridethrough::devices {

namespace {

/// Changes of load within this time are one step.
constexpr core::Tick kStepSpan = core::kTicksPerSecond / 10;
/// So many verdicts a report carries, the worst ones; their number is told in full.
constexpr std::size_t kMostVerdicts = 20;

void lower(Extreme& low, const Extreme& other) {
  if (other.time >= 0 && (low.time < 0 || other.value < low.value)) low = other;
}
void higher(Extreme& high, const Extreme& other) {
  if (other.time >= 0 && (high.time < 0 || other.value > high.value)) high = other;
}

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
  if (!candidate_) {
    Step step;
    step.at = now;
    step.before = before;
    step.speed_since.fill(now);
    step.voltage_since.fill(now);
    candidate_ = step;
    displaced_ = open_;
  }
  candidate_->settled_speed = settled_speed;
  if (open_) open_->settled_speed = settled_speed;
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

void LoadStepJudge::confirm_candidate() {
  if (std::abs(candidate_->change) > threshold_) {
    if (displaced_) close(*displaced_);
    open_ = candidate_;
  }
  candidate_.reset();
  displaced_.reset();
}

void LoadStepJudge::observe(core::Tick now, const StepSpan& span) {
  if (candidate_) {
    widen(*candidate_, span.start_power);
    if (now <= core::later(candidate_->at, kStepSpan)) widen(*candidate_, span.end.power);
    follow(*candidate_, now, span);
  }
  if (open_) follow(*open_, now, span);
  settle_candidate(now);
  if (!span.is_at_rest || candidate_ || !open_) return;
  close(*open_);
  open_.reset();
}

void LoadStepJudge::follow(Step& step, core::Tick now, const StepSpan& span) {
  lower(step.low_speed, span.seen.low_speed);
  higher(step.high_speed, span.seen.high_speed);
  lower(step.low_voltage, span.seen.low_voltage);
  higher(step.high_voltage, span.seen.high_voltage);
  for (std::size_t i = 0; i < step.speed_since.size(); ++i) {
    const double off = std::abs(span.end.speed - step.settled_speed);
    enter_band(step.speed_since[i], off <= iso8528::kSpeedBands[i], now);
  }
  for (std::size_t i = 0; i < step.voltage_since.size(); ++i) {
    const double off = std::abs(span.end.voltage - 1.0);
    enter_band(step.voltage_since[i], off <= iso8528::kVoltageBands[i], now);
  }
}

void LoadStepJudge::break_off(std::string_view reason) {
  if (candidate_) confirm_candidate();
  if (!open_) return;
  open_->broken_off = reason;
  close(*open_);
  open_.reset();
}

void LoadStepJudge::drop(core::Tick now) {
  const std::optional<Step>& last = candidate_ ? displaced_ : open_;
  const bool is_over = last && now - last->at >= core::kTicksPerSecond && class_of(*last) > 0;
  if (is_over) close(*last);
  candidate_.reset();
  displaced_.reset();
  open_.reset();
}

int LoadStepJudge::class_of(const Step& step) {
  if (!step.broken_off.empty()) return 0;
  const bool is_more = step.change > 0.0;
  const double speed = is_more ? step.before.speed - step.low_speed.value
                               : step.high_speed.value - step.before.speed;
  const double voltage = is_more ? step.before.voltage - step.low_voltage.value
                                 : step.high_voltage.value - step.before.voltage;
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
  const Extreme& speed = is_more ? step.low_speed : step.high_speed;
  const Extreme& voltage = is_more ? step.low_voltage : step.high_voltage;
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
  verdict.figures = {{is_more ? "frequency_dip" : "frequency_rise",
                      sign * (speed.value - step.before.speed), "%", speed.time},
                     {is_more ? "voltage_dip" : "voltage_rise",
                      sign * (voltage.value - step.before.voltage), "%", voltage.time}};
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
