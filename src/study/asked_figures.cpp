#include "study/asked_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "ridethrough/scenario/suggest.hpp"
#include "ridethrough/scenario/units.hpp"

namespace ridethrough::study {

namespace {

using scenario::StudyCheck;

constexpr std::string_view kRun = "run.";
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Share of the time of all racks in which they were up; NaN without racks.
double rack_availability(const Outcome& outcome) {
  double members = 0.0;
  for (const ComponentOutcome& component : outcome.components) {
    if (component.type == "rack") members += static_cast<double>(component.members);
  }
  for (const Figure& figure : figures_of(outcome)) {
    if (figure.name != "rack_down_time" || members == 0.0) continue;
    return 1.0 - figure.value / (members * core::seconds(outcome.duration));
  }
  return kUnknown;
}

Figure job_figure(const std::string& path, const Outcome& outcome) {
  Figure figure{path, path, "", kUnknown};
  const auto dot = path.find('.');
  for (const ComponentOutcome& job : outcome.jobs) {
    if (job.path != path.substr(0, dot)) continue;
    for (const MemberFinding& each : job.findings) {
      if (each.finding.name != path.substr(dot + 1)) continue;
      figure.value = each.finding.value;
      figure.unit = each.finding.unit == "1" ? "" : each.finding.unit;
    }
  }
  return figure;
}

/// Unit of printing of each outcome that a check may name.
std::vector<std::pair<std::string, std::string>> outcomes_of(const scenario::Model& model) {
  std::vector<std::pair<std::string, std::string>> known{
      {"run.passed", ""}, {"run.losses", ""}, {"run.rack_availability", "%"}};
  Outcome none;
  none.currency = model.currency.code;
  for (const Figure& figure : figures_of(none)) {
    known.emplace_back(fmt::format("{}{}", kRun, figure.name), figure.unit);
  }
  for (const scenario::JobSpec& job : model.jobs) {
    for (const devices::QuantitySpec& quantity : job.type->quantities) {
      known.emplace_back(fmt::format("{}.{}", job.name, quantity.name),
                         scenario::in_currency(quantity.unit, model.currency.code));
    }
  }
  return known;
}

void check_dimension(const StudyCheck& check, const scenario::Quantity& limit,
                     const std::string& unit, scenario::Diagnostics& diagnostics) {
  const scenario::Dimension wanted =
      unit.empty() || unit == "1" ? scenario::Dimension{} : scenario::dimension_of(unit);
  if (limit.dimension == wanted) return;
  diagnostics.error("RT1008",
                    fmt::format("can not compare {} with {}",
                                wanted.is_ratio() ? "a plain number" : scenario::name_of(wanted),
                                limit.unit.empty() ? "a plain number" : limit.unit),
                    check.claim_place,
                    unit.empty() ? "write a number without a unit" : "it is in " + unit);
}

}  // namespace

std::vector<Figure> asked_figures(const scenario::Study& study, const Outcome& outcome) {
  std::vector<Figure> figures{
      {std::string(kYears), "simulated time", "y", core::seconds(outcome.duration)},
      {std::string(kAvailability), "rack availability", "%", rack_availability(outcome), false}};
  for (const StudyCheck& check : study.checks) {
    const bool is_there = std::ranges::find(figures, check.outcome, &Figure::name) != figures.end();
    if (is_there || check.outcome.starts_with(kRun)) continue;
    figures.push_back(job_figure(check.outcome, outcome));
  }
  return figures;
}

bool check_outcome_path(const StudyCheck& check, const scenario::Model& model,
                        scenario::Diagnostics& diagnostics) {
  const auto known = outcomes_of(model);
  const auto found = std::ranges::find(
      known, check.outcome, [](const auto& each) { return std::string_view(each.first); });
  if (found == known.end()) {
    std::vector<std::string> names;
    for (const auto& [name, unit] : known) names.push_back(name);
    diagnostics.error(
        "RT1008", fmt::format("there is no outcome '{}'", check.outcome), check.outcome_place,
        scenario::did_you_mean(check.outcome, names, "one of: " + scenario::listed(names, 6)));
    return false;
  }
  const int errors_before = diagnostics.errors();
  const bool is_share = check.statistic == StudyCheck::Statistic::share;
  if (!check.inner.empty()) check_dimension(check, check.inner_limit, found->second, diagnostics);
  check_dimension(check, check.limit, is_share ? "" : found->second, diagnostics);
  const bool needs_comparison = is_share && check.inner.empty() && check.outcome != "run.passed";
  if (needs_comparison) {
    diagnostics.error("RT1008", "a share is of replicas for which something holds",
                      check.outcome_place,
                      fmt::format("write share({} == 0), or share(run.passed)", check.outcome));
  }
  return diagnostics.errors() == errors_before;
}

}  // namespace ridethrough::study
