#include "devices/conversion/bypass_heat.hpp"

#include <algorithm>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices::conversion {
namespace {

/// A specification of Schneider (model 5000) has the first two; the third is typical of large UPS,
/// not read in a declaration. Smaller ones have less: 700 % for 5 cycles (Staco FirstLine).
std::vector<TripCurve::Point> usual_bypass_curve() {
  return {{1.25, 600.0}, {1.5, 60.0}, {10.0, 0.1}};
}

TripCurve over_continuous(const BypassWithstand& limits) {
  std::vector<TripCurve::Point> points = limits.points;
  for (TripCurve::Point& point : points) point.multiple /= limits.continuous_frac;
  return TripCurve::through(points);
}

}  // namespace

BypassWithstand bypass_withstand(const Parameters& parameters) {
  BypassWithstand limits{number_of(parameters, "continuous"), usual_bypass_curve()};
  const Value& rows = get(parameters, "overload");
  if (rows.present()) {
    limits.points.clear();
    for (const Value& row : rows.list()) {
      limits.points.push_back({number_of(row.map(), "power"), number_of(row.map(), "for")});
    }
  }
  std::sort(limits.points.begin(), limits.points.end(),
            [](const auto& left, const auto& right) { return left.multiple < right.multiple; });
  const auto rises = [](const auto& left, const auto& right) {
    return left.multiple == right.multiple || left.time_s <= right.time_s;
  };
  const auto& points = limits.points;
  if (std::adjacent_find(points.begin(), points.end(), rises) != points.end()) {
    throw std::invalid_argument("'static_bypass.overload' needs less time at more current");
  }
  if (limits.points.front().multiple <= limits.continuous_frac) {
    throw std::invalid_argument(
        "'static_bypass.overload' must lie above what the bypass carries for any time "
        "('static_bypass.continuous')");
  }
  return limits;
}

BypassHeat::BypassHeat(const BypassWithstand& limits, double rating_w)
    : continuous_w_(limits.continuous_frac * rating_w),
      curve_(over_continuous(limits)),
      reset_s_(limits.points.front().time_s),
      clock_(curve_, continuous_w_, reset_s_) {}

void BypassHeat::wire(network::Network& network, network::LinkId bypass, core::ProcessId owner) {
  bypass_.wire(network, bypass, owner);
  const network::NodeSpec& outlet = network.node(network.link(bypass).lower);
  clock_ = TripClock(curve_, continuous_w_ / current_base_v(outlet), reset_s_);
}

void BypassHeat::wire_feed(network::Network& network, network::LinkId feed, core::ProcessId owner) {
  feed_.wire(network, feed, owner);
}

void BypassHeat::follow(const network::Network& network, core::Tick now, Path path,
                        network::SourceId tap) {
  bool is_new = path != path_;
  path_ = path;
  if (path == Path::none) {
    if (is_new) clock_.carry(now, {});
    return;
  }
  LinkCurrent& current = path == Path::bypass ? bypass_ : feed_;
  if (path == Path::tap) {
    is_new |= current.take(network.source_flow(tap), network.voltage_pu(feed_.node()), 0.0, now);
  } else {
    is_new |= current.follow(network, now);
  }
  if (is_new) clock_.carry(now, current.course_from(now));
}

}  // namespace ridethrough::devices::conversion
