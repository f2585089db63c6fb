#include "ridethrough/study/figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "ridethrough/scenario/units.hpp"

namespace ridethrough::study {

namespace {

constexpr double kNoFigure = std::numeric_limits<double>::quiet_NaN();

enum class From { incidents, down_time, jobs, least, total, ledger_loss, failed_checks };

struct FigureSpec {
  std::string_view name;
  std::string_view text;
  std::string_view unit;
  From from;
  std::string_view finding;
  bool less_is_better;
  /// Differences below this part of the larger value are no difference.
  double relevance;
  std::string_view type = "";  ///< only of components of this type
  bool is_always_shown = true;
};

/// In order of weight: the first relevant difference decides which architecture did better.
constexpr FigureSpec kFigures[] = {
    {"racks_dropped", "rack drops", "", From::incidents, "dropped", true, 0.0},
    {"interruptions", "job interruptions", "", From::jobs, "interruptions", true, 0.0},
    {"lost_gpu_hours", "lost GPU-hours", "GPU*h", From::jobs, "lost_gpu_hours", true, 1e-3},
    {"cost", "cost of lost GPU-hours", scenario::kSchemaCurrency, From::jobs, "cost", true, 1e-3},
    {"rack_down_time", "rack-hours down", "h", From::down_time, "dropped", true, 1e-3},
    {"failed_checks", "checks failed", "", From::failed_checks, "", true, 0.0},
    {"load_shed", "load shed in the area of a grid", "MW", From::total, "shed", true, 1e-3,
     "utility", false},
    {"soc_min", "lowest charge of a battery", "%", From::least, "soc_min", false, 0.05},
    {"soc_end", "charge left at the end", "%", From::least, "soc_end", false, 0.05},
    {"voltage_min", "lowest voltage at a rack", "pu", From::least, "voltage_min", false, 0.05,
     "rack"},
    {"frequency_min", "lowest frequency of a grid", "Hz", From::least, "lowest_frequency", false,
     1e-3, "utility", false},
    {"loss", "energy lost", "kWh", From::ledger_loss, "", true, 0.02},
};

double sum_incidents(const Outcome& outcome, std::string_view kind, bool as_time) {
  double sum = 0.0;
  for (const ComponentOutcome& component : outcome.components) {
    for (const MemberIncident& each : component.incidents) {
      if (each.incident.kind != kind) continue;
      const core::Tick lasted = each.incident.lasted == core::kNever
                                    ? outcome.duration - each.incident.at
                                    : each.incident.lasted;
      sum += static_cast<double>(each.members) * (as_time ? core::seconds(lasted) : 1.0);
    }
  }
  return sum;
}

double sum_jobs(const Outcome& outcome, std::string_view name) {
  double sum = kNoFigure;
  for (const ComponentOutcome& job : outcome.jobs) {
    for (const MemberFinding& each : job.findings) {
      if (each.finding.name != name) continue;
      sum = (std::isnan(sum) ? 0.0 : sum) + each.finding.value;
    }
  }
  return sum;
}

/// What `join` makes of all findings that the figure reads, NaN if there is none.
template <class Join>
double joined_findings(const FigureSpec& spec, const Outcome& outcome, const Join& join) {
  double all = kNoFigure;
  for (const ComponentOutcome& component : outcome.components) {
    if (!spec.type.empty() && component.type != spec.type) continue;
    for (const MemberFinding& each : component.findings) {
      if (each.finding.name != spec.finding) continue;
      all = std::isnan(all) ? each.finding.value : join(all, each.finding.value);
    }
  }
  return all;
}

double figure_value(const FigureSpec& spec, const Outcome& outcome) {
  switch (spec.from) {
    case From::incidents:
      return sum_incidents(outcome, spec.finding, false);
    case From::down_time:
      return sum_incidents(outcome, spec.finding, true);
    case From::jobs:
      return sum_jobs(outcome, spec.finding);
    case From::least:
      return joined_findings(spec, outcome, [](double a, double b) { return std::min(a, b); });
    case From::total:
      return joined_findings(spec, outcome, std::plus<>());
    case From::ledger_loss:
      return outcome.ledger.loss_j;
    case From::failed_checks:
      return static_cast<double>(std::count_if(outcome.checks.begin(), outcome.checks.end(),
                                               [](const auto& check) { return check.fails_run; }));
  }
  return kNoFigure;
}

}  // namespace

std::vector<Figure> figures_of(const Outcome& outcome) {
  std::vector<Figure> figures;
  for (const FigureSpec& spec : kFigures) {
    figures.push_back({std::string(spec.name), std::string(spec.text),
                       scenario::in_currency(spec.unit, outcome.currency),
                       figure_value(spec, outcome), spec.less_is_better, spec.relevance,
                       spec.is_always_shown});
  }
  return figures;
}

}  // namespace ridethrough::study
