#pragma once

#include <algorithm>
#include <string_view>

#include "support/reference_step.hpp"

/// The events of a scenario, asked at every step for what is in force.
namespace ridethrough::support {

class ReferenceScript {
 public:
  explicit ReferenceScript(const scenario::Model& model) : events_(model.events) {}

  /// Voltage behind the impedance of a utility; zero in an outage.
  double emf_pu(std::string_view utility, double now_s) const {
    double emf = 1.0;
    for (const scenario::EventSpec& event : events_) {
      if (!is_about(event, utility) || !is_in_force(event, now_s)) continue;
      if (event.verb == devices::Verb::outage) emf = 0.0;
      if (event.verb == devices::Verb::dip) emf = std::min(emf, number(event.arguments, "to"));
    }
    return emf;
  }
  /// Factor on the demand of a rack: it moves over `over`, there and back.
  double load_factor(std::string_view rack, double now_s) const {
    double factor = 1.0;
    for (const scenario::EventSpec& event : events_) {
      if (event.verb != devices::Verb::set) continue;
      const double over_s = core::seconds(event.over);
      const double since_s = now_s - core::seconds(event.at.front());
      const double back_s = since_s - core::seconds(event.duration);
      const double part = ramp(since_s, over_s) - ramp(back_s, over_s);
      for (const scenario::SetItem& item : event.sets) {
        if (item.target.segments.back().text != rack) continue;
        factor += part * (item.value.number() - 1.0);
      }
    }
    return factor;
  }
  /// The same with the higher end of each ramp that is under way.
  double most_load_factor(std::string_view rack, double now_s) const {
    double factor = 1.0;
    for (const scenario::EventSpec& event : events_) {
      if (event.verb != devices::Verb::set) continue;
      const double over_s = core::seconds(event.over);
      const double since_s = now_s - core::seconds(event.at.front()) + kTimeRoundingS;
      const double back_s = since_s - core::seconds(event.duration);
      for (const scenario::SetItem& item : event.sets) {
        if (item.target.segments.back().text != rack) continue;
        const double rise = item.value.number() - 1.0;
        const bool counts =
            rise > 0.0 ? since_s >= 0.0 && back_s < over_s : since_s >= over_s && back_s < 0.0;
        if (counts) factor += rise;
      }
    }
    return factor;
  }
  /// How many of it failed so: `number`, or 1.
  double failed(std::string_view component, std::string_view as, double now_s) const {
    double count = 0.0;
    for (const scenario::EventSpec& event : events_) {
      if (event.verb != devices::Verb::fail || !is_about(event, component)) continue;
      if (!is_in_force(event, now_s) || devices::get(event.arguments, "as").word() != as) continue;
      const devices::Value& lost = devices::get(event.arguments, "number");
      count += lost.present() ? static_cast<double>(lost.count()) : 1.0;
    }
    return count;
  }
  /// Whether this order is given in this step.
  bool orders(devices::Verb verb, std::string_view component, const Step& step) const {
    return std::any_of(events_.begin(), events_.end(), [&](const auto& event) {
      const double since_s = step.now_s - core::seconds(event.at.front()) + kTimeRoundingS;
      return event.verb == verb && is_about(event, component) && since_s >= 0.0 &&
             since_s < step.step_s;
    });
  }

 private:
  static double ramp(double since_s, double over_s) {
    if (since_s < -kTimeRoundingS) return 0.0;
    return over_s > 0.0 ? std::clamp(since_s / over_s, 0.0, 1.0) : 1.0;
  }
  static bool is_about(const scenario::EventSpec& event, std::string_view name) {
    return std::any_of(event.targets.begin(), event.targets.end(), [name](const auto& target) {
      return target.path.segments.back().text == name;
    });
  }
  static bool is_in_force(const scenario::EventSpec& event, double now_s) {
    const double since_s = now_s - core::seconds(event.at.front()) + kTimeRoundingS;
    const bool ends = event.duration != core::kNever;
    return since_s >= 0.0 && (!ends || since_s < core::seconds(event.duration));
  }

  const std::vector<scenario::EventSpec>& events_;
};

}  // namespace ridethrough::support
