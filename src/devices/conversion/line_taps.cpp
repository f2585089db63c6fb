#include "devices/conversion/line_taps.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// Assumed: the output follows the feed in steps of this size.
constexpr double kFeedStepPu = 0.0025;
/// For parameters that were bound without the schema's defaults.
constexpr double kUsualChangeS = 10e-3;

}  // namespace

LineTapSettings line_tap_settings(const Parameters& mains_mode, const network::Band& output) {
  LineTapSettings settings;
  settings.output = output;
  settings.change = core::ticks_nearest(number_or(mains_mode, "tap_change", kUsualChangeS));
  const Value& taps = get(mains_mode, "taps");
  if (!taps.present()) return settings;
  for (const Value& tap : taps.list()) {
    settings.ratios.push_back(number_of(tap.map(), "ratio"));
  }
  std::vector<double> all = settings.ratios;
  all.push_back(1.0);
  std::sort(all.begin(), all.end());
  for (std::size_t i = 1; i < all.size(); ++i) {
    // The lower tap leaves its window at the top where the upper one must have entered it below.
    if (all[i] * output.low_pu <= all[i - 1] * output.high_pu) continue;
    throw std::invalid_argument(
        "between two 'taps' lies a voltage that neither brings into 'voltage'");
  }
  return settings;
}

network::Band LineTaps::feed_band() const {
  double low = 1.0;
  double high = 1.0;
  for (const double ratio : settings_.ratios) {
    low = std::min(low, ratio);
    high = std::max(high, ratio);
  }
  return {settings_.output.low_pu / high, settings_.output.high_pu / low};
}

double LineTaps::best_ratio() const {
  double best = 1.0;
  for (const double ratio : settings_.ratios) {
    if (std::abs(ratio * feed_pu_ - 1.0) < std::abs(best * feed_pu_ - 1.0)) best = ratio;
  }
  return best;
}

bool LineTaps::read(core::Tick now, double feed_pu) {
  if (settings_.ratios.empty()) return false;
  const double before_pu = output_pu();
  if (std::abs(feed_pu - feed_pu_) > kFeedStepPu) feed_pu_ = feed_pu;
  outside_.watch(now, !is_inside(output_pu()) && best_ratio() != ratio_);
  if (outside_.has_tripped(now)) {
    outside_.clear();
    ratio_ = best_ratio();
    ++changes_;
  }
  return output_pu() != before_pu;
}

network::Band LineTaps::band() const {
  if (settings_.ratios.empty()) return {};
  return {feed_pu_ - kFeedStepPu, feed_pu_ + kFeedStepPu};
}

}  // namespace ridethrough::devices::conversion
