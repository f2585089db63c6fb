#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "ridethrough/study/fold.hpp"
#include "ridethrough/study/montecarlo.hpp"
#include "study/asked_figures.hpp"
#include "study/statistics.hpp"
#include "study/weighted_rows.hpp"

namespace ridethrough::study {

namespace {

using scenario::StudyCheck;
using Statistic = StudyCheck::Statistic;

/// Of the bootstrap: the same rows give the same bytes.
constexpr std::uint64_t kBootstrapSeed = 0;
/// With fewer, one replica of a great weight is the result (assumed; 30 is the custom of
/// textbooks).
constexpr double kEffectiveLeast = 30.0;

bool has_ended(const CellResult& row) {
  return row.end == SuiteEnd::passed || row.end == SuiteEnd::failed;
}

bool compares(double value, const std::string& relation, double limit) {
  if (relation == ">=") return value >= limit;
  if (relation == "<=") return value <= limit;
  if (relation == ">") return value > limit;
  if (relation == "<") return value < limit;
  if (relation == "==") return value == limit;
  return value != limit;
}

std::vector<double> weights_of(const std::vector<const CellResult*>& rows) {
  std::vector<double> weights;
  for (const CellResult* row : rows) weights.push_back(row->weight);
  return weights;
}

/// What a figure is where nothing fails.
double usual_of(std::string_view name) {
  return name == kAvailability || name == "run.passed" || name == "run.rack_availability" ? 1.0
                                                                                          : 0.0;
}

/// The rows of one cell that came to an end.
class CellRows {
 public:
  CellRows(const scenario::Study& study, std::vector<const CellResult*> rows)
      : study_(study), rows_(std::move(rows)), weights_(weights_of(rows_)) {}

  void summarise(CellSummary& summary) const {
    summary.runs = rows_.size();
    if (rows_.empty()) return;
    summary.is_weighted = weights_.is_weighted();
    summary.effective_runs = weights_.effective();
    summary.passed = weights_.share_of(outcome_values("run.passed"), true, summary.passed_95);
    const auto without_loss = values([](const CellResult& row) { return row.losses.empty(); });
    summary.without_loss = weights_.share_of(without_loss, true, summary.without_loss_95);
    add_figures(summary);
    add_paths(summary);
    for (const StudyCheck& check : study_.checks) summary.checks.push_back(judge(check));
  }

 private:
  template <class Of>
  std::vector<double> values(const Of& of) const {
    std::vector<double> values;
    for (const CellResult* row : rows_) values.push_back(static_cast<double>(of(*row)));
    return values;
  }

  std::vector<double> figure_values(std::string_view name) const {
    return values([&](const CellResult& row) {
      const auto found = std::ranges::find(row.figures, name, &Figure::name);
      return found == row.figures.end() ? std::numeric_limits<double>::quiet_NaN() : found->value;
    });
  }

  std::vector<double> losses() const {
    return values([](const CellResult& row) { return row.losses.size(); });
  }

  std::vector<double> outcome_values(const std::string& outcome) const {
    if (outcome == "run.passed") {
      return values([](const CellResult& row) { return row.end == SuiteEnd::passed; });
    }
    if (outcome == "run.losses") return losses();
    return figure_values(outcome.starts_with("run.") ? outcome.substr(4) : outcome);
  }

  void add_figures(CellSummary& summary) const {
    std::vector<std::vector<double>> columns;
    for (const Figure& figure : rows_.front()->figures) {
      const std::vector<double> values = figure_values(figure.name);
      if (figure.name == kYears) summary.years = mean(values) / kSecondsAYear;
      const bool is_known = std::ranges::none_of(values, [](double x) { return std::isnan(x); });
      if (figure.name == kYears || !is_known) continue;
      const double usual = usual_of(figure.name);
      summary.figures.push_back({figure.name,
                                 figure.text,
                                 figure.unit,
                                 weights_.mean_of(values, usual),
                                 {},
                                 weights_.quantile(values, 0.05),
                                 weights_.quantile(values, 0.5),
                                 weights_.quantile(values, 0.95)});
      columns.push_back(weights_.weighted(values, usual));
    }
    columns.push_back(weights_.weighted(losses(), 0.0));
    summary.losses_a_year = mean(columns.back()) / summary.years;
    const std::vector<Interval> intervals = bootstrap_means(columns, kBootstrapSeed);
    summary.losses_a_year_95 = {intervals.back().low / summary.years,
                                intervals.back().high / summary.years};
    summary.availability = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < summary.figures.size(); ++i) {
      summary.figures[i].mean_95 = intervals[i];
      if (summary.figures[i].name != kAvailability) continue;
      summary.availability = summary.figures[i].mean;
      summary.availability_95 = intervals[i];
    }
  }

  void add_paths(CellSummary& summary) const {
    std::map<std::string, FailurePath> paths;
    for (const CellResult* row : rows_) {
      for (const std::string& loss : row->losses) paths[loss].losses += row->weight;
      for (const std::string& loss : std::set(row->losses.begin(), row->losses.end())) {
        ++paths[loss].replicas;
      }
    }
    for (auto& [text, path] : paths) {
      path.text = text;
      summary.paths.push_back(std::move(path));
    }
    std::stable_sort(summary.paths.begin(), summary.paths.end(),
                     [](const auto& a, const auto& b) { return a.losses > b.losses; });
  }

  /// Truths for a share: the outcome itself, or whether it compares.
  static std::vector<double> truths(const StudyCheck& check, std::vector<double> values) {
    for (double& value : values) {
      const bool holds =
          check.inner.empty() ? value > 0.0 : compares(value, check.inner, check.inner_limit.si);
      value = holds ? 1.0 : 0.0;
    }
    return values;
  }

  double judged(const StudyCheck& check, const std::vector<double>& values,
                Interval& interval) const {
    const double usual = usual_of(check.outcome);
    switch (check.statistic) {
      case Statistic::share: {
        const std::vector<double> held = truths(check, values);
        return weights_.share_of(held, mean(held) > 0.5, interval);
      }
      case Statistic::mean:
        interval = bootstrap_means({weights_.weighted(values, usual)}, kBootstrapSeed).front();
        return weights_.mean_of(values, usual);
      case Statistic::p1:
        return weights_.quantile(values, 0.01);
      case Statistic::p5:
        return weights_.quantile(values, 0.05);
      case Statistic::p50:
        return weights_.quantile(values, 0.50);
      case Statistic::p95:
        return weights_.quantile(values, 0.95);
      case Statistic::p99:
        return weights_.quantile(values, 0.99);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  /// Why these replicas can not decide `check`; empty if they can.
  std::string undecided(const StudyCheck& check, const std::vector<double>& values) const {
    if (weights_.is_weighted() && weights_.effective() < kEffectiveLeast) {
      return fmt::format("the weights leave as much as {:.0f} of {} replicas, less than {:.0f}",
                         weights_.effective(), rows_.size(), kEffectiveLeast);
    }
    const bool has_bound = check.bound != StudyCheck::Bound::none;
    if (!has_bound || check.statistic != Statistic::mean) return "";
    const auto [low, high] = std::ranges::minmax(values);
    return low < high ? ""
                      : "no two replicas differ, and a bootstrap says nothing of what is rarer";
  }

  StudyCheckResult judge(const StudyCheck& check) const {
    const std::vector<double> values = outcome_values(check.outcome);
    StudyCheckResult result{check.id,       check.sentence,   check.place, 0.0,
                            check.limit.si, check.limit.unit, false,       check.level};
    const bool is_known = std::ranges::none_of(values, [](double x) { return std::isnan(x); });
    if (!is_known) {
      result.value = std::numeric_limits<double>::quiet_NaN();
      return result;
    }
    Interval interval;
    result.value = judged(check, values, interval);
    if (check.bound == StudyCheck::Bound::lower95) result.value = interval.low;
    if (check.bound == StudyCheck::Bound::upper95) result.value = interval.high;
    result.undecided = undecided(check, values);
    result.holds =
        result.undecided.empty() && compares(result.value, check.relation, check.limit.si);
    return result;
  }

  const scenario::Study& study_;
  std::vector<const CellResult*> rows_;
  WeightedRows weights_;
};

}  // namespace

std::vector<CellSummary> summarise(const scenario::Study& study,
                                   const std::vector<CellResult>& rows) {
  std::vector<CellSummary> summaries;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin;
    std::vector<const CellResult*> ended;
    for (; end < rows.size() && rows[end].name == rows[begin].name; ++end) {
      if (has_ended(rows[end])) ended.push_back(&rows[end]);
    }
    CellSummary summary;
    summary.cell = rows[begin].cell;
    summary.name = rows[begin].name;
    summary.unfinished = end - begin - ended.size();
    CellRows(study, std::move(ended)).summarise(summary);
    summaries.push_back(std::move(summary));
    begin = end;
  }
  return summaries;
}

double nines_of(double availability) { return -std::log10(1.0 - availability); }

}  // namespace ridethrough::study
