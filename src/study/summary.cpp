#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "ridethrough/study/fold.hpp"
#include "ridethrough/study/montecarlo.hpp"
#include "study/asked_figures.hpp"
#include "study/statistics.hpp"

namespace ridethrough::study {

namespace {

using scenario::StudyCheck;
using Statistic = StudyCheck::Statistic;

constexpr double kSecondsAYear = 8760.0 * 3600.0;
/// Of the bootstrap: the same rows give the same bytes.
constexpr std::uint64_t kBootstrapSeed = 0;

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

/// The rows of one cell that came to an end.
class CellRows {
 public:
  CellRows(const scenario::Study& study, std::vector<const CellResult*> rows)
      : study_(study), rows_(std::move(rows)) {}

  void summarise(CellSummary& summary) const {
    summary.runs = rows_.size();
    if (rows_.empty()) return;
    summary.passed = count([](const CellResult& row) { return row.end == SuiteEnd::passed; });
    summary.without_loss = count([](const CellResult& row) { return row.losses.empty(); });
    summary.passed_95 = clopper_pearson(summary.passed, summary.runs);
    summary.without_loss_95 = clopper_pearson(summary.without_loss, summary.runs);
    add_figures(summary);
    add_paths(summary);
    for (const StudyCheck& check : study_.checks) summary.checks.push_back(judge(check));
  }

 private:
  template <class Is>
  std::size_t count(const Is& is) const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [&](const auto* row) { return is(*row); }));
  }

  std::vector<double> figure_values(std::string_view name) const {
    std::vector<double> values;
    for (const CellResult* row : rows_) {
      const auto found = std::ranges::find(row->figures, name, &Figure::name);
      values.push_back(found == row->figures.end() ? std::numeric_limits<double>::quiet_NaN()
                                                   : found->value);
    }
    return values;
  }

  std::vector<double> outcome_values(const std::string& outcome) const {
    std::vector<double> values;
    if (outcome == "run.passed") {
      for (const CellResult* row : rows_)
        values.push_back(row->end == SuiteEnd::passed ? 1.0 : 0.0);
      return values;
    }
    if (outcome == "run.losses") return losses();
    return figure_values(outcome.starts_with("run.") ? outcome.substr(4) : outcome);
  }

  std::vector<double> losses() const {
    std::vector<double> values;
    for (const CellResult* row : rows_) values.push_back(static_cast<double>(row->losses.size()));
    return values;
  }

  void add_figures(CellSummary& summary) const {
    std::vector<std::vector<double>> columns;
    for (const Figure& figure : rows_.front()->figures) {
      std::vector<double> values = figure_values(figure.name);
      if (figure.name == kYears) summary.years = mean(values) / kSecondsAYear;
      const bool is_known = std::ranges::none_of(values, [](double x) { return std::isnan(x); });
      if (figure.name == kYears || !is_known) continue;
      summary.figures.push_back({figure.name,
                                 figure.text,
                                 figure.unit,
                                 mean(values),
                                 {},
                                 percentile(values, 0.05),
                                 percentile(values, 0.5),
                                 percentile(values, 0.95)});
      columns.push_back(std::move(values));
    }
    columns.push_back(losses());
    summary.losses_a_year = mean(columns.back()) / summary.years;
    std::vector<Interval> intervals = bootstrap_means(columns, kBootstrapSeed);
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
      for (const std::string& loss : row->losses) ++paths[loss].losses;
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

  double value_of(const StudyCheck& check, const std::vector<double>& values) const {
    switch (check.statistic) {
      case Statistic::mean:
        return mean(values);
      case Statistic::share:
        return static_cast<double>(hits(check, values)) / static_cast<double>(values.size());
      case Statistic::p1:
        return percentile(values, 0.01);
      case Statistic::p5:
        return percentile(values, 0.05);
      case Statistic::p50:
        return percentile(values, 0.50);
      case Statistic::p95:
        return percentile(values, 0.95);
      case Statistic::p99:
        return percentile(values, 0.99);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  static std::size_t hits(const StudyCheck& check, const std::vector<double>& values) {
    return static_cast<std::size_t>(std::ranges::count_if(values, [&](double value) {
      return check.inner.empty() ? value > 0.0 : compares(value, check.inner, check.inner_limit.si);
    }));
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
    result.value = value_of(check, values);
    if (check.bound != StudyCheck::Bound::none) {
      const Interval interval = check.statistic == Statistic::share
                                    ? clopper_pearson(hits(check, values), values.size())
                                    : bootstrap_means({values}, kBootstrapSeed).front();
      result.value = check.bound == StudyCheck::Bound::lower95 ? interval.low : interval.high;
    }
    result.holds = compares(result.value, check.relation, check.limit.si);
    return result;
  }

  const scenario::Study& study_;
  std::vector<const CellResult*> rows_;
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
