#include "study/fuel_limit.hpp"

#include <algorithm>

#include "ridethrough/scenario/distribution.hpp"
#include "scenario/drawn_members.hpp"

namespace ridethrough::study {

namespace {

using devices::get;
using devices::Parameters;
using devices::Value;

/// Zero without a tank.
double tank_s(const Parameters& genset) {
  const Value& fuel = get(genset, "fuel");
  if (!fuel.present() || !get(fuel.map(), "tank").present()) return 0.0;
  return get(fuel.map(), "tank").number() * get(fuel.map(), "level").number();
}

/// Of a lognormal between its limits.
double share_longer(const Parameters& duration, double than_s) {
  const scenario::Distribution all{scenario::Distribution::Shape::lognormal,
                                   get(duration, "median").number(),
                                   get(duration, "sigma").number()};
  if (all.second <= 0.0) return all.first > than_s ? 1.0 : 0.0;
  const Value &least = get(duration, "at_least"), &most = get(duration, "at_most");
  const double low = least.present() ? all.share_below(least.number()) : 0.0;
  const double high = most.present() ? all.share_below(most.number()) : 1.0;
  return std::clamp((high - all.share_below(than_s)) / (high - low), 0.0, 1.0);
}

}  // namespace

FuelLimit fuel_limit(const scenario::Model& model, const scenario::Plan& plan,
                     const std::vector<int>& cohorts) {
  FuelLimit limit;
  for (const int i : cohorts) {
    const scenario::Cohort& box = plan.cohorts[static_cast<std::size_t>(i)];
    const double tank = box.type->name == "genset" ? tank_s(box.parameters) : 0.0;
    if (tank > 0.0 && (limit.tank_s == 0.0 || tank < limit.tank_s)) {
      limit.tank_s = tank;
      limit.set = box.path();
    }
  }
  if (limit.tank_s == 0.0) return limit;
  scenario::visit_boxes(model, [&](const scenario::DrawnMember& member) {
    const Value& statistics = get(member.spec->parameters.values, "disturbances");
    if (!statistics.present()) return;
    const Value& sustained = get(statistics.map(), "sustained");
    if (!sustained.present() || get(sustained.map(), "per_year").number() <= 0.0) return;
    const double share = share_longer(get(sustained.map(), "duration").map(), limit.tank_s);
    limit.outlasted = std::max(limit.outlasted, share);
  });
  return limit;
}

}  // namespace ridethrough::study
