#include "study/power_use.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace ridethrough::study {

namespace {

constexpr std::string_view kGroup = "cooling";
constexpr core::Tick kMinute = 60 * core::kTicksPerSecond;
/// A day by the minute; of a longer run the spans are longer.
constexpr core::Tick kMostSpans = 1440;

bool is_source_type(const devices::TypeSchema& type) {
  return type.terminals.inlets_max == 0 && type.terminals.outlet;
}

std::int64_t millijoules(double joules, std::int64_t members) {
  return std::llround(joules * 1e3) * members;
}

double energy_ratio(std::int64_t site_mj, std::int64_t it_mj) {
  if (it_mj <= 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(site_mj) / static_cast<double>(it_mj);
}

}  // namespace

PowerUseMeter::PowerUseMeter(const Plant& plant, const scenario::Plan& plan, core::Tick duration)
    : plant_(plant), plan_(plan) {
  const bool cools = std::any_of(plan.cohorts.begin(), plan.cohorts.end(),
                                 [](const auto& cohort) { return cohort.type->group == kGroup; });
  if (!cools) return;
  const core::Tick minutes = (duration + kMinute * kMostSpans - 1) / (kMinute * kMostSpans);
  interval_ = kMinute * std::max(minutes, core::Tick{1});
  next_ = interval_;
}

/// A source gives its `out`; what storage lost of its charge came into the site as well.
PowerUseMeter::Taken PowerUseMeter::taken_at(core::Tick at) const {
  const devices::View view = plant_.view(at);
  Taken taken;
  for (std::size_t unit = 0; unit < plan_.cohorts.size(); ++unit) {
    const scenario::Cohort& cohort = plan_.cohorts[unit];
    const core::Books books = plant_.device(unit).account(view);
    if (is_source_type(*cohort.type)) {
      taken.site_mj += millijoules(books.out_j, cohort.count);
    } else {
      taken.site_mj -= millijoules(books.stored_change_j, cohort.count);
    }
    if (cohort.type->name == "rack") taken.it_mj += millijoules(books.in_j, cohort.count);
  }
  return taken;
}

void PowerUseMeter::close(core::Tick at) {
  const Taken taken = taken_at(at);
  ratios_.push_back(energy_ratio(taken.site_mj - before_.site_mj, taken.it_mj - before_.it_mj));
  before_ = taken;
}

void PowerUseMeter::before_instant(core::Tick now) {
  if (!is_wanted()) return;
  for (; next_ <= now; next_ += interval_) close(next_);
}

PowerUse PowerUseMeter::finish(core::Tick end) {
  if (!is_wanted()) return {};
  before_instant(end);
  if (next_ - interval_ < end) close(end);
  const Taken all = taken_at(end);
  return {interval_, std::move(ratios_), energy_ratio(all.site_mj, all.it_mj)};
}

}  // namespace ridethrough::study
