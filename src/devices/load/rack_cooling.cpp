#include "devices/load/rack_cooling.hpp"

#include <algorithm>
#include <stdexcept>

#include "devices/parameter_access.hpp"

namespace ridethrough::devices {

RackCooling::RackCooling(const Parameters& rack) : power_w_(number_of(rack, "power")) {
  const Parameters& thermal = map_of(rack, "thermal");
  rise_k_ = number_of(thermal, "rise");
  lag_s_ = number_of(thermal, "lag");
  throttle_k_ = number_of(thermal, "throttle");
  throttled_frac_ = number_of(thermal, "throttle_to");
  trip_k_ = number_of(thermal, "trip");
  back_k_ = throttle_k_ - number_of(thermal, "hysteresis");
  dwell_ = span_ticks(thermal, "dwell");
  if (trip_k_ <= throttle_k_) {
    throw std::invalid_argument("'thermal.trip' must lie above 'thermal.throttle'");
  }
}

void RackCooling::wire(const Wiring& wiring, const Device& self) { cold_.wire(wiring, self); }

RackCooling::Band RackCooling::follow(const Ports& ports, const Device& self) {
  const core::Tick now = ports.now();
  Band band = band_;
  if (trips_at_ <= now) {
    band = Band::hot;
  } else if (throttles_at_ <= now) {
    band = Band::throttled;
  } else if (back_at_ <= now) {
    band = Band::normal;
  }
  if (band != band_) enter(ports, self, band);
  return band_;
}

void RackCooling::enter(const Ports& ports, const Device& self, Band band) {
  const core::Tick now = ports.now();
  if (band_ == Band::throttled) throttles_.back().lasted = now - throttles_.back().at;
  if (band == Band::throttled) {
    const auto count = static_cast<std::int64_t>(throttles_.size());
    ports.log_count(self, "throttles", count, count + 1, "over_temperature");
    throttles_.push_back({"throttled", now, core::kNever, "over_temperature"});
  }
  band_ = band;
  since_ = now;
  plan(now);
}

void RackCooling::carry(Ports& ports, const core::Line& heat) {
  const core::Tick now = ports.now();
  cold_.read(now);
  const bool flows = cold_.flows();
  const bool has_changed = !has_moved_ || !(heat == heat_) || flows != flows_ ||
                           (flows && !(cold_.temperature() == supply_));
  settle_debt(now, flows);
  if (has_changed) move(now, heat, cold_.temperature(), flows);
  if (!flows) {
    if (!(debt_.line() == heat_)) debt_.carry(now, heat_);
    cold_.pass(ports, {}, 0);
    return;
  }
  cold_.pass(ports, heat_ - debt_.line(), to_capacity_units(lag_s_ * power_w_ / rise_k_));
}

/// What the coolant did not get while it stood still it gets over one lag.
void RackCooling::settle_debt(core::Tick now, bool flows) {
  if (flows && paid_at_ <= now) {
    paid_at_ = core::kNever;
    debt_.carry(now, {});
  } else if (flows && !flows_) {
    const double owed_j = debt_.total(now).joules();
    debt_.carry(now, core::Line::of_watts(now, -owed_j / lag_s_));
    paid_at_ = core::later(now, core::ticks_up(lag_s_));
  } else if (!flows) {
    paid_at_ = core::kNever;
  }
}

void RackCooling::move(core::Tick now, const core::Line& heat, const TemperatureCourse& supply,
                       bool flows) {
  const double ohm = rise_k_ / power_w_;  // K/W
  const double supply_k = supply.at(now);
  // At the start of a run it is as warm as it stays.
  const double before_k = now > 0 ? body_.at(now) : supply_k + ohm * heat.watts(now);
  has_moved_ = true;
  if (now == 0) start_k_ = supply_k;
  heat_ = heat;
  supply_ = supply;
  flows_ = flows;
  WarmingBody::Course course;
  course.lag_s = lag_s_;
  if (flows) {
    const double since_s = core::seconds(now - supply.from);
    const double slope = ohm * heat.watts_per_s();
    course.value_k = supply_k + ohm * heat.watts(now) - lag_s_ * slope;
    course.rate_k_per_s = supply.rate_k_per_s + 2.0 * since_s * supply.bend_k_per_s2 + slope;
    course.bend_k_per_s2 = supply.bend_k_per_s2;
    course.fading_k = before_k - course.value_k;
  } else {
    course.value_k = before_k;
    course.rate_k_per_s = ohm * heat.watts(now) / lag_s_;
    course.bend_k_per_s2 = 0.5 * ohm * heat.watts_per_s() / lag_s_;
  }
  body_.take(now, course);
  plan(now);
}

void RackCooling::plan(core::Tick now) {
  throttles_at_ = trips_at_ = back_at_ = core::kNever;
  if (band_ != Band::hot) trips_at_ = body_.crosses(trip_k_, true, now);
  if (band_ == Band::normal) throttles_at_ = body_.crosses(throttle_k_, true, now);
  if (band_ == Band::normal) return;
  back_at_ = std::max(body_.crosses(back_k_, false, now), core::later(since_, dwell_));
}

core::Tick RackCooling::next() const {
  if (!is_cooled()) return core::kNever;
  return std::min({throttles_at_, trips_at_, back_at_, paid_at_});
}

/// From a loss of all coolant at the rated power until that temperature.
double RackCooling::respite_s(double level_k) const {
  return std::max(level_k - start_k_ - rise_k_, 0.0) * lag_s_ / rise_k_;
}

void RackCooling::report(core::Tick now, Report& report) const {
  if (!is_cooled()) return;
  const WarmingBody::Peak peak = body_.hottest(now);
  report.findings.push_back({"gpu_temperature_max", peak.temperature_k, "degC", peak.at});
  report.findings.push_back({"throttle_after", respite_s(throttle_k_), "s"});
  report.findings.push_back({"trip_after", respite_s(trip_k_), "s"});
  report.incidents.insert(report.incidents.end(), throttles_.begin(), throttles_.end());
}

}  // namespace ridethrough::devices
