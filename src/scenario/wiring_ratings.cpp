#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "ridethrough/devices/load/inference_job.hpp"
#include "ridethrough/devices/load/job.hpp"
#include "ridethrough/devices/load/profile.hpp"
#include "ridethrough/devices/load/rack.hpp"
#include "ridethrough/scenario/units.hpp"
#include "scenario/wiring_checks.hpp"
#include "scenario/wiring_names.hpp"

namespace ridethrough::scenario {

namespace {

using devices::get;

/// A rating written in kW and a demand added up from watts differ by rounding.
constexpr double kRatingSlack = 1e-9;

/// One of the racks to which it can move.
bool is_elsewhere(const JobPlan& placed, int rack) {
  const auto names = [rack](const auto& peer) {
    return peer.first == devices::kJobMovesTo && peer.second == rack;
  };
  return std::any_of(placed.peers.begin(), placed.peers.end(), names);
}

/// The highest level of a job, its profile spread over its racks; empty where the device will say
/// what is wrong.
std::optional<double> highest_level(const JobPlan& placed, const Plan& plan) {
  const devices::Value& value = get(placed.job->parameters.values, "profile");
  if (placed.job->type->name == devices::inference_schema().name) {
    return devices::highest_level(value.map());
  }
  try {
    auto profile = devices::Profile::from(value);
    double base_w = 0.0;
    double gpus_w = 0.0;
    for (const int index : placed.racks) {
      if (is_elsewhere(placed, index)) continue;
      const Cohort& rack = cohort_at(plan, index);
      const devices::RackPower power(rack.parameters);
      base_w += static_cast<double>(rack.count) * power.host_w;
      gpus_w += static_cast<double>(rack.count) * power.gpus_w;
    }
    profile.spread(base_w, gpus_w);
    return profile.highest_drawn();
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

class RatingReport {
 public:
  RatingReport(const JobSpec& job, const Cohort& rack, Diagnostics& diagnostics)
      : job_(job), rack_(rack), diagnostics_(diagnostics) {}

  void above(double drawn_w, double rated_w) {
    const double excess_percent = (drawn_w / rated_w - 1.0) * 100.0;
    const int digits = telling_digits(drawn_w, rated_w);
    error(
        fmt::format("draws {} kW, the rack is rated {} kW", kilowatts(drawn_w, digits),
                    kilowatts(rated_w, digits)),
        fmt::format("{:.2g} % above 'power'; for spikes above it set 'excursion'", excess_percent));
  }

 private:
  void error(const std::string& what, std::string label) {
    diagnostics_.error("RT0903", fmt::format("{} on '{}' {}", profile_name(), rack_name(), what),
                       place(), std::move(label));
  }

  static std::string kilowatts(double watts, int digits) {
    return fmt::format("{:.{}g}", to_unit(watts, "kW"), digits);
  }

  /// So many that the two do not read alike.
  static int telling_digits(double left_w, double right_w) {
    int digits = 3;
    while (digits < 10 && kilowatts(left_w, digits) == kilowatts(right_w, digits)) ++digits;
    return digits;
  }

  std::string rack_name() const {
    return rack_.component->part.empty() ? rack_.plain_path() : rack_.component->part;
  }

  std::string profile_name() const {
    for (const char* key : {"profile.part", "profile.trace"}) {
      const auto found = job_.parameters.places.find(key);
      if (found != job_.parameters.places.end()) {
        return fmt::format("profile '{}'", text_at(found->second));
      }
    }
    return fmt::format("the profile of '{}'", job_.name);
  }

  /// What was written in place and raises the power, else the whole profile.
  Place place() const {
    const auto& places = job_.parameters.places;
    for (const char* key : {"high", "scale", "trace"}) {
      const std::string name = fmt::format("profile.{}", key);
      const auto found = places.find(name);
      if (found == places.end()) continue;
      const auto origin = job_.parameters.origins.find(name);
      const bool is_of_part =
          origin != job_.parameters.origins.end() && origin->second.starts_with("part ");
      if (!is_of_part) return with_key(found->second, key);
    }
    const auto whole = places.find("profile");
    return whole == places.end() ? job_.place : whole->second;
  }

  const JobSpec& job_;
  const Cohort& rack_;
  Diagnostics& diagnostics_;
};

bool is_complete(const Cohort& rack) {
  return get(rack.parameters, "host").present() && get(rack.parameters, "gpus").present() &&
         get(rack.parameters, "gpu").present() && get(rack.parameters, "power").present();
}

}  // namespace

/// Each rack by itself, the first finding of a job only: the others would say the same.
void check_ratings(const JobPlan& placed, const Plan& plan, Diagnostics& diagnostics) {
  if (!get(placed.job->parameters.values, "profile").present()) return;
  for (const int index : placed.racks) {
    if (!is_complete(cohort_at(plan, index))) return;
  }
  const auto level = highest_level(placed, plan);
  if (!level) return;
  for (const int index : placed.racks) {
    const Cohort& rack = cohort_at(plan, index);
    const devices::RackPower power(rack.parameters);
    const double drawn_w = power.capped_at(*level) * get(rack.parameters, "load").number();
    const double rated_w = get(rack.parameters, "power").number();
    if (drawn_w > rated_w * (1.0 + kRatingSlack)) {
      return RatingReport(*placed.job, rack, diagnostics).above(drawn_w, rated_w);
    }
  }
}

}  // namespace ridethrough::scenario
