#include "devices/conversion/dynamic_class.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace ridethrough::devices::conversion {
namespace {

constexpr double kSteadyPu = 0.1;
constexpr double kResolutionPu = 0.005;
constexpr core::Tick kMillisecond = 1'000'000;

/// So far from nominal up to this long after the start.
struct ClassStep {
  core::Tick until;
  double deviation_pu;
};

// power.md 2.1 and power/standard_curves.csv, both marked as not read in the standard.
constexpr ClassStep kClass1[] = {{5 * kMillisecond, 0.30},
                                 {10 * kMillisecond, 0.14},
                                 {50 * kMillisecond, 0.12},
                                 {100 * kMillisecond, 0.11}};
constexpr ClassStep kClass2[] = {
    {1 * kMillisecond, 1.0}, {10 * kMillisecond, 0.30}, {100 * kMillisecond, 0.20}};
constexpr ClassStep kClass3[] = {
    {10 * kMillisecond, 1.0}, {100 * kMillisecond, 0.30}, {1000 * kMillisecond, 0.20}};

/// What a class allows up to `until`: its curves never rise.
double allowed_pu(std::span<const ClassStep> steps, core::Tick until) {
  for (const ClassStep& step : steps) {
    if (until <= step.until) return step.deviation_pu;
  }
  return kSteadyPu;
}

bool is_steady(double voltage_pu) { return std::abs(voltage_pu - 1.0) <= kSteadyPu; }

}  // namespace

void DynamicClassWatch::judge(Disturbance& disturbance, core::Tick until, double voltage_pu) {
  const core::Tick span = until - disturbance.at;
  const double deviation_pu = std::abs(voltage_pu - 1.0);
  if (deviation_pu > std::abs(disturbance.worst_pu - 1.0)) disturbance.worst_pu = voltage_pu;
  const std::array<std::span<const ClassStep>, kClasses> curves = {kClass1, kClass2, kClass3};
  for (std::size_t i = 0; i < kClasses; ++i) {
    const bool has_limit = i == 0 || voltage_pu < 1.0;
    const bool is_met = has_limit && deviation_pu <= allowed_pu(curves[i], span);
    disturbance.holds[i] = disturbance.holds[i] && is_met;
  }
}

void DynamicClassWatch::read(core::Tick now, double voltage_pu) {
  const bool was_steady = is_steady(voltage_pu_);
  const bool is_near = std::abs(voltage_pu - voltage_pu_) < kResolutionPu;
  if (is_steady(voltage_pu) == was_steady && (was_steady || is_near)) return;
  if (is_open_ && now > open_.at) judge(open_, now, voltage_pu_);
  voltage_pu_ = voltage_pu;
  if (is_steady(voltage_pu)) {
    open_.end = now;
    if (is_open_ && now > open_.at) past_.push_back(open_);
    is_open_ = false;
  } else if (!is_open_) {
    open_ = {};
    open_.at = now;
    open_.what = expected_at_ == now ? expected_ : "feed";
    is_open_ = true;
  }
}

void DynamicClassWatch::expect(core::Tick now, std::string_view cause) {
  expected_at_ = now;
  expected_ = cause;
  if (is_open_) open_.what = expected_;
}

network::Band DynamicClassWatch::band() const {
  const double low_pu = 1.0 - kSteadyPu;
  const double high_pu = 1.0 + kSteadyPu;
  if (is_steady(voltage_pu_)) return {low_pu, high_pu};
  network::Band band{voltage_pu_ - kResolutionPu, voltage_pu_ + kResolutionPu};
  if (voltage_pu_ < low_pu) band.high_pu = std::min(band.high_pu, low_pu);
  if (voltage_pu_ > high_pu) band.low_pu = std::max(band.low_pu, high_pu);
  return band;
}

Judgement DynamicClassWatch::judgement(const Disturbance& disturbance) {
  static constexpr std::string_view kNames[kClasses] = {"class 1", "class 2", "class 3"};
  Judgement result;
  result.standard = "IEC 62040-3";
  result.at = disturbance.at;
  result.what = disturbance.what;
  result.verdict = "none";
  result.rank = static_cast<int>(kClasses);
  for (std::size_t i = kClasses; i-- > 0;) {
    if (!disturbance.holds[i]) continue;
    result.verdict = kNames[i];
    result.rank = static_cast<int>(i);
  }
  result.figures.push_back({"voltage", disturbance.worst_pu, "pu"});
  if (disturbance.end != core::kNever) {
    result.figures.push_back({"duration", core::seconds(disturbance.end - disturbance.at), "s"});
  }
  result.is_unverified = true;
  return result;
}

void DynamicClassWatch::report(core::Tick now, Report& report) const {
  for (const Disturbance& disturbance : past_) report.judgements.push_back(judgement(disturbance));
  if (!is_open_ || now <= open_.at) return;
  Disturbance lasting = open_;
  judge(lasting, now, voltage_pu_);
  report.judgements.push_back(judgement(lasting));
}

}  // namespace ridethrough::devices::conversion
