#include "study/selectivity.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace ridethrough::study {

namespace {

using Reports = std::vector<devices::Report>;

/// What a run tells of one trip at one instant.
struct Stand {
  bool is_picked_up = false;
  bool is_stuck = false;  // it operated, and nothing opened
};

Stand stand_at(const devices::Report& report, core::Tick at) {
  Stand stand;
  core::Tick from = core::kNever;
  core::Tick operated = core::kNever;
  for (const devices::Finding& finding : report.findings) {
    if (finding.name == "trip" && finding.time <= at) operated = finding.time;
    if (finding.name == "pickup") from = finding.time;
    if (finding.name == "drop_out" && from <= at && at <= finding.time) stand.is_picked_up = true;
  }
  const auto opens = [&](const devices::Incident& incident) {
    return incident.kind == "tripped" && incident.at >= operated;
  };
  stand.is_stuck = operated != core::kNever &&
                   std::none_of(report.incidents.begin(), report.incidents.end(), opens);
  return stand;
}

/// By cohort, what hangs below it; a tie hangs below the end that is named first.
std::vector<std::vector<std::size_t>> hangers_of(const scenario::Plan& plan) {
  std::vector<std::vector<std::size_t>> below(plan.cohorts.size());
  for (std::size_t i = 0; i < plan.cohorts.size(); ++i) {
    const scenario::Cohort& cohort = plan.cohorts[i];
    for (const int feeder : cohort.feeders) below[static_cast<std::size_t>(feeder)].push_back(i);
    if (cohort.between.size() != 2) continue;
    below[static_cast<std::size_t>(cohort.between[0])].push_back(i);
    below[i].push_back(static_cast<std::size_t>(cohort.between[1]));
  }
  return below;
}

/// All below `top`, the nearest first; those equally near in the order of the plan.
std::vector<std::size_t> downstream(const std::vector<std::vector<std::size_t>>& below,
                                    std::size_t top) {
  std::vector<bool> is_met(below.size(), false);
  std::vector<std::size_t> met{top};
  is_met[top] = true;
  for (std::size_t i = 0; i < met.size(); ++i) {
    for (const std::size_t next : below[met[i]]) {
      if (is_met[next]) continue;
      is_met[next] = true;
      met.push_back(next);
    }
  }
  met.erase(met.begin());
  return met;
}

double multiple_at(const devices::Report& report, core::Tick at) {
  for (const devices::Finding& finding : report.findings) {
    if (finding.name == "trip" && finding.time == at) return finding.value;
  }
  return 0.0;
}

class Judge {
 public:
  Judge(const scenario::Plan& plan, const Reports& reports, const Canonical& canonical)
      : reports_(reports), canonical_(canonical), below_(hangers_of(plan)) {
    for (std::size_t unit = 0; unit < canonical.units.size(); ++unit) {
      raw_of_.emplace(path_of(canonical.units[unit]), canonical.representative[unit]);
    }
  }

  TripVerdict verdict(const OutcomeEvent& event) const {
    TripVerdict verdict{event.time, event.component, event.members, event.reason};
    const std::size_t raw = raw_of_.at(event.component);
    verdict.multiple = multiple_at(reports_[raw], event.time);
    for (const std::size_t lower : downstream(below_, raw)) {
      const Stand stand = stand_at(reports_[lower], event.time);
      if (!stand.is_picked_up) continue;
      std::string& name = stand.is_stuck ? verdict.backs_up : verdict.expected;
      name = path_of(canonical_.units[canonical_.canonical_of[lower]]);
    }
    if (!verdict.expected.empty()) verdict.backs_up.clear();
    return verdict;
  }

 private:
  const Reports& reports_;
  const Canonical& canonical_;
  std::vector<std::vector<std::size_t>> below_;
  std::map<std::string, std::size_t> raw_of_;  ///< by the path in the events
};

}  // namespace

std::vector<TripVerdict> judge_trips(const scenario::Plan& plan, const Reports& reports,
                                     const Canonical& canonical,
                                     const std::vector<OutcomeEvent>& events) {
  const Judge judge(plan, reports, canonical);
  std::vector<TripVerdict> verdicts;
  for (const OutcomeEvent& event : events) {
    if (event.what != "count:trips") continue;
    const TripVerdict verdict = judge.verdict(event);
    if (verdict.multiple > 0.0) verdicts.push_back(verdict);  // a contactor trips by its voltage
  }
  return verdicts;
}

}  // namespace ridethrough::study
