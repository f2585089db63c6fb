#include "devices/conversion/overload_clock.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace ridethrough::devices::conversion {
namespace {

/// A load that is its limit up to rounding is not above it.
constexpr double kLoadRounding = 1e-9;
constexpr double kForever = std::numeric_limits<double>::infinity();

}  // namespace

std::vector<OverloadClass> overload_classes(const Parameters& parameters) {
  std::vector<OverloadClass> classes;
  const Value& rows = get(parameters, "overload");
  if (!rows.present()) return classes;
  for (const Value& row : rows.list()) {
    classes.push_back({get(row.map(), "power").number(), get(row.map(), "for").number()});
  }
  std::sort(classes.begin(), classes.end(),
            [](const OverloadClass& left, const OverloadClass& right) {
              return left.load_frac < right.load_frac;
            });
  for (std::size_t i = 1; i < classes.size(); ++i) {
    if (classes[i].for_s < classes[i - 1].for_s) continue;
    throw std::invalid_argument(fmt::format("'overload' allows {:g} % for no less time than {:g} %",
                                            100.0 * classes[i].load_frac,
                                            100.0 * classes[i - 1].load_frac));
  }
  return classes;
}

OverloadClock::OverloadClock(std::vector<OverloadClass> classes) : classes_(std::move(classes)) {}

/// Band 0 is up to the rating, band k the k-th class, and one more is above all.
double OverloadClock::top_of(std::size_t band) const {
  if (band == 0) return 1.0 + kLoadRounding;
  return band <= classes_.size() ? classes_[band - 1].load_frac + kLoadRounding : kForever;
}

double OverloadClock::rate_per_s(std::size_t band) const {
  if (band > classes_.size()) return kForever;
  if (band == 0) return classes_.empty() ? 0.0 : -1.0 / classes_.front().for_s;
  return 1.0 / classes_[band - 1].for_s;
}

OverloadClock::Walk OverloadClock::walk(core::Tick until) const {
  if (is_held_) return {used_, core::kNever};
  std::size_t band = 0;
  while (load_frac_ > top_of(band) || (load_frac_ == top_of(band) && slope_per_s_ > 0.0)) ++band;
  const double end_s = until == core::kNever ? kForever : core::seconds(until - anchor_);
  double at_s = 0.0;
  double used = used_;
  while (true) {
    const double rate = rate_per_s(band);
    if (rate == kForever) return {1.0, core::later(anchor_, core::ticks_up(at_s))};
    double leaves_s = kForever;
    if (slope_per_s_ > 0.0) leaves_s = (top_of(band) - load_frac_) / slope_per_s_;
    if (slope_per_s_ < 0.0 && band > 0) leaves_s = (top_of(band - 1) - load_frac_) / slope_per_s_;
    const double piece_end_s = std::min(leaves_s, end_s);
    const double left_s = rate > 0.0 ? (1.0 - used) / rate : kForever;
    if (at_s + left_s <= piece_end_s && left_s < kForever) {
      return {1.0, core::later(anchor_, core::ticks_up(at_s + left_s))};
    }
    if (piece_end_s == kForever) return {used, core::kNever};
    used = std::max(0.0, used + rate * (piece_end_s - at_s));
    at_s = piece_end_s;
    if (piece_end_s == end_s) return {used, core::kNever};
    band = slope_per_s_ > 0.0 ? band + 1 : band - 1;
  }
}

double OverloadClock::used_frac(core::Tick now) const { return walk(now).used; }

void OverloadClock::carry(core::Tick now, double load_frac, double slope_per_s) {
  used_ = used_frac(now);
  is_held_ = false;
  anchor_ = now;
  load_frac_ = load_frac;
  slope_per_s_ = slope_per_s;
  expires_ = walk(core::kNever).expires;
}

void OverloadClock::hold(core::Tick now) {
  used_ = used_frac(now);
  is_held_ = true;
  anchor_ = now;
  expires_ = core::kNever;
}

}  // namespace ridethrough::devices::conversion
