#include "devices/load/input_immunity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace ridethrough::devices {

namespace {

constexpr double kForEver = std::numeric_limits<double>::infinity();

/// A voltage beyond which an input may be for so long, by each curve. The first on either side is
/// the steady one; beyond it an excursion begins.
struct ImmunityLimit {
  double level_pu;
  bool is_low;
  std::array<double, InputImmunity::kCurves> longest_s;  // ITIC, SEMI F47
};

// Source: power.md 2.1. ITIC as two later texts print it; SEMI F47 as a maker of supplies prints
// it, its steady 90 % by hearsay. SEMI F47 says nothing of swells.
constexpr std::array<ImmunityLimit, InputImmunity::kLimits> kImmunityLimits{{
    {0.9, true, {10.0, 1.0}},
    {0.8, true, {0.5, 0.5}},
    {0.7, true, {0.02, 0.2}},
    {0.5, true, {0.02, 0.0}},
    {1.1, false, {0.5, kForEver}},
    {1.2, false, {0.003, kForEver}},
    {1.4, false, {0.001, kForEver}},
    {2.0, false, {167e-6, kForEver}},
}};
constexpr std::string_view kImmunityCurves[] = {"ITIC", "SEMI F47"};
constexpr bool kIsUnread[] = {false, true};

}  // namespace

bool InputImmunity::is_beyond(std::size_t limit, double lowest_pu, double highest_pu) {
  const ImmunityLimit& row = kImmunityLimits[limit];
  return row.is_low ? lowest_pu < row.level_pu : highest_pu > row.level_pu;
}

void InputImmunity::judge(std::size_t limit, core::Tick now, Excursions& worst) const {
  const core::Tick lasted = now - since_[limit];
  if (lasted <= 0) return;
  for (std::size_t curve = 0; curve < kCurves; ++curve) {
    const double longest_s = kImmunityLimits[limit].longest_s[curve];
    if (longest_s == kForEver) continue;
    const core::Tick margin = core::ticks_nearest(longest_s) - lasted;
    if (margin >= worst[curve].margin) continue;
    worst[curve] = {since_[limit], lasted, margin, limit};
  }
}

void InputImmunity::read(core::Tick now, double lowest_pu, double highest_pu) {
  if (lowest_pu == lowest_pu_ && highest_pu == highest_pu_) return;
  lowest_pu_ = lowest_pu;
  highest_pu_ = highest_pu;
  for (std::size_t limit = 0; limit < kLimits; ++limit) {
    const bool is_in = is_beyond(limit, lowest_pu, highest_pu);
    const bool was_in = since_[limit] != core::kNever;
    if (was_in && !is_in) judge(limit, now, worst_);
    if (is_in != was_in) since_[limit] = is_in ? now : core::kNever;
  }
}

network::Band InputImmunity::narrowed(network::Band band) const {
  constexpr double kUp = std::numeric_limits<double>::infinity();
  for (std::size_t limit = 0; limit < kLimits; ++limit) {
    const auto& [level_pu, is_low, longest_s] = kImmunityLimits[limit];
    const bool is_in = since_[limit] != core::kNever;
    // A limit itself is on the good side of it.
    if (is_low == is_in) {
      band.high_pu = std::min(band.high_pu, is_low ? std::nextafter(level_pu, 0.0) : level_pu);
    } else {
      band.low_pu = std::max(band.low_pu, is_low ? level_pu : std::nextafter(level_pu, kUp));
    }
  }
  return band;
}

void InputImmunity::report(core::Tick now, std::size_t input, Report& report) const {
  Excursions worst = worst_;
  for (std::size_t limit = 0; limit < kLimits; ++limit) {
    if (since_[limit] != core::kNever) judge(limit, now, worst);
  }
  for (std::size_t curve = 0; curve < kCurves; ++curve) {
    const Excursion& each = worst[curve];
    if (each.margin == core::kNever) continue;
    const bool is_inside = each.margin >= 0;
    Judgement verdict;
    verdict.standard = kImmunityCurves[curve];
    verdict.at = each.at;
    verdict.what = fmt::format("input {}", input);
    verdict.verdict = is_inside ? "inside" : "outside";
    verdict.rank = is_inside ? 0 : 1;
    verdict.figures = {
        {"deviation_over", std::abs(kImmunityLimits[each.limit].level_pu - 1.0), "pu"},
        {"duration", core::seconds(each.lasted), "s"},
        {"margin", core::seconds(each.margin), "s"}};
    verdict.is_unverified = kIsUnread[curve];
    report.judgements.push_back(std::move(verdict));
  }
}

}  // namespace ridethrough::devices
