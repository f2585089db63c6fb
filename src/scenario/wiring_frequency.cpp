#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "ridethrough/scenario/units.hpp"
#include "scenario/wiring_checks.hpp"

namespace ridethrough::scenario {

namespace {

/// Which cohort gives each cohort its frequency, -1 where none is known (direct current, a bus that
/// only ties feed).
class FrequencyFinder {
 public:
  explicit FrequencyFinder(const Plan& plan) : plan_(plan), source_(plan.cohorts.size(), -1) {
    for (const int index : plan.feeding_order) find(index);
    // What only ties reach takes the frequency of their other end; ties may follow each other.
    for (bool learns = true; learns;) {
      learns = false;
      for (const Cohort& cohort : plan.cohorts) learns = spread(cohort.between) || learns;
    }
  }

  int source(int cohort) const { return source_[static_cast<std::size_t>(cohort)]; }
  double hertz(int source) const { return *nominal_hz(cohort_at(plan_, source)); }

 private:
  static std::optional<double> nominal_hz(const Cohort& cohort) {
    const devices::Value& frequency = devices::get(cohort.parameters, "frequency");
    if (frequency.present() && !frequency.is_played()) return frequency.number();
    const devices::Value& nominal = devices::get(cohort.parameters, "nominal");
    if (!frequency.present() || !nominal.present()) return std::nullopt;
    // A trace without a nominal value beside it is a finding of the device.
    const devices::Value& beside = devices::get(nominal.map(), "frequency");
    return beside.present() ? std::optional(beside.number()) : std::nullopt;
  }

  void find(int index) {
    const Cohort& cohort = cohort_at(plan_, index);
    const devices::Terminals& terminals = cohort.type->terminals;
    int& source = source_[static_cast<std::size_t>(index)];
    if (terminals.outlet && terminals.inlets_max == 0) {
      if (nominal_hz(cohort)) source = index;
      return;
    }
    if (makes_dc(cohort)) return;
    for (const int feeder : cohort.feeders) {
      if (source < 0 && feeder >= 0) source = this->source(feeder);
    }
  }

  bool spread(const std::vector<int>& ends) {
    if (ends.size() != 2) return false;
    int& first = source_[static_cast<std::size_t>(ends[0])];
    int& second = source_[static_cast<std::size_t>(ends[1])];
    if ((first < 0) == (second < 0)) return false;
    (first < 0 ? first : second) = first < 0 ? second : first;
    return true;
  }

  const Plan& plan_;
  std::vector<int> source_;
};

std::string source_text(const FrequencyFinder& finder, const Plan& plan, int source) {
  const Cohort& cohort = cohort_at(plan, source);
  return fmt::format("'{}' (line {}) has {} Hz", cohort.names.back(), cohort.component->place.line,
                     print_number(finder.hertz(source)));
}

void check_joined(const FrequencyFinder& finder, const Plan& plan, const Cohort& cohort,
                  const std::vector<int>& joined, Diagnostics& diagnostics) {
  int first = -1;
  for (const int index : joined) {
    const int source = index < 0 ? -1 : finder.source(index);
    if (source < 0) continue;
    if (first < 0) first = source;
    if (finder.hertz(source) == finder.hertz(first)) continue;
    diagnostics.error(
        "RT0417",
        fmt::format("'{}' joins {} Hz and {} Hz", cohort.names.back(),
                    print_number(finder.hertz(first)), print_number(finder.hertz(source))),
        feeder_place(cohort),
        fmt::format("{}, {}; what they feed stays apart", source_text(finder, plan, first),
                    source_text(finder, plan, source)));
    return;
  }
}

}  // namespace

void check_frequencies(const Plan& plan, Diagnostics& diagnostics) {
  const FrequencyFinder finder(plan);
  for (const Cohort& cohort : plan.cohorts) {
    if (cohort.component == nullptr) continue;
    check_joined(finder, plan, cohort, cohort.between, diagnostics);
    // A rack rectifies each of its cords by itself.
    if (cohort.type->terminals.outlet) {
      check_joined(finder, plan, cohort, cohort.feeders, diagnostics);
    }
  }
}

}  // namespace ridethrough::scenario
